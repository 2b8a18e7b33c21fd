"""The road of a redemption from reservation to hand-over: every step there is, and which of them give points back. Pure."""

from enum import StrEnum

from quizapp.kernel.message import Message


class State(StrEnum):
    """Where a redemption stands. Values are stored; they are never renamed."""

    WAITING = "waiting"  # for approval; points and stock are taken already
    RESERVED = "reserved"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNDECIDED = "undecided"  # nobody approved or declined it in time


class Step(StrEnum):
    """What can be done with a redemption."""

    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    HAND_OVER = "hand_over"
    EXPIRE = "expire"
    LAPSE = "lapse"


ROAD: dict[tuple[State, Step], State] = {
    (State.WAITING, Step.APPROVE): State.RESERVED,
    (State.WAITING, Step.DECLINE): State.CANCELLED,
    (State.WAITING, Step.CANCEL): State.CANCELLED,
    (State.WAITING, Step.LAPSE): State.UNDECIDED,
    (State.RESERVED, Step.CANCEL): State.CANCELLED,
    (State.RESERVED, Step.HAND_OVER): State.HANDED_OVER,
    (State.RESERVED, Step.EXPIRE): State.EXPIRED,
}
HELD = (State.WAITING, State.RESERVED)  # points and stock are taken, nothing is given yet
GIVEN_BACK = (State.CANCELLED, State.EXPIRED, State.UNDECIDED)  # points and stock are back
NAMES: dict[State, Message] = {
    State.WAITING: Message("waits for approval"),
    State.RESERVED: Message("kept ready"),
    State.HANDED_OVER: Message("handed over"),
    State.CANCELLED: Message("cancelled"),
    State.EXPIRED: Message("expired"),
    State.UNDECIDED: Message("not decided in time"),
}
WHY_NOT: dict[State, Message] = {
    State.WAITING: Message("This has not been approved yet."),
    State.RESERVED: Message("This is reserved already."),
    State.HANDED_OVER: Message("This was handed over already. Do not give it a second time."),
    State.CANCELLED: Message("This was cancelled, and its points were given back."),
    State.EXPIRED: Message("This reservation ran out, and its points were given back."),
    State.UNDECIDED: Message("Nobody decided on this in time, so its points were given back."),
}


def next_state(state: State, step: Step) -> State | None:
    """Where a step leads from a state; None where it may not be taken."""
    return ROAD.get((state, step))


def ends_in(step: Step) -> State:
    """The one state a step leads to, wherever it is taken from."""
    (end,) = {end for (_, taken), end in ROAD.items() if taken is step}
    return end


def states_before(step: Step) -> list[State]:
    """The states a step may be taken from: what the compare-and-set compares with."""
    return [start for (start, taken) in ROAD if taken is step]
