"""What the page of the audit trail reads: whose acts, on what, and what everything named is called."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, exists, or_, select

from quizapp.accounts.acts import Mentioned, Names
from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.text import fold
from quizapp.people.models import Member, Organisation
from quizapp.people.reach import depth_of, may_name
from quizapp.people.store.tree import at_or_below


def inside(paths: Iterable[str]) -> ColumnElement[bool]:
    """Whether an act was on an organisation at or below any of the paths.

    Those of a whole tree are nearly all there are: each act is looked at by itself, the latest first. Those of a part are
    few: they are looked up by their organisations.
    """
    tops = list(paths)
    below = or_(False, *(at_or_below(path) for path in tops))
    if any(depth_of(path) == 1 for path in tops):
        return exists().where(Organisation.id == AuditRow.organisation_id, below)
    return AuditRow.organisation_id.in_(select(Organisation.id).where(below))


def called(text: str) -> Select[int]:
    """The ids of those who ever acted and have this in their name, or this sign-in name."""
    named = or_(Member.name.contains(text.strip(), autoescape=True), Member.sign_in_name == fold(text))
    return select(Member.id).where(Member.id.in_(select(AuditRow.actor_id)), named)


def names(of: Mentioned, tops: Sequence[str]) -> Names:
    """What the members and organisations mentioned are called: two statements, however many there are.

    To someone who reaches `tops`, a place that is nobody's of theirs stays without a name.
    """
    members = select(Member.id, Member.name).where(Member.id.in_(of.members))
    known = or_(Organisation.id.in_(of.organisations), Organisation.code.in_(of.codes))
    found = select(Organisation.id, Organisation.code, Organisation.name, Organisation.path).where(known)
    organisations = [row for row in db.session.execute(found) if may_name(tops, row.path)]
    return Names(
        members={row.id: row.name for row in db.session.execute(members)},
        organisations={row.id: row.name for row in organisations},
        by_code={row.code: row.name for row in organisations},
    )
