"""The steps by which a member is kept out, leaves, and comes back; and who is hosted by another branch."""

from enum import StrEnum

FLOATING = "floating"  # the member type whose members a second branch may host


class Step(StrEnum):
    """What may be done with someone's membership."""

    SUSPEND = "suspend"
    TAKE_UP = "take_up"
    LEAVE = "leave"
    RETURN = "return"


# The act's verb in the audit trail; never renamed.
VERBS: dict[Step, str] = {
    Step.SUSPEND: "suspend_member",
    Step.TAKE_UP: "take_up_member",
    Step.LEAVE: "member_left",
    Step.RETURN: "member_returned",
}
