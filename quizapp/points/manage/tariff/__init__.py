"""The administrator's pages of the tariff: its rules, proposals to change them, and what organisations add."""

from quizapp.points.manage.tariff import additions, proposals, rules
from quizapp.points.manage.tariff.desk import bp

__all__ = ["additions", "bp", "proposals", "rules"]
