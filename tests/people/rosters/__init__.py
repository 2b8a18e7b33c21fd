"""Rosters: files of members read, refused by row, staged and applied whole."""
