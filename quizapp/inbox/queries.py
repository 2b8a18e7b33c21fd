"""Reading notices; one statement a question."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from quizapp.db import db
from quizapp.inbox.models import Notice
from quizapp.kernel.paging import Page, page_of
from quizapp.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has not been read yet: how many, and the template of the latest (None without any)."""

    count: int
    latest: str | None


@dataclass(frozen=True, slots=True)
class Received:
    """One notice as its page shows it."""

    id: int
    template: str
    told: dict[str, Any]
    at: datetime
    read_at: datetime | None


_UNREAD = Prepared(
    select(Notice.template, func.count().over().label("count"))
    .where(Notice.member_id == bindparam("member_id"), Notice.read_at.is_(None))
    .order_by(Notice.id.desc())
    .limit(1)
)


def waiting(member_id: int) -> Waiting:
    row = _UNREAD.first(member_id=member_id)
    return Waiting(row.count, row.template) if row else Waiting(0, None)


def received(member_id: int, *, before: int = 0, limit: int = 30) -> Page[Received]:
    """A page of a member's notices, the latest first, from below the id `before` where one is given."""
    mine = select(Notice.id, Notice.template, Notice.told, Notice.at, Notice.read_at).where(
        Notice.member_id == member_id
    )
    rows = db.session.execute(
        (mine.where(Notice.id < before) if before else mine).order_by(Notice.id.desc()).limit(limit + 1)
    )
    return page_of([Received(*row) for row in rows], limit=limit, key=lambda one: str(one.id))


def notice(notice_id: int, member_id: int) -> Received:
    """One of the member's own; NoResultFound for another's and for none alike."""
    mine = select(Notice.id, Notice.template, Notice.told, Notice.at, Notice.read_at)
    return Received(
        *db.session.execute(mine.where(Notice.id == notice_id, Notice.member_id == member_id)).one()
    )
