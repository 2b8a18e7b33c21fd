"""What comes in from outside the house: files of members."""
