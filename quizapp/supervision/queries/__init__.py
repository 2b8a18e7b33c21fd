"""Reading counts and lists. No statement's cost grows with the number of members, nor their number with anything."""
