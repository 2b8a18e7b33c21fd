"""Who has not yet come along: lists of people of a part of the tree, a page at a time, phones still sealed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Member, MemberState, MemberType, Organisation
from quizapp.people.store.tree import at_or_below, place
from quizapp.points.models import Score
from quizapp.supervision.missing import Missing
from quizapp.supervision.periods import Period

AT_ONCE = 2000
STATE = {
    Missing.REGISTERED: MemberState.INVITED,
    Missing.ACTIVATED: MemberState.REGISTERED,
    Missing.STUDIED: MemberState.ACTIVATED,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on a list; `title_zh` and `title_en` are those of the member type."""

    id: int
    name: str
    phone_sealed: bytes | None
    title_zh: str
    title_en: str
    branch_id: int
    branch_name: str


def after_key(text: str) -> tuple[int, int]:
    """Branch and member of the last one seen, as an address carries them ("17.204"); the beginning for anything else."""
    branch, dot, member = text.partition(".")
    parts = [branch, member] if dot else []
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return 0, 0
    return int(branch), int(member)


def page(
    path: str, missing: Missing, period: Period, *, after: tuple[int, int], limit: int = 50
) -> Page[Person]:
    """A page of those at and below an organisation, by branch."""
    rows = _people(path, missing, period, after, limit + 1)
    return page_of(rows, limit=limit, key=lambda person: f"{person.branch_id}.{person.id}")


def everyone(path: str, missing: Missing, period: Period) -> Iterator[Person]:
    """All of them, read some thousand at a time."""
    after = 0, 0
    while rows := _people(path, missing, period, after, AT_ONCE):
        yield from rows
        after = rows[-1].branch_id, rows[-1].id


def _people(
    path: str, missing: Missing, period: Period, after: tuple[int, int], limit: int
) -> Sequence[Person]:
    """In the order of the tree, which is that of an index: what is shown is read, and no more."""
    branch, member = after
    since = (
        db.session.scalar(select(Organisation.path).where(Organisation.id == branch)) or "" if branch else ""
    )
    further = or_(place() > since, Member.id > member)
    people: Select[*tuple[Any, ...]] = (
        select(
            Member.id,
            Member.name,
            Member.phone_sealed,
            MemberType.title_zh,
            MemberType.title_en,
            Organisation.id,
            Organisation.name,
        )
        .select_from(Organisation)
        .join(Member, Member.branch_id == Organisation.id)
        .join(MemberType, MemberType.key == Member.member_type)
        .where(*among(path, missing, period, since=since), further)
        .order_by(place(), Member.id)
        .limit(limit)
    )
    return [Person(*row) for row in db.session.execute(people)]


def among(path: str, missing: Missing, period: Period, *, since: str = "") -> list[ColumnElement[bool]]:
    """What holds for those on a list, over members joined to their branch; with `since` from that path on."""
    held = [at_or_below(path, since=since), Member.state == STATE[missing]]
    if missing is Missing.STUDIED:
        held.append(
            ~exists().where(
                Score.member_id == Member.id,
                Score.period == period.span.value,
                Score.starts_on == period.start,
                Score.learned > 0,
            )
        )
    return held
