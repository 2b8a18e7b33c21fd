"""Who may redeem, approve, hand over and manage. One rule, read three times: by the button, beside it, by the operation."""

from dataclasses import dataclass
from datetime import date, datetime

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict, all_of, unless
from quizapp.people.reach import Me
from quizapp.people.roles import Permission
from quizapp.rewards.kinds import DATED, Kind
from quizapp.rewards.models import Redemption, Reward
from quizapp.rewards.states import WHY_NOT, State, Step, next_state
from quizapp.rewards.terms import REACHED

BY_ANOTHER = Message("Another person has to do this: it is your own redemption.")
CALLED_OFF = Message("This was called off, and its points are given back.")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is looked at before a redemption is judged."""

    left: int  # at the site asked for, or at all of them
    available: int  # points the member may spend
    owed: int  # points that are paid back before any may be spent
    taken: int  # of this reward, by this member, in the period its limit counts in
    day: date  # the member's study day


def may_redeem(me: Me, reward: Reward, facts: Facts) -> Verdict:
    """Whether a member may have one of a reward now; the first reason why not."""
    return all_of(*_judged(me, reward, facts))


def reasons_against(me: Me, reward: Reward, facts: Facts) -> list[Message]:
    """Every reason why not: one who mends the first should not meet the second afterwards."""
    return [verdict.reason for verdict in _judged(me, reward, facts) if verdict.reason is not None]


def _judged(me: Me, reward: Reward, facts: Facts) -> list[Verdict]:
    terms, missing = reward.terms, points_missing(reward, facts)
    limit = terms.limit_count
    return [
        unless(not me.suspended, Message("You are suspended. Ask your administrator.")),
        unless(me.may(Permission.STUDY), Message("Your role does not redeem rewards.")),
        Verdict(terms.not_now(facts.day)),
        unless(terms.is_for(me.member_type), Message("This is not meant for your member type.")),
        unless(limit is None or facts.taken < limit, Message(REACHED[terms.limit_per].id, count=limit or 0)),
        unless(facts.left > 0, Message("There is none left here at present.")),
        unless(missing <= 0, _needs(missing, facts.owed)),
    ]


def points_missing(reward: Reward, facts: Facts) -> int:
    """How many points have to be earned yet: what is owed is paid back from them first. 0 for none."""
    return max(0, reward.price - facts.available + facts.owed)


def _needs(missing: int, owed: int) -> Message:
    if owed:
        return Message(
            "You need %(missing)s more points: you owe %(owed)s, which are paid back first.",
            missing=missing,
            owed=owed,
        )
    return Message("You need %(missing)s more points.", missing=missing)


def at_seen_price(reward: Reward, seen: int | None) -> Verdict:
    """Whether a reward still costs what its page said; None: nobody was shown a price."""
    return unless(
        seen is None or seen == reward.price,
        Message(
            "The price has changed: it is %(now)s points now, and your page said %(seen)s. Nothing was taken.",
            now=reward.price,
            seen=seen or 0,
        ),
    )


def may_manage(me: Me, path: str) -> Verdict:
    """Whether what the organisation at `path` offers is in the hands of `me`."""
    return unless(
        me.may(Permission.MANAGE_REWARDS, path),
        Message(
            "Only an administrator of the organisation that offers this, or of one above it, may do this."
        ),
    )


def may_hand_over_at(me: Me, path: str) -> Verdict:
    """Whether `me` hands over rewards at the site at `path`."""
    return unless(
        me.may(Permission.HAND_OVER, path),
        Message("Only an organiser or administrator of this place, or of one above it, may do this."),
    )


def may_cancel(me: Me, redemption: Redemption) -> Verdict:
    """Whether a member may give their own redemption back; until it is handed over."""
    return all_of(
        unless(not me.suspended, Message("You are suspended. Ask your administrator.")),
        unless(
            redemption.state is not State.HANDED_OVER,
            Message("It was handed over already, and cannot be given back."),
        ),
        stands_for(redemption.state, Step.CANCEL),
    )


def may_decide(me: Me, redemption: Redemption, path: str, step: Step) -> Verdict:
    """Whether `me` may approve, decline or cancel a redemption of what the organisation at `path` offers."""
    return all_of(
        may_manage(me, path),
        unless(redemption.member_id != me.id, BY_ANOTHER),
        stands_for(redemption.state, step),
    )


def may_approve(me: Me, redemption: Redemption, reward: Reward, path: str, at: datetime) -> Verdict:
    """Whether `me` may approve a redemption: in time, and not what was called off."""
    return all_of(
        may_decide(me, redemption, path, Step.APPROVE),
        unless(reward.called_off_at is None, CALLED_OFF),
        unless(at < redemption.expires_at, WHY_NOT[State.UNDECIDED]),
    )


def may_call_off(me: Me, reward: Reward, path: str) -> Verdict:
    """Whether `me` may call off what the organisation at `path` offers: a ticket or a trip, once."""
    return all_of(
        may_manage(me, path),
        unless(
            reward.kind in DATED,
            Message("Only a ticket or a trip is called off. Offer this no longer instead."),
        ),
        unless(reward.called_off_at is None, CALLED_OFF),
    )


def may_hand_over(me: Me, redemption: Redemption, reward: Reward, path: str, at: datetime) -> Verdict:
    """Whether `me` may hand over a redemption at the site at `path`: once, in time, and not to oneself."""
    return all_of(
        may_hand_over_at(me, path),
        unless(redemption.member_id != me.id, BY_ANOTHER),
        unless(
            reward.kind is not Kind.VOUCHER,
            Message("Nothing is handed over for a voucher: its owner has the code shown."),
        ),
        stands_for(redemption.state, Step.HAND_OVER),
        unless(reward.called_off_at is None, CALLED_OFF),
        unless(at < redemption.expires_at, WHY_NOT[State.EXPIRED]),
    )


def stands_for(state: State, step: Step) -> Verdict:
    """Whether a step may be taken from a state; otherwise what that state means."""
    return unless(next_state(state, step) is not None, WHY_NOT[state])
