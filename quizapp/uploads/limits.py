"""How much may be sent: by file, by picture, by member and day; and how much room the disk must keep. Pure."""

MOST_BYTES = 10_000_000  # of one file: what a phone's camera makes at its best
MOST_PIXELS = 40_000_000  # decoded, four bytes each: 160 MB for a moment
LEAST_SIDE = 32
FILES_A_DAY = 60  # of one member
BYTES_A_DAY = 200_000_000
LEAST_FREE = 500_000_000  # bytes left on the disk: below this pictures wait, answers never do
REQUEST = MOST_BYTES + 100_000  # a file with the form around it
