"""What the page of the audit trail reads: whose acts, on what, and what everything named is called."""

from collections.abc import Iterable

from sqlalchemy import Select, or_, select

from quizapp.accounts.acts import Mentioned, Names
from quizapp.db import db
from quizapp.kernel.text import fold
from quizapp.people.models import Member, Organisation


def inside(paths: Iterable[str]) -> Select[int]:
    """The ids of the organisations at and below any of the paths; a select, to be used inside another."""
    below = [Organisation.path.startswith(path, autoescape=True) for path in paths]
    return select(Organisation.id).where(or_(False, *below))


def called(text: str) -> Select[int]:
    """The ids of the members with this in their name, or with this sign-in name."""
    named = Member.name.contains(text.strip(), autoescape=True)
    return select(Member.id).where(or_(named, Member.sign_in_name == fold(text)))


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
