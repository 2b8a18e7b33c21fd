"""The study administrator's desk."""

from quizapp.supervision.manage import figures, files, guests, lists
from quizapp.supervision.manage.desk import bp

__all__ = ["bp", "figures", "files", "guests", "lists"]
