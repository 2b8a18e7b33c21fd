"""Writing a city: its tree, its people and their books, in bulk. Rows come in the thousands, and statements do not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import func, insert, select

from quizapp.audit.models import AuditRow
from quizapp.audit.operations import record
from quizapp.db import Model, db, operation, table_of
from quizapp.demo.city.ledger import Books
from quizapp.demo.city.months import Row
from quizapp.demo.city.people import Known, Person
from quizapp.demo.city.tree import Branch, City, Node
from quizapp.demo.queries import BUILT, CITY
from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from quizapp.people import operations as people
from quizapp.people.models import (
    GrantRow,
    HostBranch,
    Member,
    MemberSpan,
    MemberState,
    MemberWord,
    Organisation,
    OrganisationSpan,
)
from quizapp.people.roles import Role
from quizapp.people.sealing import blind_index, seal
from quizapp.people.settings import effective
from quizapp.people.store.words import words_of
from quizapp.points.models import (
    Balance,
    CapCounter,
    Entry,
    Heads,
    Score,
    StudyDay,
    Tally,
    TallyPlace,
    TallyRun,
)
from quizapp.quizzes.models import FirstTries, QuestionsMet
from quizapp.study.models import Reading, ReadingMonth


@operation
def found_city(*, city: City, days: Sequence[date], at: datetime, opened: datetime) -> None:
    """Write the tree as of the day the city opened, and note what is being built: an end is noted by `crown_city`."""
    people.seed_member_types()
    in_force = effective([{"zone": DEFAULT_ZONE}])
    _write(Organisation, [_organisation(node, in_force, opened) for node in city.nodes])
    day = local_day(opened, DEFAULT_ZONE)
    _write(TallyPlace, [{"organisation_id": one.id, "path": one.path} for one in city.nodes])
    _write(TallyRun, [{"name": "fold", "at": at}])
    spans: list[Row] = [
        {
            "organisation_id": one.id,
            "from_on": day,
            "path": one.path,
            "parent_id": one.parent_id,
            "name": one.name,
        }
        for one in city.nodes
    ]
    _write(OrganisationSpan, spans)
    _write(AuditRow, [_created(node, opened) for node in city.nodes])
    record(
        actor_id=None,
        organisation_id=city.nodes[0].id,
        verb=CITY,
        subject=f"organisation:{city.nodes[0].code}",
        changes={"history": [None, [str(days[0]), str(days[-1])]], "seed": [None, city.seed]},
        at=at,
    )


def _organisation(node: Node, in_force: Mapping[str, object], at: datetime) -> Row:
    return {
        "id": node.id,
        "code": node.code,
        "name": node.name,
        "parent_id": node.parent_id,
        "path": node.path,
        "is_branch": node.is_branch,
        "field": node.field,
        "category": node.category,
        "own_settings": {},
        "created_at": at,
        **in_force,
    }


def _created(node: Node, at: datetime) -> Row:
    return {
        "actor_id": None,
        "organisation_id": node.id,
        "verb": "create_organisation",
        "subject": f"organisation:{node.code}",
        "changes": {"code": [None, node.code], "name": [None, node.name]},
        "at": at,
    }


@operation
def settle(
    *,
    homes: Sequence[tuple[Branch, Sequence[Person]]],
    books: Books,
    hosts: Sequence[int],
    password_hash: str,
    phone_key: bytes,
    index_key: bytes,
    opened: datetime,
) -> int:
    """Write the people of some branches and their books; gives how many rows. `hosts`: branches that floating members may go to."""
    day, members, spans, floating, found = local_day(opened, DEFAULT_ZONE), [], [], [], []
    for branch, inhabitants in homes:
        for person in inhabitants:
            members.append(_member(person, branch, password_hash, phone_key, index_key, opened))
            spans.append(_span(person, branch, day))
            found.append((person.id, person.name, branch.node.path))
            if person.member_type == "floating" and person.id % 2:
                host = hosts[person.id % len(hosts)]
                floating.append({"member_id": person.id, "branch_id": host, "from_on": day})
    rows: list[tuple[type[Model], Sequence[Row]]] = [
        (Member, members),
        (MemberSpan, spans),
        (MemberWord, words_of(found)),
        (HostBranch, floating),
        (Entry, books.entries),
        (Balance, books.balances),
        (Score, books.scores),
        (CapCounter, books.caps),
        (StudyDay, books.study_days),
        (Reading, books.readings),
        (ReadingMonth, books.reading_months),
        (FirstTries, books.first_tries),
        (QuestionsMet, books.questions_met),
    ]
    return sum(_write(table, part) for table, part in rows)


def _member(
    person: Person, branch: Branch, password_hash: str, phone_key: bytes, index_key: bytes, opened: datetime
) -> Row:
    registered = opened + timedelta(seconds=person.since_s)
    came = person.state in (MemberState.ACTIVATED, MemberState.SUSPENDED)
    return {
        "id": person.id,
        "sign_in_name": person.sign_in_name,
        "name": person.name,
        "phone_sealed": seal(person.phone, phone_key) if person.phone else None,
        "phone_index": blind_index(person.phone, index_key) if person.phone else None,
        "member_type": person.member_type,
        "branch_id": branch.node.id,
        "kept_fields": [],
        "state": person.state,
        "password_hash": password_hash if person.registered else None,
        "must_change_password": False,
        "large_type": False,
        "theme": "auto",
        "created_at": opened,
        "registered_at": registered if person.registered else None,
        "activated_at": registered + timedelta(hours=3) if came else None,
    }


def _span(person: Person, branch: Branch, day: date) -> Row:
    left = day + timedelta(days=person.since_s // 86_400 + 1) if person.state is MemberState.LEFT else None
    return {
        "member_id": person.id,
        "from_on": day,
        "until_on": left,
        "branch_id": branch.node.id,
        "member_type": person.member_type,
    }


@operation
def count_up(*, heads: Sequence[Row], tallies: Sequence[Row]) -> int:
    """Write some of the counts of organisations; gives how many rows."""
    return _write(Heads, heads) + _write(Tally, tallies)


@operation
def crown_city(
    *,
    city: City,
    known: Sequence[Known],
    hashes: Mapping[str, str],
    rng: Random,
    opened: datetime,
    at: datetime,
) -> None:
    """Give the roles: to the known sign-ins, and to one organiser in every branch; then note that the city is whole."""
    places = {
        "city": city.nodes[0].id,
        "branch": city.best.node.id,
        "district": rng.choice(city.districts).id,
    }
    _count_on_from_here()
    granted = [
        (branch.first_id, Role.ORGANISER, branch.node) for branch in city.branches if branch is not city.best
    ]
    _write(GrantRow, [_grant(member_id, role, node) for member_id, role, node in granted])
    _write(AuditRow, [_given(member_id, role, node, opened) for member_id, role, node in granted])
    for number, one in enumerate(known):
        member_id = city.best.first_id + number
        people.change_password(
            member_id=member_id, password_hash=hashes[one.sign_in_name], sign_in_id=0, at=at
        )
        if one.role is not Role.MEMBER:
            people.grant(member_id=member_id, role=one.role, organisation_id=places[one.on], by=None, at=at)
    top = city.nodes[0]
    record(
        actor_id=None,
        organisation_id=top.id,
        verb=BUILT,
        subject=f"organisation:{top.code}",
        changes={},
        at=at,
    )


def _grant(member_id: int, role: Role, node: Node) -> Row:
    return {"member_id": member_id, "role": role, "organisation_id": node.id}


def _given(member_id: int, role: Role, node: Node, at: datetime) -> Row:
    return {
        "actor_id": None,
        "organisation_id": node.id,
        "verb": "grant",
        "subject": f"member:{member_id}",
        "changes": {"role": [None, role.value]},
        "at": at,
    }


def _count_on_from_here() -> None:
    """PostgreSQL gives out ids by counters, which rows that brought their own id did not move."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for table in (table_of(Organisation), table_of(Member)):
        last = select(func.max(table.c.id)).scalar_subquery()
        db.session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


def _write(table: type[Model], rows: Iterable[Row]) -> int:
    held = list(rows)
    if held:
        db.session.connection().execute(insert(table_of(table)), held)
    return len(held)
