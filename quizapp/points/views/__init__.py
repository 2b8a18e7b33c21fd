"""The points pages a member sees: the statement, and the boards of every level."""

from quizapp.points.views import boards
from quizapp.points.views.statement import bp

__all__ = ["boards", "bp"]
