"""What one person may move by hand alone, and from where on a second one has to approve. Pure."""

from collections.abc import Sequence
from datetime import datetime

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import ALLOWED, Verdict, all_of, unless
from quizapp.points.earning import Code

MOST_ALONE = (
    50  # points one administrator moves for one member in one day, until `quizapp points limit` says another
)
MOST_AT_ONCE = 10_000  # what a slip of the finger may come to at the worst


def most_alone(limits: Sequence[tuple[datetime, int]], at: datetime) -> int:
    """The limit in force at an instant, from all there were in their order."""
    return next((most for from_at, most in reversed(limits) if from_at <= at), MOST_ALONE)


def needs_second(amount: int, *, moved: int, most: int) -> bool:
    """Whether a second person has to approve; `moved` is what the actor moved alone for this member that day.

    It counts along, or five times fifty would pass where two hundred and fifty do not.
    """
    return moved + abs(amount) > most


def left_alone(*, moved: int, most: int) -> int:
    """How many points may still be moved alone that day."""
    return max(0, most - moved)


def may_post(
    amount: int, *, moved: int, most: int, actor_id: int, approver_id: int | None, member_id: int
) -> Verdict:
    """Whether an entry by hand stands: never by the member concerned, and above the limit with a second person."""
    if actor_id == member_id or approver_id == member_id:
        return Verdict(Message("Nobody changes their own points. Ask another administrator."))
    if approver_id == actor_id:
        return Verdict(Message("Somebody else has to approve what you propose."))
    if approver_id is None and needs_second(amount, moved=moved, most=most):
        return Verdict(Message("More than %(most)s points in a day need a second person.", most=most))
    return ALLOWED


def complaint(amount: int) -> Verdict:
    """Whether so many points can be added or taken at all."""
    return all_of(
        unless(amount != 0, Message("An adjustment of nothing changes nothing.")),
        unless(
            abs(amount) <= MOST_AT_ONCE,
            Message("At most %(most)s points at once.", most=MOST_AT_ONCE),
        ),
    )


def key_of(code: Code, member_id: int, object_key: str) -> str:
    """The key that an entry by hand is posted under."""
    return f"{code}:{member_id}:{object_key}:-"
