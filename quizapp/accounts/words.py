"""What the staff pages call states, steps, fields of work, the columns of a roster, languages and ways of showing places."""

from quizapp.kernel.message import Message
from quizapp.people.details import Detail
from quizapp.people.membership import Step
from quizapp.people.models import ChangedBy, Field, MemberState
from quizapp.people.roster_files.columns import Column
from quizapp.people.roster_files.headcounts import Column as CountColumn
from quizapp.people.roster_files.organisations import Column as TreeColumn
from quizapp.people.roster_plan import Mode, Stage
from quizapp.people.settings import Joining, RankVisibility

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
KINDS: dict[bool, Message] = {True: Message("Branch"), False: Message("Organisation")}
COLUMNS: dict[Column, Message] = {
    Column.ROSTER_KEY: Message("Number"),
    Column.NAME: Message("Name"),
    Column.PHONE: Message("Phone"),
    Column.SIGN_IN_NAME: Message("Sign-in name"),
    Column.BRANCH_CODE: Message("Branch code"),
    Column.BRANCH_NAME: Message("Branch name"),
    Column.MEMBER_TYPE: Message("Member type"),
}
DETAILS: dict[Detail, Message] = {
    Detail.NAME: Message("Name"),
    Detail.SIGN_IN_NAME: Message("Sign-in name"),
    Detail.MEMBER_TYPE: Message("Member type"),
    Detail.BRANCH: Message("Branch"),
    Detail.PHONE: Message("Phone"),
    Detail.ROSTER_KEY: Message("Number on the roster"),
}
COUNT_COLUMNS: dict[CountColumn, Message] = {
    CountColumn.BRANCH_CODE: Message("Branch code"),
    CountColumn.FROM_ON: Message("From this day on"),
    CountColumn.HEADS: Message("Headcount"),
}
TREE_COLUMNS: dict[TreeColumn, Message] = {
    TreeColumn.CODE: Message("Code"),
    TreeColumn.NAME: Message("Name of the organisation"),
    TreeColumn.PARENT_CODE: Message("Code of the one above"),
    TreeColumn.KIND: Message("Branch or organisation"),
    TreeColumn.FIELD: Message("Kind of place"),
    TreeColumn.CATEGORY: Message("Category"),
    TreeColumn.ZONE: Message("Time zone"),
}
MODES: dict[Mode, Message] = {
    Mode.UPSERT: Message("Members to add or change"),
    Mode.DIFF: Message("The whole roster"),
}
STAGES: dict[Stage, Message] = {
    Stage.STAGING: Message("being read"),
    Stage.CHECKED: Message("waits to be applied"),
    Stage.APPLIED: Message("applied"),
    Stage.DROPPED: Message("given up"),
}
RANKS: dict[RankVisibility, Message] = {
    RankVisibility.OWN: Message("One's own place only"),
    RankVisibility.TOP: Message("One's own place and the first ten, masked"),
    RankVisibility.BRANCH: Message("The names of the own branch"),
    RankVisibility.ALL: Message("One's own place and the first thirty, masked"),
}
# What other slices write into the trail, by the values they write.
REDEMPTIONS: dict[str, Message] = {
    "waiting": Message("waits for approval"),
    "reserved": Message("kept ready"),
    "handed_over": Message("handed over"),
    "cancelled": Message("cancelled"),
    "expired": Message("expired"),
}
PHONES: dict[str, Message] = {"masked": Message("masked"), "whole": Message("whole")}
LANGUAGES: dict[str, Message] = {"zh-Hans": Message("Chinese"), "en": Message("English")}
LISTS: dict[str, Message] = {
    "studied": Message("Not yet studied"),
    "activated": Message("Not yet activated"),
    "registered": Message("Not yet registered"),
}
SUBJECTS: dict[str, Message] = {
    "redemption": Message("Redemption %(number)s"),
    "reward": Message("Reward %(number)s"),
    "roster": Message("Roster %(number)s"),
    "tariff": Message("Tariff"),
    "question bank": Message("Question bank"),
    "day": Message("Study day %(number)s"),
    "files": Message("Articles and questions"),
}
STEPS: dict[Step, tuple[Message, Message]] = {  # the button, and what it does
    Step.SUSPEND: (
        Message("Suspend this member"),
        Message("From the next page they open they can do nothing here, until someone takes them up again."),
    ),
    Step.TAKE_UP: (
        Message("Take this member up again"),
        Message("They go on where they stopped, with the roles they hold."),
    ),
    Step.LEAVE: (
        Message("Note that they have left"),
        Message("They are signed out everywhere and lose roles, codes and host branch. Their points stay."),
    ),
    Step.RETURN: (
        Message("Note that they return"),
        Message("They belong to their branch again from today and sign in as before. Roles are given anew."),
    ),
}
DONE: dict[Step, Message] = {
    Step.SUSPEND: Message("%(name)s is suspended."),
    Step.TAKE_UP: Message("%(name)s is taken up again."),
    Step.LEAVE: Message("%(name)s has left and is signed out everywhere."),
    Step.RETURN: Message("%(name)s is back."),
}
JOINING: dict[Joining, Message] = {
    Joining.APPROVAL: Message("An administrator lets them in"),
    Joining.OPEN: Message("They are in at once"),
}
CHANGED_BY: dict[ChangedBy, Message] = {
    ChangedBy.OWNER: Message("Changed by the member"),
    ChangedBy.KEEPER: Message("Changed by the keeper:"),
    ChangedBy.ROSTER: Message("Changed by a roster"),
}
