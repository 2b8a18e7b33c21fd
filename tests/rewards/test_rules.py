"""The rules of rewards: the road of a redemption, the terms, and who may what."""

from datetime import UTC, date, datetime

import pytest

from quizapp.rewards.drafts import Draft, codes_in
from quizapp.rewards.kinds import Kind
from quizapp.rewards.states import GIVEN_BACK, NAMES, ROAD, WHY_NOT, State, Step, ends_in, next_state
from quizapp.rewards.terms import LIMITS, REACHED, Per, Terms, reward_rules

SATURDAY = date(2026, 11, 21)


def midnight_after(day):
    """In Shanghai, in November."""
    return datetime(2026, 11, day, 16, tzinfo=UTC)


def terms(**more):
    return Terms(**{"kind": Kind.GOODS, "price": 30, **more})


def test_what_is_over_stays_over():
    for state in (State.HANDED_OVER, *GIVEN_BACK):
        assert [step for step in Step if next_state(state, step)] == []


def test_every_step_leads_to_one_state_and_every_state_has_words():
    assert {step: ends_in(step) for step in Step} == {step: end for (_, step), end in ROAD.items()}
    assert set(NAMES) == set(WHY_NOT) == set(State)
    assert set(LIMITS) == set(REACHED) == set(Per)


def test_what_waits_is_handed_over_only_after_it_was_approved():
    assert next_state(State.WAITING, Step.HAND_OVER) is None
    assert next_state(State.WAITING, Step.APPROVE) is State.RESERVED


@pytest.mark.parametrize(("per", "taken"), [("day", 1), ("week", 2), ("month", 3), ("year", 4), ("ever", 5)])
def test_a_limit_counts_what_was_taken_in_its_period(per, taken):
    days = [date(2026, 11, 21), date(2026, 11, 16), date(2026, 11, 1), date(2026, 1, 1), date(2025, 12, 31)]

    assert terms(limit_count=1, limit_per=Per(per)).taken_of(days, SATURDAY) == taken


def test_it_is_kept_to_the_midnight_after_the_last_day_by_the_members_own_clock():
    assert terms(reserve_days=3).kept_until(SATURDAY, "Asia/Shanghai") == midnight_after(24)


@pytest.mark.parametrize(("reserve_days", "day"), [(30, 23), (1, 23), (1, 30)])
def test_a_ticket_is_kept_until_its_day_is_over_and_no_longer(reserve_days, day):
    play = terms(kind=Kind.TICKET, reserve_days=reserve_days, happens_on=date(2026, 11, day))

    assert play.kept_until(SATURDAY, "Asia/Shanghai") == midnight_after(day)


def test_an_approval_is_waited_for_two_weeks_and_never_beyond_the_day_of_a_ticket():
    cup, play = terms(needs_approval=True), terms(kind=Kind.TICKET, happens_on=date(2026, 11, 23))

    assert cup.held_until(SATURDAY, "Asia/Shanghai") == datetime(2026, 12, 5, 16, tzinfo=UTC)
    assert play.waits_until(SATURDAY, "Asia/Shanghai") == midnight_after(23)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"starts_on": date(2026, 11, 22)}, "from 2026-11-22"),
        ({"ends_on": date(2026, 11, 20)}, "until 2026-11-20"),
        ({"happens_on": date(2026, 11, 20)}, "was on 2026-11-20"),
        ({"withdrawn": True}, "no longer"),
        ({"withdrawn": True, "called_off": True}, "called off"),
    ],
)
def test_what_is_not_to_be_had_today_says_why(more, words):
    assert words in str(terms(**more).not_now(SATURDAY))


def test_what_is_to_be_had_on_its_first_and_on_its_last_day():
    assert terms(starts_on=SATURDAY, ends_on=SATURDAY).not_now(SATURDAY) is None


def test_each_rewards_rule_is_one_sentence():
    cup = terms(limit_count=1, limit_per=Per.MONTH, needs_approval=True, reserve_days=7)
    walk = terms(
        kind=Kind.TRIP, happens_on=SATURDAY, place="the gate", member_types=("office", "retired", "gone")
    )
    types = {"office": "Office", "retired": "Retired"}

    assert [
        str(rule) for rule in reward_rules([("Cup", cup), ("Pen", terms(price=5)), ("Walk", walk)], types)
    ] == [
        "Cup: 30 points; at most 1 a month, has to be approved within 14 days, then kept for 7 days.",
        "Pen: 5 points; kept for 14 days.",
        "Walk: 30 points; only for Office or Retired or gone, takes place on 2026-11-21 at the gate, "
        "kept until that day is over.",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"price": 0},
        {"price": 1_000_001},
        {"reserve_days": 0},
        {"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 1)},
        {"kind": Kind.TRIP, "place": "东门"},
        {"kind": Kind.TRIP, "happens_on": SATURDAY},
    ],
)
def test_a_draft_that_contradicts_itself_is_not_kept(more):
    draft = {"kind": Kind.GOODS, "title_zh": "杯", "title_en": "Cup", "price": 5}

    assert Draft(**draft).complaint() is None
    assert Draft(**{**draft, **more}).complaint() is not None


def test_codes_come_as_a_list_or_as_a_table_each_once_with_its_line():
    pasted = '\ufeffAAA-1\r\n\n  BBB-2 ,10 yuan\nAAA-1\n"CCC-3";x\nDDD-4\tx\n' + "E" * 81 + "\n\x07bell\n"

    assert codes_in(pasted) == (
        {"AAA-1": 1, "BBB-2": 3, "CCC-3": 5, "DDD-4": 6},
        ["E" * 80, "\x07bell"],
    )
