"""Redeeming: points, stock and code go together or not at all, and come back once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import sealing
from quizapp.points import operations as points
from quizapp.points.queries import score
from quizapp.points.spans import Span
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries, worker
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import VoucherCode
from quizapp.rewards.states import State
from quizapp.rewards.terms import Per
from tests.conftest import NOON
from tests.points.conftest import finish_daily
from tests.rewards.conftest import (
    DAY,
    add_codes,
    available,
    everything_adds_up,
    give,
    hand_over,
    me,
    notices_of,
    offer,
    redeem,
)

LATER = NOON + timedelta(hours=1)


def state_of(redemption_id):
    return queries.redemption(redemption_id).state


def test_it_works(house, rich):
    cup = offer(house)

    redemption_id = redeem(rich, cup, house.third)

    assert state_of(redemption_id) is State.RESERVED
    assert available(rich) == 20
    assert queries.left_at(cup, house.third.id) == 2
    assert everything_adds_up()


def test_redeeming_costs_no_place(house, rich):
    points.load_tariff(at=NOON)
    finish_daily(rich)

    redeem(rich, offer(house), house.third)

    assert score(rich.id, Span.MONTH, NOON.date()) == 30 + 5
    assert available(rich) == 30 + 5 - 10


def test_a_double_click_is_one_redemption(house, rich):
    cup = offer(house)

    made = {redeem(rich, cup, house.third, ticket="pressed-twice-by-li-mei") for _ in range(2)}

    assert len(made) == 1
    assert (available(rich), queries.left_at(cup, house.third.id)) == (20, 2)


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ({"price": 900}, "870 more"),
        ({"member_types": ["floating"]}, "member type"),
        ({"starts_on": (NOON + DAY).date()}, "from 2026-11-22"),
        ({"ends_on": (NOON - DAY).date()}, "until 2026-11-20"),
    ],
)
def test_a_refusal_says_why_and_costs_nothing(house, rich, draft, why):
    reward_id = offer(house, **draft)

    with pytest.raises(Refused, match=why):
        redeem(rich, reward_id, house.third)

    assert (available(rich), queries.left_at(reward_id, house.third.id)) == (30, 3)


def test_what_another_tree_offers_is_not_there_and_neither_is_a_site_that_never_had_any(house, rich):
    cup = offer(house)

    with pytest.raises(NoResultFound):
        redeem(rich, cup, house.office)
    with pytest.raises(NoResultFound):
        redeem(rich, cup + 1000, house.third)


def test_a_limit_counts_a_month_and_what_was_given_back_does_not_count(house, rich):
    cup = offer(house, limit_count=1, limit_per=Per.MONTH)
    first = redeem(rich, cup, house.third)
    with pytest.raises(Refused, match="this month"):
        redeem(rich, cup, house.third)

    rewards.cancel_own(me=me(rich), redemption_id=first, at=LATER)
    redeem(rich, cup, house.third)

    redeem(rich, cup, house.third, at=NOON + 15 * DAY)
    assert everything_adds_up()


def test_who_changes_their_mind_gets_everything_back_once(house, rich):
    cup = offer(house)
    redemption_id = redeem(rich, cup, house.third)

    assert [rewards.cancel_own(me=me(rich), redemption_id=redemption_id, at=LATER) for _ in range(2)] == [
        True,
        False,
    ]

    assert (available(rich), queries.left_at(cup, house.third.id)) == (30, 3)
    assert everything_adds_up()


def test_nobody_gives_back_what_is_anothers_or_was_handed_over(house, rich, organiser):
    redemption_id = redeem(rich, offer(house), house.third)
    with pytest.raises(NoResultFound):
        rewards.cancel_own(me=me(house.wang_qiang), redemption_id=redemption_id, at=LATER)
    hand_over(redemption_id, by=organiser, at=LATER)

    with pytest.raises(Refused, match="handed over already"):
        rewards.cancel_own(me=me(rich), redemption_id=redemption_id, at=LATER)

    assert available(rich) == 20


def test_what_has_to_be_approved_waits_and_the_member_is_told(house, rich, chief, organiser):
    redemption_id = redeem(rich, offer(house, needs_approval=True), house.third)
    assert state_of(redemption_id) is State.WAITING
    with pytest.raises(Refused, match="not been approved"):
        hand_over(redemption_id, by=organiser, at=LATER)
    with pytest.raises(Refused, match="administrator"):
        rewards.approve(redemption_id=redemption_id, by=organiser.id, at=LATER)

    assert [rewards.approve(redemption_id=redemption_id, by=chief.id, at=LATER) for _ in range(2)] == [
        True,
        False,
    ]

    assert hand_over(redemption_id, by=organiser, at=LATER)
    assert notices_of(rich) == ["reward_approved"]
    verbs = list(
        db.session.scalars(select(AuditRow.verb).where(AuditRow.subject == f"redemption:{redemption_id}"))
    )
    assert verbs == ["approve_redemption", "hand_over"]


def test_what_is_declined_is_given_back_with_the_reason(house, rich, chief):
    redemption_id = redeem(rich, offer(house, needs_approval=True), house.third)
    with pytest.raises(Refused, match="reason"):
        rewards.decline(redemption_id=redemption_id, reason=" ", by=chief.id, at=LATER)

    rewards.decline(redemption_id=redemption_id, reason="名额已满", by=chief.id, at=LATER)
    assert not rewards.decline(redemption_id=redemption_id, reason="名额已满", by=chief.id, at=LATER)

    assert available(rich) == 30
    assert queries.redemption(redemption_id).reason == "名额已满"
    assert notices_of(rich) == ["reward_refunded"]
    assert everything_adds_up()


def test_nobody_approves_or_hands_over_their_own(house, chief):
    give(chief, 30)
    waiting = redeem(chief, offer(house, needs_approval=True), house.third)
    ready = redeem(chief, offer(house), house.third)

    with pytest.raises(Refused, match="Another person"):
        rewards.approve(redemption_id=waiting, by=chief.id, at=LATER)
    with pytest.raises(Refused, match="Another person"):
        hand_over(ready, by=chief, at=LATER)


def test_a_second_scan_hands_nothing_over(house, rich, organiser, chief):
    redemption_id = redeem(rich, offer(house), house.third)

    assert hand_over(redemption_id, by=organiser, at=LATER)
    assert not hand_over(redemption_id, by=chief, at=LATER + DAY)

    assert queries.redemption(redemption_id).handed_at == LATER
    assert available(rich) == 20


def test_an_organiser_hands_over_at_their_own_site_only(house, rich, organiser):
    redemption_id = redeem(rich, offer(house, site=house.office), house.office)

    with pytest.raises(Refused, match="this place"):
        hand_over(redemption_id, by=organiser, at=LATER)


def test_what_is_not_fetched_in_time_comes_back_once_and_the_member_is_warned_before(house, rich, organiser):
    cup = offer(house, reserve_days=3)
    redemption_id = redeem(rich, cup, house.third)
    over = queries.redemption(redemption_id).expires_at

    worker.catch_up(at=over - DAY)
    worker.catch_up(at=over - timedelta(seconds=1))
    assert (state_of(redemption_id), notices_of(rich)) == (State.RESERVED, ["reward_expires"])
    with pytest.raises(Refused, match="ran out"):
        hand_over(redemption_id, by=organiser, at=over)

    assert (worker.catch_up(at=over), worker.catch_up(at=over)) == (1, 0)
    assert (state_of(redemption_id), available(rich)) == (State.EXPIRED, 30)
    assert queries.left_at(cup, house.third.id) == 3
    assert notices_of(rich) == ["reward_expires", "reward_expired"]
    assert everything_adds_up()


def test_each_code_is_given_once_and_shown_once(house, rich):
    voucher = offer(house, kind=Kind.VOUCHER)
    assert add_codes(voucher, house.works, ["AAA-1", "BBB-2"]) == 2
    assert add_codes(voucher, house.works, ["BBB-2", "AAA-1"]) == 0
    first, second = (redeem(rich, voucher, house.works) for _ in range(2))
    give(house.wang_qiang, 10)
    with pytest.raises(Refused, match="none left"):
        redeem(house.wang_qiang, voucher, house.works)

    def shown(redemption_id, at=NOON):
        sealed = rewards.reveal(me=me(rich), redemption_id=redemption_id, at=at)
        return sealing.unseal(sealed, current().secrets.phone)

    assert {shown(first), shown(second)} == {"AAA-1", "BBB-2"}
    assert shown(first, NOON + timedelta(minutes=9)) == shown(first)
    with pytest.raises(Refused, match="shown once"):
        shown(first, NOON + timedelta(minutes=11))
    with pytest.raises(NoResultFound):
        rewards.reveal(me=me(house.wang_qiang), redemption_id=first, at=NOON)
    assert everything_adds_up()


def test_a_code_that_was_never_shown_goes_to_another(house, rich):
    voucher = offer(house, kind=Kind.VOUCHER)
    add_codes(voucher, house.works, ["ONLY-ONE"])
    first = redeem(rich, voucher, house.works)
    rewards.cancel_own(me=me(rich), redemption_id=first, at=LATER)
    give(house.wang_qiang, 10)

    redeem(house.wang_qiang, voucher, house.works)

    with pytest.raises(Refused, match="cancelled"):
        rewards.reveal(me=me(rich), redemption_id=first, at=LATER)
    assert everything_adds_up()


def test_codes_are_not_readable_at_rest(house):
    voucher = offer(house, kind=Kind.VOUCHER)
    add_codes(voucher, house.works, ["SECRET-77"])

    kept = db.session.scalars(select(VoucherCode)).one()

    assert b"SECRET-77" not in kept.code_sealed and "SECRET" not in kept.code_index


def test_a_new_price_is_for_what_is_redeemed_from_now_on(house, rich, chief):
    cup = offer(house)
    redemption_id = redeem(rich, cup, house.third)

    dearer = Draft(kind=Kind.GOODS, title_zh="搪瓷杯", title_en="Enamel cup", price=25)
    rewards.change(reward_id=cup, draft=dearer, by=chief.id, at=LATER)
    rewards.cancel_own(me=me(rich), redemption_id=redemption_id, at=LATER)

    assert available(rich) == 30


def test_stock_changes_once_for_each_form_and_never_below_what_is_held(house, rich, chief):
    cup = offer(house)
    redeem(rich, cup, house.third)

    def change(pieces, seen):
        rewards.change_stock(
            reward_id=cup, site_id=house.third.id, by_pieces=pieces, seen_total=seen, by=chief.id, at=LATER
        )

    change(2, 3)
    with pytest.raises(Refused, match="moment ago"):
        change(2, 3)
    with pytest.raises(Refused, match="only 4"):
        change(-5, 5)
    change(-4, 5)

    assert queries.left_at(cup, house.third.id) == 0
    assert everything_adds_up()


def test_only_an_administrator_there_changes_what_is_offered(house, organiser):
    cup = offer(house)

    with pytest.raises(Refused, match="administrator"):
        rewards.withdraw(reward_id=cup, by=organiser.id, at=LATER)


def test_what_is_withdrawn_is_not_redeemed_and_what_was_reserved_is_handed_over(
    house, rich, chief, organiser
):
    cup = offer(house)
    redemption_id = redeem(rich, cup, house.third)

    rewards.withdraw(reward_id=cup, by=chief.id, at=LATER)

    with pytest.raises(Refused, match="no longer"):
        redeem(rich, cup, house.third)
    assert hand_over(redemption_id, by=organiser, at=LATER)
