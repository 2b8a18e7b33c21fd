"""Boards: the own branch member by member, and above it heads per score, who leads, and organisations."""

from quizapp.points.leaderboards.above import Level, Own, Ranked, Rung, gained, levels, ranked
from quizapp.points.leaderboards.branch import (
    ROWS,
    Board,
    BoardRow,
    Key,
    Place,
    branch_board,
    place_in_branch,
)
from quizapp.points.leaderboards.gains import branch_gains
from quizapp.points.leaderboards.named import Named, leaders, own_branch
from quizapp.points.leaderboards.parts import AVERAGE, TOTAL, Of, Part, PartKey, Parts, parts

__all__ = [
    "AVERAGE",
    "ROWS",
    "TOTAL",
    "Board",
    "BoardRow",
    "Key",
    "Level",
    "Named",
    "Of",
    "Own",
    "Part",
    "PartKey",
    "Parts",
    "Place",
    "Ranked",
    "Rung",
    "branch_board",
    "branch_gains",
    "gained",
    "leaders",
    "levels",
    "own_branch",
    "parts",
    "place_in_branch",
    "ranked",
]
