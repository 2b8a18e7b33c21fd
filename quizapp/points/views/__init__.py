"""The points pages a member sees: the statement, the streak, and the boards of every level."""

from quizapp.points.views import boards, streak
from quizapp.points.views.statement import bp

__all__ = ["boards", "bp", "streak"]
