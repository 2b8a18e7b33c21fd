"""Tables of organisations, members, their grants, their sign-ins and their rosters."""

from quizapp.people.models.joining import Decision, Invitation, InvitationBatch, JoinLink, JoinRequest
from quizapp.people.models.members import (
    INSIDE,
    WITH_PASSWORD,
    GrantRow,
    HostBranch,
    Member,
    MemberSpan,
    MemberState,
    MemberType,
)
from quizapp.people.models.names import MemberWord, NameChange, WordsDue
from quizapp.people.models.organisations import (
    Field,
    Headcount,
    Organisation,
    OrganisationSpan,
    PlannedMove,
    ToCount,
)
from quizapp.people.models.phones import Bounce, ChangedBy, PhoneChange
from quizapp.people.models.rosters import RosterImport, RosterPart, RosterRow
from quizapp.people.models.sign_ins import SignIn, SignInFailures
from quizapp.people.models.tree_files import TreeFile

__all__ = [
    "INSIDE",
    "WITH_PASSWORD",
    "Bounce",
    "ChangedBy",
    "Decision",
    "Field",
    "GrantRow",
    "Headcount",
    "HostBranch",
    "Invitation",
    "InvitationBatch",
    "JoinLink",
    "JoinRequest",
    "Member",
    "MemberSpan",
    "MemberState",
    "MemberType",
    "MemberWord",
    "NameChange",
    "Organisation",
    "OrganisationSpan",
    "PhoneChange",
    "PlannedMove",
    "RosterImport",
    "RosterPart",
    "RosterRow",
    "SignIn",
    "SignInFailures",
    "ToCount",
    "TreeFile",
    "WordsDue",
]
