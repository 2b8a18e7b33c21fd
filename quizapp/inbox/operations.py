"""What can be done with notices: sending them to many at once, and reading them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, literal, null, select, update

from quizapp.db import changed, db, operation, table_of, upsert
from quizapp.inbox.models import Notice
from quizapp.inbox.templates import A_DAY, TEMPLATES

KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of sending: how many got it, had it before, or have had enough for the day."""

    sent: int = 0
    had: int = 0
    enough: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        return Sent(self.sent + other.sent, self.had + other.had, self.enough + other.enough)


@operation
def send(
    *,
    to: Select[int],
    template: str,
    key: str,
    told: Mapping[str, Any],
    sender_id: int | None,
    day: date,
    at: datetime,
) -> Sent:
    """Send one notice to the members that a select of ids finds: one statement, however many they are.

    Who has a notice with this key keeps the one they have; who has had enough on this day gets no capped one.
    """
    capped = TEMPLATES[template].capped
    members = to.subquery()
    member_id = members.c[0]
    wanted = db.session.scalar(select(func.count()).select_from(members)) or 0
    has_it = select(Notice.id).where(Notice.member_id == member_id, Notice.key == key).exists()
    had = db.session.scalar(select(func.count()).select_from(members).where(has_it)) or 0
    on_this_day = Notice.member_id == member_id, Notice.day == day, Notice.slot.is_not(None)
    of_today = select(func.count()).select_from(Notice).where(*on_this_day).scalar_subquery()
    values = {
        "member_id": member_id,
        "template": literal(template),
        "key": literal(key),
        "told": literal(dict(told), Notice.told.type),
        "day": literal(day),
        "slot": of_today + 1 if capped else null(),
        "at": literal(at, Notice.at.type),
        "sender_id": literal(sender_id, Notice.sender_id.type),
        "read_at": null(),
    }
    rows = select(*values.values()).where(~has_it, *([of_today < A_DAY] if capped else []))
    sent = changed(upsert(table_of(Notice)).from_select(list(values), rows).on_conflict_do_nothing())
    return Sent(sent, had, wanted - had - sent)


@operation
def read(*, notice_id: int, member_id: int, at: datetime) -> None:
    """Note that a member has read a notice; twice is once."""
    mine = update(Notice).where(
        Notice.id == notice_id, Notice.member_id == member_id, Notice.read_at.is_(None)
    )
    changed(mine.values(read_at=at))


@operation
def read_all(*, member_id: int, at: datetime) -> int:
    """Note that a member has read every notice there is; gives how many were new."""
    mine = update(Notice).where(Notice.member_id == member_id, Notice.read_at.is_(None))
    return changed(mine.values(read_at=at))


@operation
def forget_old(*, today: date) -> int:
    """Drop notices older than 180 days; gives how many."""
    return changed(delete(Notice).where(Notice.day < today - KEPT))
