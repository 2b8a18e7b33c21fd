"""make bench-city: the same pages in a city of 5,700 and in one of 570,000, measured in one run."""
