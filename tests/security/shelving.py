"""The rewards of the stage: some for everyone, some in each place, and redemptions in every state."""

from datetime import timedelta

from quizapp.config import current
from quizapp.people import queries as people
from quizapp.people.models import Member
from quizapp.points import operations as points
from quizapp.points.payee import Payee
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries as rewards_queries
from quizapp.rewards import vouchers
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from tests.conftest import NOON
from tests.security.stage import Stage, Thing

STOCK, CODES = 1000, 100
ELSEWHERE = "west-2"  # nobody lives there or below


class Shelves:
    """Puts rewards on the stage; everyone gets points to spend."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.count = 0

    def fill(self, buyers: dict[str, Member]) -> None:
        """`buyers` redeem at each of the places; they are nobody's actors."""
        goods, voucher, approved = (
            self._offer("root", kind, approved=approved)
            for kind, approved in ((Kind.GOODS, False), (Kind.VOUCHER, False), (Kind.GOODS, True))
        )
        site = {"site": self.stage.places["root"], "price": 1}
        self._thing("offer", "offered", {"reward_id": goods}, form=site)
        self._thing("offer", "elsewhere", {"reward_id": self._offer(ELSEWHERE, Kind.GOODS)}, form=site)
        for actor in [actor for actor in self.stage.actors if actor.member_id]:
            self._enrich(actor.member_id)
            if actor.name == "owner at abroad-1":
                continue
            for state, reward_id in (("reserved", goods), ("waiting", approved), ("voucher", voucher)):
                self._own(state, actor.member_id, reward_id)
            self._own("cancelled", actor.member_id, goods)
        for place, buyer in buyers.items():
            self._enrich(buyer.id)
            self._place(place, buyer.id)

    def _thing(self, *parts, **more) -> None:
        self.stage.things.append(Thing(*parts, **more))

    def _enrich(self, member_id: int) -> None:
        me = people.standing(member_id, at=NOON)
        points.adjust(
            to=Payee.of(me), amount=100, actor_id=None, reason="舞台", ticket=f"of-{member_id}", at=NOON
        )

    def _own(self, state: str, member_id: int, reward_id: int) -> None:
        redemption_id = self._redeem(member_id, reward_id, "root")
        if state == "cancelled":
            rewards.cancel_own(me=people.standing(member_id, at=NOON), redemption_id=redemption_id, at=NOON)
        self._thing("redemption", state, {"redemption_id": redemption_id}, member_id)

    def _place(self, place: str, buyer_id: int) -> None:
        goods = self._offer(place, Kind.GOODS)
        approved = self._offer(place, Kind.GOODS, approved=True)
        voucher = self._offer(place, Kind.VOUCHER)
        withdrawn = self._offer(place, Kind.GOODS)
        trip = self._offer(place, Kind.TRIP)
        rewards.withdraw(reward_id=withdrawn, by=None, at=NOON)
        form = {"site": place, "seen_total": STOCK}
        for state, reward_id in (("goods", goods), ("voucher", voucher), ("withdrawn", withdrawn)):
            self._thing("reward", state, {"reward_id": reward_id}, place=place, form=form)
        self._redeem(buyer_id, trip, place)
        self._thing("trip", "held", {"reward_id": trip}, place=place)
        for state, reward_id in (("waiting", approved), ("reserved", goods), ("handed over", goods)):
            redemption_id = self._redeem(buyer_id, reward_id, place)
            code = rewards_queries.redemption(redemption_id).code
            if state == "handed over":
                chief = self.stage.actor(
                    "administrator at foreign" if place == "abroad-1" else "administrator at root"
                )
                rewards.hand_over(redemption_id=redemption_id, code=code, by=chief.member_id, at=NOON)
            self._thing("claim", state, {"redemption_id": redemption_id}, place=place, form={"code": code})

    def _redeem(self, member_id: int, reward_id: int, place: str) -> int:
        self.count += 1
        made = rewards.redeem(
            me=people.standing(member_id, at=NOON),
            reward_id=reward_id,
            site_id=self.stage.places[place],
            ticket=f"of-the-stage-itself-{self.count}",
            at=NOON,
        )
        return made.id

    def _offer(self, place: str, kind: Kind, *, approved: bool = False) -> int:
        self.count += 1
        site_id, keys = self.stage.places[place], current().secrets
        draft = Draft(
            kind=kind,
            title_zh=f"{place}奖品",
            title_en=f"of {place}",
            price=1,
            needs_approval=approved,
            happens_on=NOON.date() + timedelta(days=9) if kind is Kind.TRIP else None,
            place="东门" if kind is Kind.TRIP else None,
        )
        reward_id = rewards.offer(
            organisation_id=site_id, draft=draft, ticket=f"of-the-stage-itself-{self.count}", by=None, at=NOON
        )
        if kind is Kind.VOUCHER:
            codes = [f"{reward_id}-{number}" for number in range(CODES)]
            sealed = [vouchers.sealed(code, keys) for code in codes]
            rewards.add_codes(reward_id=reward_id, site_id=site_id, sealed=sealed, by=None, at=NOON)
        else:
            rewards.change_stock(
                reward_id=reward_id, site_id=site_id, by_pieces=STOCK, seen_total=0, by=None, at=NOON
            )
        return reward_id
