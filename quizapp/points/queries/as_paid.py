"""How a rule paid one member on a day: with what was added to it where they belonged then."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from quizapp.db import db
from quizapp.people.models import Member, MemberSpan, Organisation
from quizapp.points.earning import Code, Rule
from quizapp.points.queries.tariff import tariff


def as_paid(member_id: int) -> Callable[[Code, date], Rule | None]:
    """A member's rules by code and day, None where the tariff had none. One statement where anything was ever added to
    the tariff, else none.
    """
    kept = tariff()
    stays = _stays(member_id) if kept.additions else ()

    def rule(code: Code, day: date) -> Rule | None:
        plain = kept.in_force(day).get(code)
        if plain is None or not stays:
            return plain
        return kept.paying(plain, _path(stays, day), day)[0]

    return rule


def _stays(member_id: int) -> Sequence[Row[Any]]:
    """Where the member belonged, the latest first; who was never recorded elsewhere has always been where they are."""
    home = func.coalesce(MemberSpan.branch_id, Member.branch_id)
    found = (
        select(MemberSpan.from_on, MemberSpan.until_on, Organisation.path)
        .select_from(Member)
        .outerjoin(MemberSpan, MemberSpan.member_id == Member.id)
        .join(Organisation, Organisation.id == home)
        .where(Member.id == member_id)
    )
    return list(db.session.execute(found.order_by(MemberSpan.from_on.desc())))


def _path(stays: Sequence[Row[Any]], day: date) -> str:
    """The path of the branch on a day; of the earliest one on days before every record."""
    begun = (stay for stay in stays if stay.from_on is None or stay.from_on <= day)
    return str(next(begun, stays[-1]).path)
