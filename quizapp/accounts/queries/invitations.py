"""What the staff pages read about invitations: who still waits, and what became of the codes. Never a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Invitation, InvitationBatch, Member, Organisation
from quizapp.people.store.invitations import unspent, valid, waiting
from quizapp.people.store.tree import at_or_below


@dataclass(frozen=True, slots=True)
class Expected:
    """How many are invited at and below an organisation, and how many of them hold a valid code."""

    invited: int
    with_code: int

    @property
    def without_code(self) -> int:
        return self.invited - self.with_code


@dataclass(frozen=True, slots=True)
class Batch:
    """Codes made at one time: when, by whom (None: a command), where, and what became of them."""

    id: int
    made_at: datetime
    expires_at: datetime
    organisation_name: str
    by: str | None
    codes: int
    used: int
    unused: int
    expired: int
    voided: int


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest code made for a member."""

    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    voided_at: datetime | None


def expected(path: str, *, at: datetime) -> Expected:
    ids = waiting(path)
    held = select(func.count()).select_from(Invitation).where(valid(at), Invitation.member_id.in_(ids))
    counted = select(func.count(), held.scalar_subquery()).select_from(ids.subquery())
    invited, with_code = db.session.execute(counted).one()
    return Expected(invited, with_code)


def batches(path: str, *, at: datetime, after: int = 0, limit: int = 20) -> Page[Batch]:
    """The codes made at and below an organisation, the latest first; two statements."""
    found = (
        select(InvitationBatch, Organisation.name, Member.name)
        .join(Organisation, Organisation.id == InvitationBatch.organisation_id)
        .outerjoin(Member, Member.id == InvitationBatch.made_by)
        .where(at_or_below(path))
    )
    if after:
        found = found.where(InvitationBatch.id < after)
    rows = db.session.execute(found.order_by(InvitationBatch.id.desc()).limit(limit + 1)).all()
    came = _what_came_of([batch.id for batch, _, _ in rows], at)
    shown = [
        Batch(
            batch.id,
            batch.made_at,
            batch.expires_at,
            place,
            by,
            batch.codes,
            *came.get(batch.id, (0, 0, 0, 0)),
        )
        for batch, place, by in rows
    ]
    return page_of(shown, limit=limit, key=lambda batch: str(batch.id))


def _what_came_of(ids: Sequence[int], at: datetime) -> dict[int, tuple[int, int, int, int]]:
    """For each batch how many codes were used, are unused, are past their day, and were voided."""
    kinds = (
        Invitation.used_at.is_not(None),
        valid(at),
        and_(unspent(), Invitation.expires_at <= at),
        Invitation.voided_at.is_not(None),
    )
    sums = [func.sum(case((kind, 1), else_=0)) for kind in kinds]
    counted = select(Invitation.batch_id, *sums).where(Invitation.batch_id.in_(ids))
    return {
        batch_id: (int(used), int(unused), int(expired), int(voided))
        for batch_id, used, unused, expired, voided in db.session.execute(
            counted.group_by(Invitation.batch_id)
        )
    }


def latest(member_id: int) -> Latest | None:
    columns = (Invitation.made_at, Invitation.expires_at, Invitation.used_at, Invitation.voided_at)
    mine = select(*columns).where(Invitation.member_id == member_id).order_by(Invitation.id.desc())
    row = db.session.execute(mine.limit(1)).first()
    return Latest(*row) if row else None
