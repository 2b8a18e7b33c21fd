"""The staff pages of the ledger: points changed by hand, leave and outage days, and the digests of closed days."""

from quizapp.points.manage import changing, digests, excusing, proposals
from quizapp.points.manage.desk import bp

__all__ = ["bp", "changing", "digests", "excusing", "proposals"]
