"""The same days with a shelf of rewards: asked for, approved, handed over, shown, cancelled, declined, run out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import insert

from quizapp.db import atomic, db
from quizapp.people import queries as people
from quizapp.rewards import models
from quizapp.rewards import operations as rewards
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from tests.fire.machine import START, Ledger, members
from tests.fire.raw import Raw
from tests.fire.shelf import HELD_OR_GIVEN, Redemption, Reward, Shelf

REDEMPTIONS = """SELECT redemptions.id, redemptions.member_id, redemptions.reward_id, state, price, count(voucher_codes.id)
FROM redemptions LEFT JOIN voucher_codes ON voucher_codes.redemption_id = redemptions.id
WHERE redemptions.reward_id BETWEEN ? AND ?
GROUP BY redemptions.id, redemptions.member_id, redemptions.reward_id, state, price ORDER BY redemptions.id"""
STOCK = "SELECT reward_id, amount_left, amount_total FROM reward_stock WHERE reward_id BETWEEN ? AND ?"
tickets = st.sampled_from("abcdef")
latest = st.sampled_from([0, 0, 0, 1, 2])  # of what was redeemed, the newest first


class Exchange(Ledger):
    """What may befall two members' points and what they are exchanged for."""

    def __init__(self) -> None:
        super().__init__()
        self.site = next(iter(self.stage.places.values()))
        first = self.stage.raw.one("SELECT coalesce(max(id), 0) FROM rewards") + 1
        self.shelf = Shelf(
            self.model,
            [
                Reward(first, price=3, pieces=2),
                Reward(first + 1, price=2, pieces=2, is_voucher=True),
                Reward(first + 2, price=1, pieces=1, is_approved_first=True),
            ],
        )
        put_up(self.shelf.rewards, self.stage.house, self.site.branch_id)
        self.ids: list[int] = []
        self.shown: dict[bytes, int] = {}  # by code: the redemption it was shown for

    @initialize(purses=st.tuples(*[st.sampled_from([0, 4, 30])] * 2))
    def come_with_points(self, purses):
        for who, purse in enumerate(purses):
            if purse:
                self.earn_now(who, "contest_place", "before", purse)

    @rule(who=members, which=st.integers(0, 2), ticket=tickets)
    def redeem(self, who, which, ticket):
        member, reward = self.members[who], self.shelf.rewards[which]
        should = self.shelf.redeem(member, self.at_home[who], reward, ticket, self.at)
        me = people.standing(member, at=self.at)
        self.expect(
            should,
            lambda: rewards.redeem(
                me=me, reward_id=reward.reward_id, site_id=self.site.branch_id, ticket=ticket, at=self.at
            ),
        )

    @rule(which=st.integers(0, 2), price=st.integers(1, 4))
    def change_price(self, which, price):
        reward = self.shelf.rewards[which]
        draft = _draft(reward, price)
        rewards.change(reward_id=reward.reward_id, draft=draft, by=None, at=self.at)
        reward.price = price

    @rule(back=latest, step=st.sampled_from(["cancel", "reveal", "reveal"]))
    def go_on(self, back, step):
        self._take(step, back)

    @rule(back=latest, step=st.sampled_from(["staff_cancel", "decline", "approve", "hand_over", "expire"]))
    def have_staff_go_on(self, back, step):
        self._take(step, back)

    @rule(back=latest, early=st.integers(0, 1))
    def wait_until_it_runs_out(self, back, early):
        """To the second at which a reservation is over, or the one before."""
        if self.shelf.redemptions:
            until = self.shelf.redemptions[-1 - back % len(self.shelf.redemptions)].until
            self.at = max(self.at, until - timedelta(seconds=early))
            self._take("expire", back)

    def _take(self, step: str, back: int) -> None:
        if self.shelf.redemptions:
            number = -1 - back % len(self.shelf.redemptions)
            getattr(self, f"_{step}")(self.shelf.redemptions[number], self.ids[number])

    def _cancel(self, one: Redemption, redemption_id: int) -> None:
        me = people.standing(one.member, at=self.at)
        self.expect(
            self.shelf.cancel(one, self.at),
            lambda: rewards.cancel_own(me=me, redemption_id=redemption_id, at=self.at),
        )

    def _staff_cancel(self, one: Redemption, redemption_id: int) -> None:
        self.expect(
            self.shelf.cancel(one, self.at),
            lambda: self._by_staff(rewards.cancel, redemption_id, reason="No"),
        )

    def _decline(self, one: Redemption, redemption_id: int) -> None:
        self.expect(
            self.shelf.decline(one, self.at),
            lambda: self._by_staff(rewards.decline, redemption_id, reason="No"),
        )

    def _approve(self, one: Redemption, redemption_id: int) -> None:
        home = self.at_home[self.members.index(one.member)]
        should = self.shelf.approve(one, self.at, home)
        self.expect(should, lambda: self._by_staff(rewards.approve, redemption_id))

    def _hand_over(self, one: Redemption, redemption_id: int) -> None:
        code = self.stage.raw.one("SELECT code FROM redemptions WHERE id = ?", redemption_id)
        self.expect(
            self.shelf.hand_over(one, self.at),
            lambda: self._by_staff(rewards.hand_over, redemption_id, code=code),
        )

    def _expire(self, one: Redemption, redemption_id: int) -> None:
        should = self.shelf.expire(one, self.at)
        self.expect(should, lambda: rewards.expire(redemption_id=redemption_id, at=self.at))

    def _reveal(self, one: Redemption, redemption_id: int) -> None:
        me = people.standing(one.member, at=self.at)

        def show() -> None:
            code = rewards.reveal(me=me, redemption_id=redemption_id, at=self.at)
            to = self.shown.setdefault(code, redemption_id)
            assert to == redemption_id, f"I7 a code given twice: to {to} and to {redemption_id}"

        self.expect(self.shelf.reveal(one, self.at), show)

    def _by_staff(self, step, redemption_id: int, **told: Any) -> None:
        step(redemption_id=redemption_id, by=self.stage.chief, at=self.at, **told)

    @invariant()
    def the_shelf_is_what_the_model_says(self):
        wrong = list(_differences(self.stage.raw, self.shelf))
        assert not wrong, "\n".join(wrong)
        among = self.shelf.rewards[0].reward_id, self.shelf.rewards[-1].reward_id
        self.ids = [row[0] for row in self.stage.raw.rows(REDEMPTIONS, *among)]


def _differences(raw: Raw, shelf: Shelf) -> Iterator[str]:
    among = shelf.rewards[0].reward_id, shelf.rewards[-1].reward_id
    stored = [row[1:] for row in raw.rows(REDEMPTIONS, *among)]
    should = [
        (
            one.member,
            one.reward.reward_id,
            one.state,
            one.price,
            int(one.reward.is_voucher and one.state in HELD_OR_GIVEN),
        )
        for one in shelf.redemptions
    ]
    if stored != should:
        yield f"I7, I8 redemptions and their codes:\nstored {stored}\nshould {should}"
    left = sorted(raw.rows(STOCK, *among))
    counted = [(reward.reward_id, shelf.left(reward), reward.pieces) for reward in shelf.rewards]
    if left != counted:
        yield f"I7 what there was is left, held or handed over: stored {left}, should {counted}"


def put_up(shelf: list[Reward], house: int, site: int) -> None:
    """The rewards with their pieces and codes, in one go."""
    with atomic():
        for reward in shelf:
            row = _row(reward, house)
            db.session.execute(insert(models.Reward).values(row))
            db.session.execute(
                insert(models.Stock).values(
                    reward_id=reward.reward_id,
                    site_id=site,
                    amount_left=reward.pieces,
                    amount_total=reward.pieces,
                )
            )
            if reward.is_voucher:
                db.session.execute(insert(models.VoucherCode), _codes(reward, site))


def _row(reward: Reward, house: int) -> dict[str, Any]:
    draft = _draft(reward, reward.price)
    return {
        "id": reward.reward_id,
        "ticket": f"fire-{reward.reward_id}",
        "organisation_id": house,
        "kind": draft.kind,
        "title_zh": draft.title_zh,
        "title_en": draft.title_en,
        "about": "",
        "price": reward.price,
        "limit_per": draft.limit_per,
        "needs_approval": draft.needs_approval,
        "reserve_days": draft.reserve_days,
        "created_at": START,
    }


def _draft(reward: Reward, price: int) -> Draft:
    return Draft(
        kind=Kind.VOUCHER if reward.is_voucher else Kind.GOODS,
        title_zh="搪瓷杯",
        title_en="Enamel cup",
        price=price,
        needs_approval=reward.is_approved_first,
        reserve_days=reward.days,
    )


def _codes(reward: Reward, site: int) -> list[dict[str, Any]]:
    return [
        {
            "reward_id": reward.reward_id,
            "site_id": site,
            "code_sealed": f"{reward.reward_id}-{number}".encode(),
            "code_index": f"{reward.reward_id}-{number}",
            "added_at": START,
        }
        for number in range(reward.pieces)
    ]
