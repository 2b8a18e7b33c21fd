"""What a member's file says that staff may settle by hand; a roster then leaves it until it is given back to the rosters."""

from enum import StrEnum

HIDDEN = (
    "…"  # stands in the audit trail for a name: the trail is for ever, and a name may have to be forgotten
)


class Detail(StrEnum):
    """One thing a member's file says. Values are stored; they are never renamed."""

    NAME = "name"
    SIGN_IN_NAME = "sign_in_name"
    MEMBER_TYPE = "member_type"
    BRANCH = "branch"
    PHONE = "phone"  # its keeper changes it, by ways of their own
    ROSTER_KEY = "roster_key"  # the number by which rosters know them


NAMES = frozenset({Detail.NAME, Detail.SIGN_IN_NAME})
FOUND_BY = frozenset({Detail.NAME, Detail.BRANCH})  # and where in a list
# A roster says the sign-in name of new members only, and finds members by their numbers.
ON_ROSTERS = frozenset(Detail) - {Detail.SIGN_IN_NAME, Detail.ROSTER_KEY}
