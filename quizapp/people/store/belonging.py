"""Where one member belongs, from a day on and until a day; called by operations, inside their transaction."""

from datetime import date

from sqlalchemy import delete, exists, select, update

from quizapp.db import db
from quizapp.kernel.clock import local_day
from quizapp.people.models import HostBranch, Member, MemberSpan


def end(member: Member, today: date, zone: str) -> None:
    """The member belongs nowhere from today on. Who has no record yet has belonged here since they were added."""
    mine = MemberSpan.member_id == member.id
    since = local_day(member.created_at, zone)
    if not db.session.scalar(select(exists().where(mine))) and since < today:
        _span(member, since, today)
    db.session.execute(delete(MemberSpan).where(mine, MemberSpan.from_on >= today))
    db.session.execute(update(MemberSpan).where(mine, MemberSpan.until_on.is_(None)).values(until_on=today))


def begin(member: Member, today: date) -> None:
    """The member belongs to their branch from today on, as what they are."""
    _span(member, today, None)


def _span(member: Member, from_on: date, until_on: date | None) -> None:
    db.session.add(
        MemberSpan(
            member_id=member.id,
            from_on=from_on,
            until_on=until_on,
            branch_id=member.branch_id,
            member_type=member.member_type,
        )
    )
    db.session.flush()


def end_hosting(member_id: int, day: date) -> HostBranch | None:
    """No branch hosts the member from a day on; gives what held until now, None when nothing did."""
    mine = select(HostBranch).where(HostBranch.member_id == member_id, HostBranch.until_on.is_(None))
    held: HostBranch | None = db.session.scalar(mine.with_for_update())
    if held and held.from_on >= day:
        db.session.delete(held)
    elif held:
        held.until_on = day
    db.session.flush()
    return held


def host_of(member_id: int) -> int | None:
    """The id of the branch that hosts the member without an end in sight; None when none does."""
    hosting = select(HostBranch.branch_id).where(HostBranch.member_id == member_id)
    return db.session.scalar(hosting.where(HostBranch.until_on.is_(None)))
