"""Where rosters wait between being read and being applied."""
