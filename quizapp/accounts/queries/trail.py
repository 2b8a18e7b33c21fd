"""What the page of the audit trail reads: whose acts, on what, and what everything named is called."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import ColumnElement, exists, or_, select

from quizapp.accounts.acts import Mentioned, Names
from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.people.models import Member, MemberType, Organisation
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


def names(of: Mentioned, tops: Sequence[str], title_of: Callable[[MemberType], str]) -> Names:
    """What those mentioned are called: two statements, however many there are, and one for kinds of members.

    To someone who reaches `tops`, a place that is nobody's of theirs stays without a name.
    """
    members = select(Member.id, Member.name).where(Member.id.in_(of.members))
    known = or_(Organisation.id.in_(of.organisations), Organisation.code.in_(of.codes))
    found = select(Organisation.id, Organisation.code, Organisation.name, Organisation.path).where(known)
    organisations = [row for row in db.session.execute(found) if may_name(tops, row.path)]
    kinds = db.session.scalars(select(MemberType)) if of.kinds else ()
    return Names(
        members={row.id: row.name for row in db.session.execute(members)},
        organisations={row.id: row.name for row in organisations},
        by_code={row.code: row.name for row in organisations},
        kinds={kind.key: title_of(kind) for kind in kinds},
    )
