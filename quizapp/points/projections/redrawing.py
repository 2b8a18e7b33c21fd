"""Drawing the sums of some members again from their first entry, in memory that grows with those few alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import aliased

from quizapp.db import Model, db
from quizapp.people.models import Member
from quizapp.points.earning import Code
from quizapp.points.models import Balance, CapCounter, Entry, Score, StudyDay
from quizapp.points.posted import Posted, balance_of
from quizapp.points.spans import Span
from quizapp.points.streaks import runs
from quizapp.points.tariff import Tariff

_back = aliased(Entry, name="taken_back")
_SCORE = (
    "branch_id",
    "period",
    "starts_on",
    "member_id",
    "score",
    "visits",
    "learned",
    "member_type",
    "counted",
)
_CAP = ("member_id", "code", "starts_on", "used")


@dataclass(slots=True)
class _Score:
    """What a member came to in one branch over one span."""

    member_type: str  # that of the first entry
    earned: int = 0
    visits: int = 0
    learned: int = 0

    def add(self, entry: Posted) -> None:
        self.earned += entry.moves_earned
        self.visits += entry.moves_visits
        self.learned += entry.moves_learned


@dataclass(slots=True)
class Sums:
    """What some members' entries add up to."""

    entries: int = 0
    totals: Counter[int] = field(default_factory=Counter)
    scores: dict[tuple[int, str, date, int], _Score] = field(default_factory=dict)
    counted: dict[tuple[str, date, int], int] = field(default_factory=dict)  # the branch they count in
    learned: dict[int, Counter[date]] = field(default_factory=lambda: defaultdict(Counter))
    caps: Counter[tuple[int, Code, date]] = field(default_factory=Counter)
    ranked: dict[tuple[int, str, date, int], int] = field(default_factory=dict)  # what boards above know

    def add(self, entry: Posted, cap_start: date | None) -> None:
        self.entries += 1
        self.totals[entry.member_id] += entry.amount
        if entry.moves_earned:
            for span in Span:
                here = span.value, span.start(entry.counts_on), entry.member_id
                self.counted.setdefault(here, entry.branch_id)
                self.scores.setdefault((entry.branch_id, *here), _Score(entry.member_type)).add(entry)
        if learned := entry.moves_learned:
            self.learned[entry.member_id][entry.counts_on] += learned
        if cap_start is not None:
            self.caps[entry.member_id, entry.code, cap_start] += entry.amount

    def rows(self) -> Iterator[tuple[type[Model], list[dict[str, object]]]]:
        """The rows of each table of sums."""
        yield Balance, [_balance(member_id, total) for member_id, total in self.totals.items()]
        yield Score, [self._score_row(key, score) for key, score in self.scores.items()]
        yield CapCounter, [dict(zip(_CAP, (*key, used), strict=True)) for key, used in self.caps.items()]
        yield (
            StudyDay,
            [row for member_id, days in self.learned.items() for row in _study_days(member_id, days)],
        )

    def _score_row(self, key: tuple[int, str, date, int], score: _Score) -> dict[str, object]:
        branch_id, period, start, member_id = key
        sums = score.earned, score.visits, score.learned, score.member_type
        counted = self.counted[period, start, member_id] == branch_id
        row = dict(zip(_SCORE, (*key, *sums, counted), strict=True))
        return row | {"folded": False, "ranked": self.ranked.get(key, 0)}


def _balance(member_id: int, total: int) -> dict[str, object]:
    available, owed = balance_of(total)
    return {"member_id": member_id, "available": available, "owed": owed}


def _study_days(member_id: int, learned: Counter[date]) -> Iterator[dict[str, object]]:
    days = sorted(day for day, count in learned.items() if count > 0)
    for studied in runs(days):
        yield {
            "member_id": member_id,
            "day": studied.day,
            "learned": learned[studied.day],
            "run": studied.run,
            "bridged": studied.bridged,
        }


def redraw(first_id: int, last_id: int, tariff: Tariff) -> int:
    """Replace the sums of the members with ids from `first_id` to `last_id`; gives how many entries were read."""
    among = Member.id.between(first_id, last_id)
    # Payments to these members wait until the sums are whole again.
    db.session.execute(
        select(Member.id).where(among).order_by(Member.id).with_for_update(key_share=True)
    ).all()
    sums = Sums(ranked=_ranked(first_id, last_id))
    for table in (Balance, Score, CapCounter, StudyDay):
        db.session.execute(delete(table).where(table.member_id.between(first_id, last_id)))
    for entry, version in _entries(first_id, last_id):
        rule = None if entry.reversed_code else tariff.version(entry.code, version)
        sums.add(entry, rule.cap_start(entry.counts_on) if rule else None)
    for made, rows in sums.rows():
        if rows:
            db.session.execute(insert(made), rows)
    return sums.entries


def _ranked(first_id: int, last_id: int) -> dict[tuple[int, str, date, int], int]:
    key = Score.branch_id, Score.period, Score.starts_on, Score.member_id
    among = Score.member_id.between(first_id, last_id), Score.ranked != 0
    rows = db.session.execute(select(*key, Score.ranked).where(*among))
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def _entries(first_id: int, last_id: int) -> Iterator[tuple[Posted, int]]:
    rows = db.session.execute(
        select(
            Entry.member_id,
            Entry.branch_id,
            Entry.member_type,
            Entry.code,
            Entry.amount,
            Entry.counts_on,
            _back.code.label("reversed_code"),
            Entry.rule_version,
        )
        .outerjoin(_back, _back.id == Entry.reverses_id)
        .where(Entry.member_id.between(first_id, last_id))
        .order_by(Entry.id),
        execution_options={"yield_per": 2000},
    )
    for row in rows:
        yield Posted(*row[:-1]), row.rule_version
