"""The races: who runs, for what, and what must be true at the end of every round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from quizapp.db import atomic, db
from quizapp.people import queries as people
from quizapp.points import operations as points
from quizapp.points.earning import Code, Period
from quizapp.points.models import TariffRule
from quizapp.points.payee import Payee
from quizapp.points.queries.verifying import Proof, differences
from quizapp.rewards import operations as rewards
from quizapp.rewards.queries import proving
from tests.fire.exchange import put_up
from tests.fire.racing.crew import Crew, Order
from tests.fire.shelf import Reward
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

    @property
    def branch(self) -> int:
        return next(iter(self.stage.places.values())).branch_id

    def prepare(self) -> None:
        with atomic():
            db.session.add(_sixty_a_day())
        self.stage.raw.write("CREATE TABLE naive (name VARCHAR(40))")

    def rich(self, count: int, purse: int = 1_000_000) -> list[int]:
        """So many new members with points to spend, from a contest."""
        members = self.stage.admit(count)
        for member in members:
            to = Payee(member, self.branch, "office", "Asia/Shanghai")
            points.earn(to=to, code=UNCAPPED, object_key="before", wanted=purse, at=LATE)
        return members

    def offer(self, *, pieces: int, is_voucher: bool = False) -> int:
        """A new reward of a point a piece, at the first branch; gives its id."""
        reward_id = self.stage.raw.one("SELECT coalesce(max(id), 0) FROM rewards") + 1
        put_up([Reward(reward_id, 1, pieces, is_voucher=is_voucher)], self.stage.house, self.branch)
        return reward_id

    def redeeming(self, member: int, reward: int, ticket: str) -> Order:
        told = {"member": member, "reward": reward, "site": self.branch, "ticket": ticket, "at": LATE}
        return "redeem", told

    def redeem(self, member: int, reward: int) -> int:
        """One piece for a member, before the race; gives the redemption."""
        me = people.standing(member, at=LATE)
        made = rewards.redeem(me=me, reward_id=reward, site_id=self.branch, ticket="before", at=LATE)
        return made.id

    def sold(self, reward: int) -> int:
        return int(self.stage.raw.one("SELECT count(*) FROM redemptions WHERE reward_id = ?", reward))

    def differences(self) -> list[str]:
        """What `quizapp points verify` says of the books."""
        db.session.rollback()
        return [f"{one.check}: {one.text}" for one in differences(Proof(), (proving.differences,))]


Race = Callable[[Course, Crew, int], Count]


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
        name = f"cap {count.hands} {number}"
        told = crew.act([("award_naively", {"name": name, "cap": CAP, "times": TIMES})] * count.hands)
        stored = course.stage.raw.one("SELECT count(*) FROM naive WHERE name = ?", name)
        count.take(told=sum(told), stored=stored, wanted=count.hands * TIMES, limit=CAP)
    return count


def last_item(course: Course, crew: Crew, rounds: int, stock: int) -> Count:
    """Everybody wants one of what there are `stock` pieces of; every other round they are voucher codes."""
    count = Count("last item", len(crew.ends), stock)
    buyers = course.rich(count.hands)
    for number in range(rounds):
        reward = course.offer(pieces=stock, is_voucher=bool(number % 2))
        told = crew.act([course.redeeming(member, reward, f"{reward}") for member in buyers])
        count.take(told=sum(told), stored=course.sold(reward), wanted=count.hands, limit=stock)
    return count


def naive_stock(course: Course, crew: Crew, rounds: int, stock: int = 7) -> Count:
    """The same by looking and selling, which must sell too many."""
    count = Count("naive stock", len(crew.ends), stock, must_fail=True)
    for number in range(rounds):
        name = f"stock {count.hands} {number}"
        told = crew.act([("sell_naively", {"name": name, "stock": stock})] * count.hands)
        stored = course.stage.raw.one("SELECT count(*) FROM naive WHERE name = ?", name)
        count.take(told=sum(told), stored=stored, wanted=count.hands, limit=stock)
    return count


def last_points(course: Course, crew: Crew, rounds: int, purse: int = 7) -> Count:
    """One member's seven points, spent from many devices at once, a point each: no point twice, none left over."""
    count = Count("last points", len(crew.ends), purse)
    for _ in range(rounds):
        (member,) = course.rich(1, purse)
        reward = course.offer(pieces=100)
        told = crew.act([course.redeeming(member, reward, f"{hand}") for hand in range(count.hands)])
        count.take(told=sum(told), stored=course.sold(reward), wanted=count.hands, limit=purse)
    return count


def one_ticket(course: Course, crew: Crew, rounds: int) -> Count:
    """One purchase, sent by many devices at once: all are told that it was made, and it is made once."""
    count = Count("one ticket in many hands", len(crew.ends), 1)
    for _ in range(rounds):
        (member,) = course.rich(1)
        reward = course.offer(pieces=100)
        told = crew.act([course.redeeming(member, reward, "the ticket")] * count.hands)
        count.take(told=sum(told) // count.hands, stored=course.sold(reward), wanted=count.hands, limit=1)
    return count


def one_end(course: Course, crew: Crew, rounds: int) -> Count:
    """One reservation, cancelled and run out on many devices at once: it ends once and is given back once."""
    count = Count("cancelled and run out at once", len(crew.ends), 1)
    given_back = "SELECT count(*) FROM points_entries WHERE member_id = ? AND reverses_id IS NOT NULL"
    for _ in range(rounds):
        (member,) = course.rich(1)
        made = course.redeem(member, course.offer(pieces=1))
        order = {"member": member, "redemption": made, "at": LATE, "over": LATE + timedelta(days=30)}
        told = crew.act([("give_back", order)] * count.hands)
        stored = course.stage.raw.one(given_back, member)
        count.take(told=sum(told), stored=stored, wanted=count.hands, limit=1)
    return count


CAPS: Sequence[Race] = (cap, cap_at_midnight, naive_cap)  # a member's devices: sixteen are many
SALES: Sequence[Race] = (
    *(partial(last_item, stock=stock) for stock in STOCKS),
    naive_stock,
    last_points,
    one_ticket,
    one_end,
)
