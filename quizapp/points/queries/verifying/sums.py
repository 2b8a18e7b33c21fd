"""The sums of some members, folded from their entries by other code than the ledger's own, and compared with what is stored."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, String, select, type_coerce
from sqlalchemy.orm import aliased

from quizapp.points.additions import with_addition
from quizapp.points.earning import LEARNING, Code, Period, Rule
from quizapp.points.models import Balance, CapCounter, Entry, Score, StudyDay
from quizapp.points.queries.tariff import tariff
from quizapp.points.queries.verifying.found import Difference, Proof
from quizapp.points.queries.verifying.gained import Gained
from quizapp.points.queries.verifying.hands import Hands, Limits
from quizapp.points.queries.verifying.runs import walked
from quizapp.points.queries.verifying.spans import monday, spans_of

BY_HAND = {Code.ADJUST.value, Code.REVERSAL.value, Code.REDEMPTION.value}
FIRST = {"match_four": 2, "match_duel": 1}  # of a day, that pay
Board = tuple[int, str, date, int]  # branch, span, its first day, member
_first = aliased(Entry, name="taken_back")


@dataclass(slots=True)
class Books:
    """What is read from, and by what it is judged."""

    opened: Connection
    rules: Mapping[tuple[str, int], Rule]
    limits: Limits
    gained: Gained
    proof: Proof


@dataclass(slots=True)
class Fold:
    """What the entries of some members say every sum must be."""

    balances: Counter[int] = field(default_factory=Counter)
    scores: dict[Board, list[int]] = field(default_factory=dict)  # points, visits and paid learning entries
    types: dict[Board, str] = field(default_factory=dict)
    counted: dict[tuple[str, date, int], int] = field(default_factory=dict)  # the branch of the first
    learned: Counter[tuple[int, date]] = field(default_factory=Counter)
    caps: Counter[tuple[int, str, date]] = field(default_factory=Counter)
    most: dict[tuple[int, str, date], int] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)  # each names its member, so two alike are always in one fold
    back: set[int] = field(default_factory=set)  # the entries that were taken back


def of_members(books: Books, members: Sequence[int]) -> Iterator[Difference]:
    """Every difference in the sums of some members, and in their entries."""
    fold, hands, opened = Fold(), Hands(books.limits), books.opened
    for entry in _entries(opened, members):
        books.proof.entries += 1
        yield from _entry_alone(entry, books.rules)
        yield from hands.look_at(entry)
        yield from _add(fold, entry, _paid_by(entry, books.rules))
        _add_to_gains(books.gained, entry)
    books.gained.add_up()
    books.proof.members += len(members)
    yield from _balances(opened, members, fold)
    yield from _caps(opened, members, fold)
    yield from _scores(opened, members, fold)
    yield from _study_days(opened, members, fold)


def _entries(opened: Connection, members: Sequence[int]) -> Iterable[Row[Any]]:
    mine = Entry.member_id.between(members[0], members[-1])
    columns = select(
        Entry.id,
        Entry.key,
        Entry.member_id,
        Entry.branch_id,
        Entry.member_type,
        type_coerce(Entry.code, String).label("code"),
        Entry.rule_version,
        Entry.addition_id,
        Entry.amount,
        Entry.day,
        Entry.counts_on,
        Entry.object_key,
        Entry.reverses_id,
        Entry.at,
        Entry.actor_id,
        Entry.approver_id,
        Entry.reason,
        type_coerce(_first.code, String).label("first_code"),
        _first.amount.label("first_amount"),
        _first.member_id.label("first_member"),
        _first.branch_id.label("first_branch"),
    )
    told = columns.outerjoin(_first, _first.id == Entry.reverses_id).where(mine).order_by(Entry.id)
    return opened.execute(told, execution_options={"yield_per": 2000})


def _entry_alone(entry: Row[Any], rules: Mapping[tuple[str, int], Rule]) -> Iterator[Difference]:
    """What can be said of one entry by itself."""
    who = f"entry {entry.id} ({entry.key})"
    if (entry.code == Code.REVERSAL) != (entry.reverses_id is not None):
        yield Difference("I4", f"{who}: a reversal takes an entry back, and nothing else does")
    mirrored = -entry.amount, entry.member_id, entry.branch_id
    if entry.reverses_id is not None and mirrored != (
        entry.first_amount,
        entry.first_member,
        entry.first_branch,
    ):
        yield Difference(
            "I9", f"{who}: moves {entry.amount}, but entry {entry.reverses_id} moved {entry.first_amount}"
        )
    if entry.code not in BY_HAND and (entry.code, entry.rule_version) not in rules:
        yield Difference(
            "I3", f"{who}: was paid by version {entry.rule_version} of {entry.code}, which there is not"
        )


def _paid_by(entry: Row[Any], rules: Mapping[tuple[str, int], Rule]) -> Rule | None:
    """The rule that an entry remembers, with what it remembers to have been added to it."""
    rule = rules.get((entry.code, entry.rule_version))
    return with_addition(rule, tariff().addition(entry.addition_id)) if rule else None


def _add(fold: Fold, entry: Row[Any], rule: Rule | None) -> Iterator[Difference]:
    fold.balances[entry.member_id] += entry.amount
    _add_to_boards(fold, entry)
    if entry.key in fold.keys:
        yield Difference("I3", f"entry {entry.id}: another has the key {entry.key}, too")
    if entry.reverses_id in fold.back:
        yield Difference("I9", f"entry {entry.id}: entry {entry.reverses_id} was taken back before")
    fold.keys.add(entry.key)
    fold.back |= {entry.reverses_id} if entry.reverses_id else set()
    if rule is None or entry.code in BY_HAND:
        return
    fact = f"{entry.code}:{entry.member_id}:{entry.object_key}:{_period(rule.once_per, entry.day)}"
    if fact in fold.facts:
        yield Difference("I3", f"entry {entry.id}: {fact} was paid twice")
    elif entry.key not in _keys(entry, fact):
        yield Difference("I3", f"entry {entry.id}: its key is {entry.key} and should be {fact}")
    fold.facts.add(fact)
    if rule.cap is not None and rule.cap_per is not None:
        start = monday(entry.day) if rule.cap_per is Period.WEEK else entry.day
        counter = entry.member_id, entry.code, start
        fold.caps[counter] += entry.amount
        fold.most[counter] = max(rule.cap, fold.most.get(counter, 0))


def _keys(entry: Row[Any], fact: str) -> list[str]:
    """The keys that an entry may have: that of its fact, or one for each time of the day that pays at all."""
    times = FIRST.get(entry.code)
    if times is None:
        return [fact]
    return [f"{entry.code}:{entry.member_id}:{number}:{entry.day}" for number in range(1, times + 1)]


def _earned(entry: Row[Any]) -> tuple[str, int, int]:
    """What an entry is of, whether it pays (1) or takes back (-1), and by how much it moves the points earned."""
    code = entry.first_code or entry.code
    sign = -1 if entry.first_code else 1
    earned = 0 if code == Code.REDEMPTION else entry.amount
    if code == Code.ADJUST:  # only upward, so taking one back only downward
        earned = sign * max(0, sign * entry.amount)
    return code, sign, earned


def _add_to_gains(gained: Gained, entry: Row[Any]) -> None:
    _, _, earned = _earned(entry)
    if earned:
        gained.look_at(
            entry_id=entry.id,
            member_id=entry.member_id,
            branch_id=entry.branch_id,
            member_type=entry.member_type,
            day=entry.counts_on,
            earned=earned,
        )


def _add_to_boards(fold: Fold, entry: Row[Any]) -> None:
    code, sign, earned = _earned(entry)
    if earned:
        moved = earned, sign * (code == Code.LOGIN), sign * (code in LEARNING)
        for period, start in spans_of(entry.counts_on).items():
            board = entry.branch_id, period, start, entry.member_id
            fold.types.setdefault(board, entry.member_type)
            fold.counted.setdefault(board[1:], entry.branch_id)
            before = fold.scores.get(board, [0, 0, 0])
            fold.scores[board] = [one + more for one, more in zip(before, moved, strict=True)]
    if code in LEARNING:
        fold.learned[entry.member_id, entry.counts_on] += sign


def _period(period: Period, day: date) -> str:
    return {Period.DAY: str(day), Period.WEEK: str(monday(day))}.get(period, "-")


def _balances(opened: Connection, members: Sequence[int], fold: Fold) -> Iterator[Difference]:
    among = Balance.member_id.between(members[0], members[-1])
    rows = opened.execute(select(Balance.member_id, Balance.available, Balance.owed).where(among))
    stored = {member_id: (available, owed) for member_id, available, owed in rows}
    for member_id in sorted({*stored, *fold.balances}):
        available, owed = stored.get(member_id, (0, 0))
        total = fold.balances[member_id]
        if available - owed != total or available < 0 or owed < 0 or (available and owed):
            words = f"member {member_id}: available {available}, owed {owed}; the entries sum to {total}"
            yield Difference("I1", words)


def _caps(opened: Connection, members: Sequence[int], fold: Fold) -> Iterator[Difference]:
    columns = (
        CapCounter.member_id,
        type_coerce(CapCounter.code, String),
        CapCounter.starts_on,
        CapCounter.used,
    )
    rows = opened.execute(select(*columns).where(CapCounter.member_id.between(members[0], members[-1])))
    yield from _compared(
        "I5", "member {0}, {1} from {2}: used", fold.caps, {tuple(row[:-1]): row[-1] for row in rows}
    )
    for key, most in fold.most.items():
        if fold.caps[key] > most:
            words = "member {}, {} from {}".format(*key)
            yield Difference("I5", f"{words}: {fold.caps[key]} paid, and the cap is {most}")


def _scores(opened: Connection, members: Sequence[int], fold: Fold) -> Iterator[Difference]:
    key = Score.branch_id, Score.period, Score.starts_on, Score.member_id
    columns = Score.score, Score.visits, Score.learned, Score.member_type, Score.counted
    rows = opened.execute(select(*key, *columns).where(Score.member_id.between(members[0], members[-1])))
    stored = {tuple(row[:4]): tuple(row[4:]) for row in rows}
    wanted = {
        board: (*sums, fold.types[board], fold.counted[board[1:]] == board[0])
        for board, sums in fold.scores.items()
    }
    what = "branch {0}, {1} from {2}, member {3}: points, visits, learning, type and whether it counts"
    yield from _compared("I11", what, wanted, stored)


def _study_days(opened: Connection, members: Sequence[int], fold: Fold) -> Iterator[Difference]:
    columns = StudyDay.member_id, StudyDay.day, StudyDay.learned, StudyDay.run, StudyDay.bridged
    rows = opened.execute(select(*columns).where(StudyDay.member_id.between(members[0], members[-1])))
    stored = {(row.member_id, row.day): (row.learned, row.run, row.bridged) for row in rows}
    days: dict[int, list[date]] = {}
    for member_id, day in sorted(key for key, learned in fold.learned.items() if learned > 0):
        days.setdefault(member_id, []).append(day)
    wanted = {
        (member_id, day): (fold.learned[member_id, day], run, bridged)
        for member_id, his in days.items()
        for day, run, bridged in walked(his)
    }
    yield from _compared("I2", "member {0} on {1}: events, run and days bridged", wanted, stored)


def _compared(
    check: str, what: str, wanted: Mapping[Any, Any], stored: Mapping[Any, Any]
) -> Iterator[Difference]:
    keys: Iterable[Any] = {*wanted, *stored}
    for key in sorted(keys):
        should, found = wanted.get(key), stored.get(key)
        if should != found and (should or found):
            yield Difference(check, f"{what.format(*key)} {found}; the entries say {should}")
