"""The study administrator's desk."""

from quizapp.supervision.manage import figures, files, lists
from quizapp.supervision.manage.desk import bp

__all__ = ["bp", "figures", "files", "lists"]
