"""Finding members: by a part of their name, by their sign-in name, by their phone; the same work however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from quizapp.accounts.queries.members import PEOPLE, Person, home_of
from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.kernel.text import fold
from quizapp.people.models import Member, MemberWord
from quizapp.people.name_parts import asked_parts
from quizapp.people.store.tree import AFTER_SLASH, at_or_below, place

LOOKED_AT, MOST_ACTORS = 500, 20  # members with a part in their name, and those among them who acted


def found_in(
    path: str, *, text: str, phone_index: str | None, after: int = 0, limit: int = 50
) -> Page[Person]:
    """A page of the members at and below an organisation who fit a text, branch by branch as these stand in the tree.

    Who signs in with just this name, or has the phone of this index, stands first. `after` is the last member of the
    page before. The parts of names stand in the order of the list: a page reads what it shows, and no more.
    """
    exact = _exactly(path, text, phone_index)
    shown = [] if after else exact
    named = _named(path, asked_parts(text), [one.id for one in exact], after, limit + 1 - len(shown))
    return page_of([*shown, *named], limit=limit, key=lambda person: str(person.id))


def _exactly(path: str, text: str, phone_index: str | None) -> Sequence[Person]:
    signs_in = Member.sign_in_name == fold(text)
    rings = Member.phone_index == phone_index if phone_index else false()
    rows = db.session.execute(PEOPLE.where(or_(signs_in, rings), at_or_below(path)).order_by(Member.id))
    return [Person(*row) for row in rows]


def _named(
    path: str, parts: Sequence[str], without: Sequence[int], after: int, limit: int
) -> Sequence[Person]:
    if not parts:
        return []
    since = home_of(after) if after else ""
    here = and_(MemberWord.place >= max(path, since), MemberWord.place < path[:-1] + AFTER_SLASH)
    hits = (
        PEOPLE.join(MemberWord, MemberWord.member_id == Member.id)
        .where(MemberWord.word == parts[0], here, *(_has(part) for part in parts[1:]))
        .where(
            place() == MemberWord.place, Member.id.not_in(without)
        )  # who moved just now may stand there still
    )
    if since:
        hits = hits.where(or_(MemberWord.place > since, MemberWord.member_id > after))
    rows = db.session.execute(hits.order_by(MemberWord.place, MemberWord.member_id).limit(limit))
    return [Person(*row) for row in rows]


def _has(part: str) -> ColumnElement[bool]:
    other = aliased(MemberWord)
    return exists().where(
        other.word == part, other.place == MemberWord.place, other.member_id == MemberWord.member_id
    )


@dataclass(frozen=True, slots=True)
class Actors:
    """Who acted and is called so; `more`: others may fit as well, and more of the name is needed."""

    ids: Sequence[int]
    more: bool


def actors_called(text: str, *, looked_at: int = LOOKED_AT) -> Actors:
    """Those who ever acted and have this in their name, or this sign-in name. It looks at so many members at most."""
    acted = exists().where(AuditRow.actor_id == Member.id)
    exact = list(
        db.session.scalars(select(Member.id).where(Member.sign_in_name == fold(text), acted).limit(1))
    )
    parts = asked_parts(text)
    if not parts:
        return Actors(exact, more=False)
    having = select(MemberWord.member_id).where(
        MemberWord.word == parts[0], *(_has(part) for part in parts[1:])
    )
    ids = list(db.session.scalars(having.limit(looked_at + 1)))
    among = select(Member.id).where(Member.id.in_(ids), acted).order_by(Member.id).limit(MOST_ACTORS + 1)
    found = list(db.session.scalars(among))
    more = len(ids) > looked_at or len(found) > MOST_ACTORS
    return Actors([*exact, *(one for one in found[:MOST_ACTORS] if one not in exact)], more)
