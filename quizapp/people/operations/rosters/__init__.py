"""What can be done with rosters: staging their rows, checking them, applying them whole, and forgetting them."""

from quizapp.people.operations.rosters.applying import CHANGED_MEANWHILE, Applied, apply_roster
from quizapp.people.operations.rosters.staging import (
    Started,
    begin_roster,
    check_roster,
    drop_roster,
    drop_stale,
    forget_rows,
    keep_file,
    note_export,
    refuse_rows,
    stage_rows,
    take_stock,
    tie_rows,
)

__all__ = [
    "CHANGED_MEANWHILE",
    "Applied",
    "Started",
    "apply_roster",
    "begin_roster",
    "check_roster",
    "drop_roster",
    "drop_stale",
    "forget_rows",
    "keep_file",
    "note_export",
    "refuse_rows",
    "stage_rows",
    "take_stock",
    "tie_rows",
]
