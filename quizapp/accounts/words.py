"""What the staff pages call states, fields of work, languages and ways of showing places."""

from quizapp.kernel.message import Message
from quizapp.people.models import Field, MemberState
from quizapp.people.settings import RankVisibility

STATES: dict[MemberState, Message] = {
    MemberState.INVITED: Message("Invited"),
    MemberState.REGISTERED: Message("Registered"),
    MemberState.ACTIVATED: Message("Activated"),
    MemberState.SUSPENDED: Message("Suspended"),
    MemberState.LEFT: Message("Left"),
}
FIELDS: dict[Field, Message] = {
    Field.RURAL: Message("Rural"),
    Field.COMMUNITY: Message("Community"),
    Field.ENTERPRISE: Message("Enterprise"),
    Field.SCHOOL: Message("School"),
    Field.AGENCY: Message("Agency"),
    Field.OTHER: Message("Other"),
}
RANKS: dict[RankVisibility, Message] = {
    RankVisibility.OWN: Message("One's own place only"),
    RankVisibility.TOP: Message("One's own place and the first ten, masked"),
    RankVisibility.BRANCH: Message("The names of the own branch"),
    RankVisibility.ALL: Message("All names"),
}
