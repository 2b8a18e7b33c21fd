"""Who is paid: the member as an entry remembers them, with the branch and the member type of the moment."""

from dataclasses import dataclass
from typing import Self

from quizapp.people.reach import Me


@dataclass(frozen=True, slots=True)
class Payee:
    """A member, the branch and the member type they earn in, and the time zone of their study day."""

    member_id: int
    branch_id: int
    member_type: str
    zone: str

    @classmethod
    def of(cls, me: Me) -> Self:
        return cls(me.id, me.branch_id, me.member_type, me.zone)
