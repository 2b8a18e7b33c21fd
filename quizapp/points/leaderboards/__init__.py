"""Boards: the own branch member by member, and above it heads per score."""

from quizapp.points.leaderboards.above import Level, Named, Ranked, Rung, leaders, levels, ranked
from quizapp.points.leaderboards.branch import (
    ROWS,
    Board,
    BoardRow,
    Key,
    Place,
    branch_board,
    place_in_branch,
)

__all__ = [
    "ROWS",
    "Board",
    "BoardRow",
    "Key",
    "Level",
    "Named",
    "Place",
    "Ranked",
    "Rung",
    "branch_board",
    "leaders",
    "levels",
    "place_in_branch",
    "ranked",
]
