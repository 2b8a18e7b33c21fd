"""Random days of two members' points, by the real operations and by the model at once, compared after every step."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy.exc import NoResultFound

from quizapp.db import operation
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from tests.fire.books import Books
from tests.fire.model import NOTHING, REFUSED, TARIFF, UNKNOWN, Model, Told
from tests.fire.stage import Stage

# Friday evening in Shanghai, late in a month: midnight, the week's end and the month's are a few steps away.
START = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
STEPS = {"a second": 1, "ten minutes": 600, "six hours": 6 * 3600, "a day": 24 * 3600}
ZONE_OF = {8: "Asia/Shanghai", 6: "Asia/Urumqi"}

members = st.integers(0, 1)
codes = st.sampled_from(sorted(TARIFF))
things = st.sampled_from("abc")
prices = st.integers(-3, 1)  # beside what the member has: a little less, all of it, one too many
amounts = st.sampled_from([-30, -7, -1, 0, 2, 9])


class Ledger(RuleBasedStateMachine):
    """What may befall the points of two members."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.at, self.model = START, Model()
        self.members = self.stage.admit(2)
        self.hands = self.stage.admit(2)  # who enters by hand, and who approves
        self.books = Books(self.stage.raw, self.members)
        self.at_home = list(self.stage.places.values())
        for member, place in zip(self.members, self.at_home, strict=True):
            self.stage.move(member, place)

    def payee(self, who: int) -> Payee:
        place = self.at_home[who]
        return Payee(self.members[who], place.branch_id, "office", ZONE_OF[place.hours])

    @rule(who=members, code=codes, thing=things, wanted=st.integers(1, 6), late=st.sampled_from([0, 0, 0, 1]))
    def earn(self, who, code, thing, wanted, late):
        self.earn_now(who, code, thing, wanted, self.at - timedelta(days=late))

    def earn_now(self, who, code, thing, wanted, at=None):
        at = at or self.at
        should = self.model.earn(self.members[who], self.at_home[who], code, thing, wanted, at)
        came = points.earn(to=self.payee(who), code=Code(code), object_key=thing, wanted=wanted, at=at)
        assert came.granted == should.moved, f"another answer: {came}, and should be {should}"

    @rule(who=members, code=codes, thing=things, wanted=st.integers(1, 6))
    def earn_in_something_that_fails(self, who, code, thing, wanted):
        @operation
        def fail():
            points.earn(to=self.payee(who), code=Code(code), object_key=thing, wanted=wanted, at=self.at)
            raise Refused(Message("Not today."))

        self.expect(REFUSED, fail)

    @rule(who=members, beside=prices, thing=things)
    def spend(self, who, beside, thing):
        amount = max(1, max(0, self.model.total(self.members[who])) + beside)
        should = self.model.spend(self.members[who], self.at_home[who], amount, thing, self.at)
        self.expect(
            should,
            lambda: points.spend(
                to=self.payee(who), amount=amount, object_key=thing, reason=None, at=self.at
            ),
        )

    @rule(who=members, thing=things)
    def refund(self, who, thing):
        should = self.model.refund(self.members[who], thing, self.at)
        self.expect(
            should,
            lambda: points.refund(
                member_id=self.members[who], object_key=thing, actor_id=None, reason="Given back", at=self.at
            ),
        )

    @rule(which=st.integers(0, 60), why=st.sampled_from(["Wrong", "Wrong", " "]))
    def reverse(self, which, why):
        if not self.model.facts:
            return
        which = len(self.model.facts) - 1 - which % len(self.model.facts)
        should = self.model.reverse(which, self.at) if why.strip() else REFUSED
        entry_id = self.books.entry_ids()[which]
        self.expect(should, lambda: points.reverse(entry_id=entry_id, actor_id=None, reason=why, at=self.at))

    @rule(who=members, amount=amounts, ticket=things, why=st.sampled_from(["By hand", "By hand", ""]))
    def adjust(self, who, amount, ticket, why):
        should = self.model.adjust(self.members[who], self.at_home[who], amount, ticket, self.at, why=why)
        self.expect(
            should,
            lambda: points.adjust(
                to=self.payee(who),
                amount=amount,
                actor_id=self.hands[0],
                approver_id=self.hands[1],
                reason=why,
                ticket=ticket,
                at=self.at,
            ),
        )

    @rule(step=st.sampled_from(sorted(STEPS)))
    def time_passes(self, step):
        self.at += timedelta(seconds=STEPS[step])

    @rule(who=members, days=st.sampled_from([1, 1, 2, 7]))
    def midnight_comes(self, who, days):
        """One second before the end of the member's own day; with 7, of the week."""
        day = self.at_home[who].day(self.at) + timedelta(days=days)
        if days == 7:
            day -= timedelta(days=day.isoweekday() - 1)
        hours = self.at_home[who].hours
        self.at = max(
            self.at, datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=hours, seconds=1)
        )

    @rule(who=members)
    def change_branch(self, who):
        here, there = self.stage.places.values()
        self.at_home[who] = there if self.at_home[who] == here else here
        self.stage.move(self.members[who], self.at_home[who])

    @invariant()
    def the_books_are_what_the_model_says(self):
        self.books.check(self.model)

    def expect(self, should: Told, act) -> None:
        """Carry out what is known to end so: done, refused, or of nothing that is known."""
        try:
            act()
        except Refused:
            came = REFUSED
        except NoResultFound:
            came = UNKNOWN
        else:
            came = NOTHING
        assert came == (should if should in (REFUSED, UNKNOWN) else NOTHING), (
            f"another answer: {came}, and should be {should}"
        )
