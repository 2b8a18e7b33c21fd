"""The stored books beside the model's: read raw, compared whole, and named by the invariant that does not hold."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.fire.model import Fact, Model
from tests.fire.raw import Raw

ENTRIES = """SELECT id, key, member_id, branch_id, code, amount, day, counts_on, reverses_id, reason
FROM points_entries WHERE member_id BETWEEN ? AND ? ORDER BY id"""
BALANCES = "SELECT member_id, available, owed FROM points_balances WHERE member_id BETWEEN ? AND ?"
CAPS = "SELECT member_id, code, starts_on, used FROM points_caps WHERE member_id BETWEEN ? AND ?"
SCORES = """SELECT branch_id, period, starts_on, member_id, score, visits, learned, counted
FROM points_scores WHERE member_id BETWEEN ? AND ?"""
STUDY_DAYS = """SELECT member_id, day, learned, run, bridged FROM points_study_days
WHERE member_id BETWEEN ? AND ?"""
Row = tuple[Any, ...]


class Books:
    """The stored books of a few members with neighbouring ids."""

    def __init__(self, raw: Raw, members: Sequence[int]) -> None:
        self.raw, self.among = raw, (min(members), max(members))
        self.seen: list[Row] = []

    def check(self, model: Model) -> None:
        """AssertionError naming every invariant that does not hold."""
        wrong = [*self._entries(model), *self._sums(model)]
        assert not wrong, "\n".join(wrong)

    def entry_ids(self) -> list[int]:
        return [row[0] for row in self.seen]

    def _entries(self, model: Model) -> Iterator[str]:
        rows = self.raw.rows(ENTRIES, *self.among)
        if rows[: len(self.seen)] != self.seen:
            yield f"I6 entries stay as written: {self.seen}\nbecame {rows}"
        self.seen = rows
        keys = [row[1] for row in rows]
        if len(set(keys)) != len(keys):
            yield f"I3 keys are unique: {keys}"
        places = {row[0]: number for number, row in enumerate(rows)}
        stored = [_fact(row, places) for row in rows]
        should = [_told(fact) for fact in model.facts]
        if stored != should:
            yield f"I3, I4, I8, I9 one entry for each fact:\nstored {stored}\nshould {should}"
        if unsaid := [row[1] for row in rows if row[4] in ("adjust", "reversal") and not row[9]]:
            yield f"I10 who corrects says why: {unsaid}"

    def _sums(self, model: Model) -> Iterator[str]:
        balances = {row[0]: row[1:] for row in self.raw.rows(BALANCES, *self.among)}
        yield from _compared("I1 balances", balances, model.balances())
        if wrong := [row for row in balances.values() if min(row) < 0 or all(row)]:
            yield f"I1 neither below 0, one of them 0: {wrong}"
        caps = {row[:3]: row[3] for row in self.raw.rows(CAPS, *self.among)}
        used = {(member, code, str(start)): points for (member, code, start), points in model.used().items()}
        yield from _compared("I5 caps", caps, used)
        scores = {row[:4]: row[4:] for row in self.raw.rows(SCORES, *self.among)}
        yield from _compared(
            "I11 boards", scores, {_day_as_text(key): sums for key, sums in model.scores().items()}
        )
        days = {row[:2]: row[2:] for row in self.raw.rows(STUDY_DAYS, *self.among)}
        yield from _compared(
            "I2 study days", days, {_day_as_text(key): sums for key, sums in model.study_days().items()}
        )


def _fact(row: Row, places: Mapping[int, int]) -> Row:
    return (*row[2:8], None if row[8] is None else places.get(row[8], -1))


def _told(fact: Fact) -> Row:
    days = fact.day.isoformat(), fact.counts_on.isoformat()
    return fact.member, fact.place.branch_id, fact.code, fact.amount, *days, fact.undoes


def _day_as_text(key: Row) -> Row:
    return tuple(part.isoformat() if hasattr(part, "isoformat") else part for part in key)


def _compared(name: str, stored: Mapping[Any, Any], should: Mapping[Any, Any]) -> Iterator[str]:
    for key in sorted({*stored, *should}):
        if stored.get(key) != should.get(key):
            yield f"{name} {key}: stored {stored.get(key)}, the facts say {should.get(key)}"
