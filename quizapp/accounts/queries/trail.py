"""What the page of the audit trail reads: whose acts, on what, and what everything named is called."""

from collections.abc import Iterable

from sqlalchemy import Select, or_, select

from quizapp.accounts.acts import Mentioned, Names
from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.text import fold
from quizapp.people.models import Member, Organisation
from quizapp.people.store.tree import at_or_below


def inside(paths: Iterable[str]) -> Select[int]:
    """The ids of the organisations at and below any of the paths; a select, to be used inside another."""
    below = [at_or_below(path) for path in paths]
    return select(Organisation.id).where(or_(False, *below))


def all_there_is(paths: Iterable[str]) -> bool:
    """Whether these paths are those of every tree there is: nothing has to be asked of each organisation then."""
    roots = db.session.scalars(select(Organisation.path).where(Organisation.parent_id.is_(None)))
    return set(roots) <= set(paths)


def called(text: str) -> Select[int]:
    """The ids of those who ever acted and have this in their name, or this sign-in name."""
    named = or_(Member.name.contains(text.strip(), autoescape=True), Member.sign_in_name == fold(text))
    return select(Member.id).where(Member.id.in_(select(AuditRow.actor_id)), named)


def names(of: Mentioned) -> Names:
    """What the members and organisations mentioned are called: two statements, however many there are."""
    members = select(Member.id, Member.name).where(Member.id.in_(of.members))
    known = or_(Organisation.id.in_(of.organisations), Organisation.code.in_(of.codes))
    organisations = db.session.execute(
        select(Organisation.id, Organisation.code, Organisation.name).where(known)
    ).all()
    return Names(
        members={row.id: row.name for row in db.session.execute(members)},
        organisations={row.id: row.name for row in organisations},
        by_code={row.code: row.name for row in organisations},
    )
