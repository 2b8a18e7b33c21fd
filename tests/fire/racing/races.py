"""The races: who runs, for what, and what must be true at the end of every round."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from quizapp.db import atomic, db
from quizapp.points import operations as points
from quizapp.points.earning import Code, Period
from quizapp.points.models import TariffRule
from quizapp.points.payee import Payee
from quizapp.points.queries.verifying import Proof, differences
from tests.fire.racing.crew import Crew, Order
from tests.fire.stage import Stage

CAP, TIMES = 60, 20
CAPPED, UNCAPPED = Code.CHALLENGE_QUIZ, Code.CONTEST_PLACE
LATE = datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)  # the last second of Friday in Shanghai
JUST_AFTER = LATE + timedelta(seconds=1)
STOCKS = (1, 7, 50)


@dataclass
class Count:
    """What the rounds of one race came to. Over and under are summed: one too many and one too few do not cancel."""

    race: str
    hands: int
    limit: int
    rounds: int = 0
    wanted: int = 0
    given: int = 0
    over: int = 0
    under: int = 0
    must_fail: bool = False
    untold: int = 0  # rounds in which the hands were told otherwise than the database holds

    def take(self, *, told: int, stored: int, wanted: int, limit: int) -> None:
        self.rounds += 1
        self.wanted += wanted
        self.given += stored
        should = min(wanted, limit)
        self.over += max(0, stored - should)
        self.under += max(0, should - stored)
        self.untold += told != stored

    @property
    def sound(self) -> bool:
        if self.must_fail:
            return self.over > 0
        return not (self.over or self.under or self.untold)


@dataclass
class Course:
    """Where the races are run: the stage, its first branch, and a rule that allows sixty a day."""

    stage: Stage
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    @property
    def branch(self) -> int:
        return next(iter(self.stage.places.values())).branch_id

    def prepare(self) -> None:
        with atomic():
            db.session.add(_sixty_a_day())
        self.stage.raw.write("CREATE TABLE naive (name VARCHAR(40))")

    def pay(self, member: int, amount: int) -> None:
        """So many points to spend, from a contest."""
        to = Payee(member, self.branch, "office", "Asia/Shanghai")
        points.earn(to=to, code=UNCAPPED, object_key="before", wanted=amount, at=LATE)

    def differences(self) -> list[str]:
        """What `quizapp points verify` says of the books."""
        db.session.rollback()
        return [f"{one.check}: {one.text}" for one in differences(Proof())]


def _sixty_a_day() -> TariffRule:
    return TariffRule(
        code=CAPPED,
        version=60,
        points=1,
        starts_on=datetime(2026, 1, 2).date(),
        once_per=Period.FACT,
        cap=CAP,
        cap_per=Period.DAY,
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        tiers=[],
        member_types=[],
    )


def cap(course: Course, crew: Crew, rounds: int) -> Count:
    """Everybody is paid twenty times; the day pays sixty."""
    count = Count("cap of a day", len(crew.ends), CAP)
    for _ in range(rounds):
        (member,) = course.stage.admit(1)
        told = crew.act([_award(course, member, hand, LATE) for hand in range(count.hands)])
        stored = course.stage.raw.one(
            "SELECT coalesce(sum(amount), 0) FROM points_entries WHERE member_id = ?", member
        )
        count.take(told=sum(told), stored=int(stored), wanted=count.hands * TIMES, limit=CAP)
    return count


def cap_at_midnight(course: Course, crew: Crew, rounds: int) -> Count:
    """Half of them a second before midnight and half of them at midnight: sixty on each of the two days."""
    count, by_day = (
        Count("cap across midnight", len(crew.ends), CAP),
        "SELECT day, sum(amount) FROM points_entries WHERE member_id = ? GROUP BY day",
    )
    for _ in range(rounds):
        (member,) = course.stage.admit(1)
        hands = range(count.hands)
        told = crew.act([_award(course, member, hand, (LATE, JUST_AFTER)[hand % 2]) for hand in hands])
        days = dict(course.stage.raw.rows(by_day, member))
        for first, day in enumerate(("2026-11-20", "2026-11-21")):
            mine = told[first::2]
            count.take(told=sum(mine), stored=int(days.get(day, 0)), wanted=len(mine) * TIMES, limit=CAP)
    return count


def _award(course: Course, member: int, hand: int, at: datetime) -> Order:
    told = {"member": member, "branch": course.branch, "code": CAPPED.value, "key": f"h{hand}"}
    return "award", told | {"times": TIMES, "at": at}


def naive_cap(course: Course, crew: Crew, rounds: int) -> Count:
    """The same by looking and writing, which must pay too much: else this course would show nothing."""
    count = Count("naive cap", len(crew.ends), CAP, must_fail=True)
    for number in range(rounds):
        name = f"cap {number}"
        told = crew.act([("award_naively", {"name": name, "cap": CAP, "times": TIMES})] * count.hands)
        stored = course.stage.raw.one("SELECT count(*) FROM naive WHERE name = ?", name)
        count.take(told=sum(told), stored=stored, wanted=count.hands * TIMES, limit=CAP)
    return count


def last_points(course: Course, crew: Crew, rounds: int) -> Count:
    """One member's points, spent from many devices at once, a point a purchase: no point twice, none left over."""
    count = Count("last points", len(crew.ends), 7)
    for _ in range(rounds):
        (member,) = course.stage.admit(1)
        course.pay(member, count.limit)
        told = crew.act([_spend(course, member, f"thing {hand}") for hand in range(count.hands)])
        count.take(told=sum(told), stored=_spent(course, member), wanted=count.hands, limit=count.limit)
    return count


def one_ticket(course: Course, crew: Crew, rounds: int) -> Count:
    """One purchase, sent by many devices at once: all are told that it was made, and it is paid once."""
    count = Count("one ticket in many hands", len(crew.ends), 1)
    for _ in range(rounds):
        (member,) = course.stage.admit(1)
        course.pay(member, 100)
        told = crew.act([_spend(course, member, "the thing")] * count.hands)
        assert told == [1] * count.hands, told
        count.take(told=1, stored=_spent(course, member), wanted=count.hands, limit=1)
    return count


def _spend(course: Course, member: int, key: str) -> Order:
    return "spend", {"member": member, "branch": course.branch, "key": key, "amount": 1, "at": LATE}


def _spent(course: Course, member: int) -> int:
    return -int(
        course.stage.raw.one(
            "SELECT coalesce(sum(amount), 0) FROM points_entries WHERE member_id = ? AND amount < 0", member
        )
    )


RACES: Mapping[str, Callable[[Course, Crew, int], Count]] = {
    race.__name__: race for race in (cap, cap_at_midnight, naive_cap, last_points, one_ticket)
}
