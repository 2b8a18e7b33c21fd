"""Rosters as files: reading CSV and XLSX row by row with every complaint by row and column, and writing them."""

from quizapp.people.roster_files.reading import COMMAND, PAGE, Limits, Roster, read

__all__ = ["COMMAND", "PAGE", "Limits", "Roster", "read"]
