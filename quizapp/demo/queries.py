"""How far the demo of this instance has come, read from its audit trail, and who and what there is to play with."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select, text

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.demo.city.days import Text as Shelved
from quizapp.people.models import Member, Organisation
from quizapp.points.models import Entry
from quizapp.points.payee import Payee
from quizapp.rewards.models import Reward
from quizapp.study.models import Article, Edition, Module, Revision

FOUNDED, PLAYED, LOADED = "demo_found", "demo_play", "demo_load"  # verbs
CITY, BUILT = "demo_city", "demo_city_built"  # verbs: a city was begun, and is whole
OFFER = "demo-reward-of-the-works-"  # what the tickets of the demo's rewards begin with
DAY, FILES = "day:", "files:"  # what their subjects begin with


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the history stands: its first and last day as first made, and the last day played so far."""

    first_day: date
    first_end: date
    played_to: date | None


@dataclass(frozen=True, slots=True)
class Text:
    """An article as a reader of the demo needs it."""

    key: str
    characters: int


def standing() -> Standing | None:
    """None when the demo organisation is not there yet."""
    founded = db.session.scalar(select(AuditRow.changes).where(AuditRow.verb == FOUNDED))
    if founded is None:
        return None
    played = db.session.scalar(select(db.func.max(AuditRow.subject)).where(AuditRow.verb == PLAYED))
    played_to = date.fromisoformat(played.removeprefix(DAY)) if played else None
    first_day, first_end = (date.fromisoformat(day) for day in founded["history"][1])
    return Standing(first_day, first_end, played_to)


def is_offered(key: str) -> bool:
    """Whether one of the demo's rewards is offered here already."""
    return db.session.scalar(select(Reward.id).where(Reward.ticket == OFFER + key)) is not None


def is_somebody_elses() -> bool:
    """Whether an organisation lives here that is not the demo's."""
    return standing() is None and db.session.scalar(select(Organisation.id).limit(1)) is not None


def holds_somebody() -> bool:
    """Whether anyone's organisation lives here, be it the demo's."""
    return db.session.scalar(select(Organisation.id).limit(1)) is not None


def holds_half_a_city() -> bool:
    """Whether the building of a city was begun here and never came to its end."""
    begun = select(AuditRow.id).where(AuditRow.verb == CITY).limit(1)
    built = select(AuditRow.id).where(AuditRow.verb == BUILT).limit(1)
    return db.session.scalar(begun) is not None and db.session.scalar(built) is None


def database_bytes() -> int:
    """How large the database is."""
    if db.session.get_bind().dialect.name == "postgresql":
        return int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return int(db.session.scalar(pages) or 0)


def shelf(lang: str) -> list[Shelved]:
    """The articles that everyone may read, in the order of the library."""
    rows = db.session.execute(
        select(Article.id, Article.key, Article.member_types, Revision.characters)
        .join(Module, Module.key == Article.module_key)
        .join(Edition, Edition.article_id == Article.id)
        .join(Revision, (Revision.edition_id == Edition.id) & (Revision.number == Edition.revision))
        .where(Edition.lang == lang, Article.published)
        .order_by(Module.position, Module.key, Article.position)
    )
    return [Shelved.of(row.id, row.key, row.characters) for row in rows if not row.member_types]


def was_played(day: date) -> bool:
    of_the_day = select(AuditRow.id).where(AuditRow.verb == PLAYED, AuditRow.subject == f"{DAY}{day}")
    return db.session.scalar(of_the_day) is not None


def loaded_digest() -> str | None:
    """The digest of the files that were loaded last."""
    latest = select(AuditRow.subject).where(AuditRow.verb == LOADED).order_by(AuditRow.id.desc()).limit(1)
    subject = db.session.scalar(latest)
    return subject.removeprefix(FILES) if subject else None


def payees() -> dict[str, Payee]:
    """Every member by sign-in name, as the ledger pays them."""
    rows = db.session.execute(
        select(Member.sign_in_name, Member.id, Member.branch_id, Member.member_type, Organisation.zone).join(
            Organisation, Organisation.id == Member.branch_id
        )
    )
    return {row.sign_in_name: Payee(row.id, row.branch_id, row.member_type, row.zone) for row in rows}


def here_since(day: date) -> set[int]:
    """The members who have earned something on that day or later."""
    return set(db.session.scalars(select(Entry.member_id).where(Entry.day >= day).distinct()))


def library(lang: str) -> list[list[Text]]:
    """The articles that everyone may read, module by module."""
    rows = db.session.execute(
        select(Article.module_key, Article.key, Article.member_types, Revision.characters)
        .join(Module, Module.key == Article.module_key)
        .join(Edition, Edition.article_id == Article.id)
        .join(Revision, (Revision.edition_id == Edition.id) & (Revision.number == Edition.revision))
        .where(Edition.lang == lang, Article.published)
        .order_by(Module.position, Module.key, Article.position)
    )
    open_to_all = [row for row in rows if not row.member_types]
    return [
        [Text(row.key, row.characters) for row in module]
        for _, module in groupby(open_to_all, key=lambda row: row.module_key)
    ]
