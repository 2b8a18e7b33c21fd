"""What the days of some members come to: ledger entries under the tariff's rules, and every sum the house keeps of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from quizapp.demo.city.days import Asked, Doing, Life, Text
from quizapp.demo.city.months import Months, Row
from quizapp.demo.city.people import Person
from quizapp.demo.city.tree import Branch
from quizapp.demo.city.zeal import around
from quizapp.kernel.clock import day_begins
from quizapp.people.models import MemberState
from quizapp.points.counts import Amounts, Key, plus
from quizapp.points.earning import LEARNING, Code, Rule, award_key, earned
from quizapp.points.posted import balance_of
from quizapp.points.ranks import is_kept
from quizapp.points.spans import Span
from quizapp.points.streaks import runs

PASSES_BY = 0.16  # of those who take no part, how many only look in
LOOKS_IN = 0.45  # and on how many of the days, at least one


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days played, the instant each begins, and the rules in force on it."""

    days: Sequence[date]
    rules: Mapping[date, Mapping[Code, Rule]]
    zone: str

    def instants(self) -> dict[date, datetime]:
        return {day: day_begins(day, self.zone) for day in self.days}


@dataclass(slots=True)
class Books:
    """The rows of each table, as they will be written."""

    entries: list[Row] = field(default_factory=list)
    balances: list[Row] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)
    caps: list[Row] = field(default_factory=list)
    study_days: list[Row] = field(default_factory=list)
    readings: list[Row] = field(default_factory=list)
    reading_months: list[Row] = field(default_factory=list)
    first_tries: list[Row] = field(default_factory=list)
    questions_met: list[Row] = field(default_factory=list)
    earned: int = 0


@dataclass(slots=True)
class Sum:
    """What a member came to over one span: points, visits, and paid learning events."""

    score: int = 0
    visits: int = 0
    learned: int = 0


@dataclass(slots=True)
class Account:
    """One member's own sums while their days are played."""

    total: int = 0
    sums: dict[tuple[str, date], Sum] = field(default_factory=lambda: defaultdict(Sum))
    learned: Counter[date] = field(default_factory=Counter)
    used: Counter[tuple[Code, date]] = field(default_factory=Counter)

    def add(self, day: date, *, score: int, visits: int, learned: int) -> None:
        self.total += score
        self.learned[day] += learned
        for span in Span:
            moved = self.sums[span.value, span.start(day)]
            moved.score += score
            moved.visits += visits
            moved.learned += learned


class Bookkeeper:
    """Plays the days of one member after another, and keeps the books of all of them."""

    def __init__(
        self, calendar: Calendar, shelf: Sequence[Text], bank: Iterable[Asked], *, seed: int
    ) -> None:
        self.calendar, self.shelf, self.seed = calendar, shelf, seed
        self.bank = list(bank)
        Random(f"{seed} shuffles the bank").shuffle(self.bank)
        self.topics = sorted({asked.topic_key for asked in self.bank}) or [""]
        self.begins = calendar.instants()
        self.books = Books()
        self.tallies: dict[Key, Amounts] = {}  # of each branch: who visited, who learned, and what was earned

    def take(self) -> Books:
        """The books so far; the next ones begin empty."""
        full, self.books = self.books, Books()
        return full

    def play(self, branch: Branch, people: Iterable[Person]) -> None:
        """The days of a branch: who takes part, who only looks in, and who stays away."""
        rng = Random(f"{self.seed} lives in {branch.node.code}")
        for person in people:
            if person.state is not MemberState.ACTIVATED:
                continue
            if person.known or rng.random() < branch.zeal.takes_part:
                self._studies(person, branch, rng)
            elif rng.random() < PASSES_BY:
                self._looks_in(person, branch, rng)

    def _studies(self, person: Person, branch: Branch, rng: Random) -> None:
        comes = around(branch.zeal.comes, rng)
        days = [day for day in self.calendar.days if rng.random() < comes] or [rng.choice(self.calendar.days)]
        life = self._life(around(branch.zeal.does, rng), rng)
        account, months = Account(), Months()
        for day in days:
            self._post(person, branch, account, day, [life.comes(), *life.day(day.isoformat())])
            months.add(day, self.begins[day], life.readings, life.tries)
        self._sum_up(person, branch, account)
        self.books.readings += months.reading_rows(person.id)
        self.books.reading_months += months.month_rows(person.id)
        self.books.first_tries += months.try_rows(person.id)
        self.books.questions_met += months.met_rows(person.id)

    def _looks_in(self, person: Person, branch: Branch, rng: Random) -> None:
        account, life = Account(), self._life(0, rng)
        days = self.calendar.days
        for day in [one for one in days if rng.random() < LOOKS_IN] or [rng.choice(days)]:
            self._post(person, branch, account, day, [life.comes()])
        self._sum_up(person, branch, account)

    def _life(self, does: float, rng: Random) -> Life:
        first = rng.randrange(len(self.shelf)) if self.shelf else 0
        accuracy, weak_in = rng.uniform(0.7, 0.99), rng.choice(self.topics)
        return Life(rng, does, accuracy, self.shelf, self.bank, first, weak_in)

    def _post(
        self, person: Person, branch: Branch, account: Account, day: date, doings: Iterable[Doing]
    ) -> None:
        """Pay for what was done, as far as the tariff of the day does and its caps let through."""
        rules, begins, score, visits, learned = self.calendar.rules[day], self.begins[day], 0, 0, 0
        for doing in doings:
            rule = rules.get(doing.code)
            if rule is None or not rule.pays_on(day) or not rule.pays_type(person.member_type):
                continue
            cap = rule.cap_start(day)
            granted = rule.what_fits(wanted=doing.wanted, used=account.used[doing.code, cap] if cap else 0)
            if not granted:
                continue
            if cap:
                account.used[doing.code, cap] += granted
            score += earned(doing.code, granted)
            visits += doing.code is Code.LOGIN
            learned += doing.code in LEARNING
            self.books.entries.append(
                _entry(person, branch, rule, doing, granted, day, begins + timedelta(seconds=doing.at_s))
            )
        account.add(day, score=score, visits=visits, learned=learned)

    def _sum_up(self, person: Person, branch: Branch, account: Account) -> None:
        books = self.books
        available, owed = balance_of(account.total)
        books.earned += account.total
        books.balances.append({"member_id": person.id, "available": available, "owed": owed})
        books.scores += [self._score(person, branch, span, sums) for span, sums in account.sums.items()]
        self._count(person, branch, account)
        books.caps += [
            {"member_id": person.id, "code": code, "starts_on": start, "used": used}
            for (code, start), used in account.used.items()
        ]
        studied = runs(day for day in sorted(account.learned) if account.learned[day])
        books.study_days += [
            {
                "member_id": person.id,
                "day": row.day,
                "learned": account.learned[row.day],
                "run": row.run,
                "bridged": row.bridged,
            }
            for row in studied
        ]

    def _score(self, person: Person, branch: Branch, span: tuple[str, date], sums: Sum) -> Row:
        return {
            "branch_id": branch.node.id,
            "period": span[0],
            "starts_on": span[1],
            "member_id": person.id,
            "score": sums.score,
            "member_type": person.member_type,
            "visits": sums.visits,
            "learned": sums.learned,
            "counted": True,
            "folded": not is_kept(*span, self.calendar.days[-1]),  # the boards above are folded afterwards
        }

    def _count(self, person: Person, branch: Branch, account: Account) -> None:
        for (period, start), sums in account.sums.items():
            key = branch.node.id, person.member_type, period, start
            came = sums.visits > 0 or sums.learned > 0
            more = int(came), int(sums.learned > 0), sums.score
            self.tallies[key] = plus(self.tallies[key], more) if key in self.tallies else more


def _entry(
    person: Person, branch: Branch, rule: Rule, doing: Doing, granted: int, day: date, at: datetime
) -> Row:
    return {
        "key": award_key(rule, member_id=person.id, object_key=doing.object_key, day=day),
        "member_id": person.id,
        "branch_id": branch.node.id,
        "member_type": person.member_type,
        "code": doing.code,
        "rule_version": rule.version,
        "amount": granted,
        "day": day,
        "counts_on": day,
        "at": at,
        "object_key": doing.object_key,
        "reverses_id": None,
        "actor_id": None,
        "reason": None,
    }
