"""Proof of the counts of organisations: drawn here from their rows by other code than folded them, and compared.

I13: visits, study and points of each organisation's own members, and of everything at and below it. I14: its people now.
What still waits to be folded is left out, as are organisations whose move is not carried over yet.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, select, type_coerce

from quizapp.db import db, table_of
from quizapp.people.models import Headcount, Member, MemberType, Organisation, OrganisationSpan
from quizapp.points.counts import BESIDE_ROSTER, EVERYONE
from quizapp.points.models import Heads, Score, Tally, TallyPlace
from quizapp.points.queries.verifying import Difference
from quizapp.points.spans import Span

HEADS = ("headcount", "members", "registered", "activated", "activated_members")
Counts = Counter[tuple[Any, ...]]  # (organisation, whole, member type, name of the sum) → how many


def differences(today: date) -> Iterator[Difference]:
    """Every difference in the counts, read in one snapshot."""
    with db.engine.connect() as opened:
        if opened.dialect.name == "postgresql":
            opened = opened.execution_options(isolation_level="REPEATABLE READ")
        for period, start in opened.execute(
            select(Tally.period, Tally.starts_on)
            .union(select(Score.period, Score.starts_on))
            .order_by("period", "starts_on")
        ).all():
            yield from _tallies(opened, period, start)
        yield from _heads(opened, today)


def _tallies(opened: Connection, period: str, start: date) -> Iterator[Difference]:
    waiting = _waiting(opened, period, start)
    own: Counts = Counter()
    came: dict[int, list[bool]] = {}
    counted: dict[int, tuple[int, str]] = {}
    rows = select(
        Score.branch_id,
        Score.member_type,
        Score.member_id,
        Score.score,
        Score.visits,
        Score.learned,
        Score.counted,
    ).where(Score.period == period, Score.starts_on == start)
    for row in opened.execute(rows):
        own[row.branch_id, row.member_type, "earned"] += row.score
        visited, learned = came.setdefault(row.member_id, [False, False])
        came[row.member_id] = [
            visited or row.visits > 0 or row.learned > 0,
            learned or row.learned > 0,
        ]
        if row.counted:
            counted[row.member_id] = row.branch_id, row.member_type
    for member_id, here in counted.items():
        own[(*here, "visited")] += came[member_id][0]
        own[(*here, "participated")] += came[member_id][1]
    wanted = _spread(own, _paths(opened, Span(period).last(start)))
    names = ("visited", "participated", "earned")
    kept = select(*table_of(Tally).c).where(Tally.period == period, Tally.starts_on == start)
    stored: Counts = Counter()
    for row in opened.execute(kept):
        for name in names:
            stored[row.organisation_id, row.whole, row.member_type, name] = getattr(row, name)
    yield from _compared("I13", f"{period} from {start}", wanted, stored, waiting)


def _waiting(opened: Connection, period: str, start: date) -> set[int]:
    """The organisations whose counts are known to lag: with rows to fold in them or below."""
    late = select(Score.branch_id).where(
        Score.folded.is_(False), Score.period == period, Score.starts_on == start
    )
    paths = opened.scalars(select(Organisation.path).where(Organisation.id.in_(late)))
    found = {int(part) for path in paths for part in path.split("/") if part}
    return found | _moving(opened)


def _moving(opened: Connection) -> set[int]:
    moving = (
        select(Organisation.path, TallyPlace.path)
        .outerjoin(TallyPlace, TallyPlace.organisation_id == Organisation.id)
        .where((TallyPlace.path != Organisation.path) | TallyPlace.path.is_(None))
    )
    return {
        int(part)
        for paths in opened.execute(moving)
        for path in paths
        if path
        for part in path.split("/")
        if part
    }


def _paths(opened: Connection, day: date) -> dict[int, str]:
    paths = dict(opened.execute(select(TallyPlace.organisation_id, TallyPlace.path)).all())
    ended = select(OrganisationSpan.organisation_id, OrganisationSpan.path).where(
        OrganisationSpan.from_on <= day, OrganisationSpan.until_on > day
    )
    return paths | dict(opened.execute(ended).all())


def _spread(own: Counts, paths: Mapping[int, str]) -> Counts:
    """The own counts, and their sums over everything at and below each organisation."""
    rows: Counts = Counter()
    for (organisation_id, member_type, name), count in own.items():
        for kind in (member_type, EVERYONE):
            rows[organisation_id, False, kind, name] += count
            for part in paths.get(organisation_id, "").split("/"):
                if part:
                    rows[int(part), True, kind, name] += count
    return rows


def _heads(opened: Connection, today: date) -> Iterator[Difference]:
    own: Counts = Counter()
    people = select(
        Member.branch_id,
        Member.member_type,
        type_coerce(Member.state, String).label("state"),
        Member.registered_at,
        Member.activated_at,
        MemberType.is_member,
    ).join(MemberType, MemberType.key == Member.member_type)
    roster: Counter[int] = Counter()
    for one in opened.execute(people, execution_options={"yield_per": 5000}):
        if one.state == "left":
            continue
        here, activated = (one.branch_id, one.member_type), _came(one, "activated", one.activated_at)
        registered = one.state in ("registered", "activated") or _came(one, "registered", one.registered_at)
        own[(*here, "headcount")] += one.is_member
        own[(*here, "members")] += one.is_member
        own[(*here, "registered")] += registered
        own[(*here, "activated")] += activated
        own[(*here, "activated_members")] += activated and one.is_member
        roster[one.branch_id] += one.is_member
    handed_in = select(Headcount.branch_id, Headcount.heads).where(Headcount.from_on <= today)
    for branch_id, heads in dict(opened.execute(handed_in.order_by(Headcount.from_on)).all()).items():
        own[branch_id, BESIDE_ROSTER, "headcount"] = heads - roster[branch_id]
    stored: Counts = Counter()
    for row in opened.execute(select(*table_of(Heads).c).where(Heads.until_on.is_(None))):
        for name in HEADS:
            stored[row.organisation_id, row.whole, row.member_type, name] = getattr(row, name)
    yield from _compared("I14", "people", _spread(own, _paths(opened, today)), stored, _moving(opened))


def _came(one: Any, state: str, at: object) -> bool:
    return bool(one.state == state or (one.state == "suspended" and at is not None))


def _compared(
    check: str, what: str, wanted: Counts, stored: Counts, waiting: set[int]
) -> Iterator[Difference]:
    for key in sorted(wanted.keys() | stored.keys()):
        should, found = wanted[key], stored[key]
        if should != found and key[0] not in waiting:
            organisation_id, whole, member_type, name = key
            where = f"organisation {organisation_id}{' and below' if whole else ''}"
            words = f"{where}, {member_type or 'everyone'}: {name} {found}; the rows say {should}"
            yield Difference(check, f"{what}, {words}")
