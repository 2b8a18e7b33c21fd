"""What a rule says of a route, and the short ways to say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import Any

from quizapp.kernel.tokens import fresh
from quizapp.people.roles import Permission, Role
from tests.security.stage import PARENT, Actor, Stage, Thing, covers

# Which roles hold a permission.
HOLDS: dict[Permission, set[Role]] = {
    Permission.STUDY: set(Role),
    Permission.SEE_AUDIT: {Role.AUDITOR, Role.ADMINISTRATOR},
    Permission.MANAGE_PEOPLE: {Role.ADMINISTRATOR},
    Permission.KEEP_PHONES: {Role.PHONE_KEEPER, Role.ADMINISTRATOR},
    Permission.MANAGE_REWARDS: {Role.ADMINISTRATOR},
    Permission.HAND_OVER: {Role.ORGANISER, Role.ADMINISTRATOR},
    Permission.ADJUST_POINTS: {Role.ADMINISTRATOR},
    Permission.SEE_FIGURES: {Role.STUDY_ADMINISTRATOR, Role.ADMINISTRATOR},
    Permission.MANAGE_TARIFF: {Role.ADMINISTRATOR},
    Permission.SEE_ENTRIES: {Role.ADMINISTRATOR},
}


class Reach(StrEnum):
    """For whom the object in an address exists. For everyone else it is not there: 404, as for one that never was."""

    EVERYONE = "everyone"  # no object, or one that is open to whoever may open the page
    OWNER = "owner"  # the one member it belongs to
    ON_THE_WAY = "on the way"  # who belongs to it or below it, or sees its figures
    GRANTED = "granted"  # who holds the permission where the object stands, or above


@dataclass(frozen=True, slots=True)
class Says:
    """An answer: its status, where it leads, and whether the database is another one afterwards."""

    status: int
    moves: bool = False
    to: str = ""  # how the address begins that it leads to


SHOWN = Says(200)
SENT_ON = Says(303)
DONE = Says(303, moves=True)
WRONG = Says(422)
NOT_NOW = Says(409)
NO_SUCH = Says(404)
NOT_YOURS_TO_DO = Says(403)
SIGN_IN_FIRST = Says(303, to="/sign-in")
PASSWORD_FIRST = Says(303, to="/me/password")

FRESH = "two bowls of noodles"
Sends = Callable[[Stage, Actor, Thing | None], Mapping[str, Any]]
LEDGER = {
    "points_entries",
    "points_balances",
    "points_caps",
    "points_scores",
    "points_study_days",
    "points_unpaid",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One route. `says` maps the state of its object to the answer for those it exists for; "" where it takes none."""

    method: str
    permission: Permission | None  # None: open to everyone
    says: Mapping[str, Says]
    takes: str = ""  # a kind of Thing
    reach: Reach = Reach.EVERYONE
    writes: set[str] = field(default_factory=set)  # the tables it may change at all
    form: Sends = lambda stage, actor, thing: {}
    json: Sends | None = None
    unsigned: Says | None = None  # an open route's other answer to someone who is not signed in
    looking: Says | None = None  # to someone looking as another member, where that is no page like any other
    refuses: Callable[[Actor, Thing], bool] = lambda actor, thing: False  # 409 for a reason beside its state
    stays: Callable[[Actor, Thing], bool] = lambda actor, thing: False  # sent on, and nothing is changed
    otherwise: Callable[[Actor], Says | None] = lambda actor: (
        None
    )  # the answer to some of those it is open to
    newcomer: bool = False  # open to a member who has to choose a password first
    suspended: bool = False  # open to a member who is kept out
    seen_by: Permission | None = None  # held where the owner stands, it opens what is its owner's, too
    is_slow: bool = False  # it hashes a password, so not every member tries it

    @property
    def may_write(self) -> set[str]:
        """With the marks that the database itself makes where members or headcounts change."""
        marked = self.writes & {"members", "headcounts"}
        return self.writes | {"organisations_to_count"} if marked else self.writes


def page(**more: Any) -> Rule:
    """A page that every member may open, and that changes nothing."""
    return Rule(**{"method": "GET", "permission": Permission.STUDY, "says": {"": SHOWN}, **more})


def own(kind: str, method: str, says: Mapping[str, Says], **more: Any) -> Rule:
    """A route over something that is its owner's alone."""
    return Rule(method, Permission.STUDY, says, takes=kind, reach=Reach.OWNER, **more)


def act(**more: Any) -> Rule:
    """A form about oneself that every member may send."""
    return Rule(**{"method": "POST", "permission": Permission.STUDY, "says": {"": DONE}, **more})


def public(**more: Any) -> Rule:
    return Rule(**{"method": "GET", "permission": None, "says": {"": SHOWN}, "newcomer": True, **more})


def managed(kind: str, method: str, says: Mapping[str, Says], **more: Any) -> Rule:
    """A route over something below an organisation whose people one manages."""
    return Rule(method, Permission.MANAGE_PEOPLE, says, takes=kind, reach=Reach.GRANTED, **more)


def phone_kept(kind: str, method: str, says: Mapping[str, Says], **more: Any) -> Rule:
    """A route over something below an organisation whose phones one keeps."""
    return Rule(method, Permission.KEEP_PHONES, says, takes=kind, reach=Reach.GRANTED, **more)


def points_kept(kind: str, method: str, says: Mapping[str, Says], **more: Any) -> Rule:
    """A route over something below an organisation whose members' points one may change."""
    return Rule(method, Permission.ADJUST_POINTS, says, takes=kind, reach=Reach.GRANTED, **more)


def ones_own(actor: Actor, thing: Thing) -> bool:
    """Whether it is about the actor: nobody changes their own points."""
    return thing.owner == actor.member_id


def overseen(method: str, says: Mapping[str, Says], **more: Any) -> Rule:
    """A route about an organisation whose figures one sees."""
    return Rule(method, Permission.SEE_FIGURES, says, takes="organisation", reach=Reach.GRANTED, **more)


def not_in_hand_above(actor: Actor, thing: Thing) -> bool:
    """Whether what the thing hangs under is not the actor's to manage, or is nothing."""
    above = PARENT[thing.place]
    return above is None or not any(
        role in HOLDS[Permission.MANAGE_PEOPLE] and covers(held_at, above) for role, held_at in actor.grants
    )


def holds_beyond(actor: Actor, thing: Thing) -> bool:
    """Whether the member is the actor, or holds a role at a place that is not in the actor's hands."""
    places = [held_at for role, held_at in actor.grants if role in HOLDS[Permission.MANAGE_PEOPLE]]
    beyond = [held for held in thing.held_at if not any(covers(place, held) for place in places)]
    return thing.owner == actor.member_id or bool(beyond)


def reaches_no_further(actor: Actor, thing: Thing) -> bool:
    """Whether the member holds a role at a place that is not in the actor's hands; the actor's own are."""
    places = [held_at for role, held_at in actor.grants if role in HOLDS[Permission.MANAGE_PEOPLE]]
    return any(not any(covers(place, held) for place in places) for held in thing.held_at)


def holds_beyond_phones(actor: Actor, thing: Thing) -> bool:
    """Whether the member is another, and holds a role at a place where the actor does not keep the phones."""
    places = [held_at for role, held_at in actor.grants if role in HOLDS[Permission.KEEP_PHONES]]
    beyond = [held for held in thing.held_at if not any(covers(place, held) for place in places)]
    return thing.owner != actor.member_id and bool(beyond)


def tariff(kind: str, method: str, says: Mapping[str, Says], **more: Any) -> Rule:
    """A route over what a place adds to the tariff, or over a proposal; the tariff itself stands at the root."""
    return Rule(method, Permission.MANAGE_TARIFF, says, takes=kind, reach=Reach.GRANTED, **more)


def only_at_the_root(actor: Actor) -> Says | None:
    """The tariff is the instance's: it is there for who administers the top of the tree, and for nobody else."""
    at_root = any(role is Role.ADMINISTRATOR and place == "root" for role, place in actor.grants)
    return None if at_root else NO_SUCH


AT_ANY_PLACE = {"open": SHOWN, "empty": SHOWN}
SHOWN_ONCE = Says(200, moves=True)
TICKET = "a-ticket-of-22-letters"
WHO_COMES = {
    "ticket": TICKET,
    "name": "新来的",
    "phone": "13700137000",
    "sign_in_name": "newcomer",
    "password": FRESH,
    "again": FRESH,
}
CODES = {"invitations", "invitation_batches", "audit_rows"}
COUNTS = {"headcounts", "audit_rows"}
TREE = {"organisations", "organisation_spans", "audit_rows"}
# Where something stands that says who someone is.
PERSON = {
    "members",
    "member_words",
    "grants",
    "sign_ins",
    "invitations",
    "phone_changes",
    "phone_bounces",
    "join_requests",
    "roster_rows",
    "sign_in_failures",
    "audit_rows",
}
HIDDEN = {"for-others": NO_SUCH, "withdrawn": NO_SUCH}

ROSTER_HEAD = "工号,姓名,支部编码,成员类别"
ROSTER_TABLES = {"roster_imports", "roster_rows", "roster_parts"}
ROSTER_STATES = ("checked", "refused", "staging", "applied", "dropped")


def a_file(*_: Any) -> dict[str, Any]:
    """A roster of one member whose branch is nowhere: read, and refused by its row."""
    rows = f"{ROSTER_HEAD}\nR-new,新人,nowhere,office\n"
    return {"mode": "upsert", "file": (BytesIO(rows.encode()), "roster.csv")}


def headcounts_of(place: str) -> tuple[BytesIO, str]:
    """A file with the headcount of the branch at a place."""
    return BytesIO(f"支部编码,起始日期,人数\n{place},2026-11-21,57\n".encode()), "headcounts.csv"


TREE_HEAD = "编码,名称,上级编码"
TREE_FILES = {"tree_files"}
TREE_STATES = ("sound", "refused", "applied")


def a_tree(*_: Any) -> dict[str, Any]:
    """A file of one organisation that is new."""
    return {
        "file": (BytesIO(f"{TREE_HEAD}\nnew-branch,新支部,\n".encode()), "organisations.csv"),
        "seen": "x",
    }


def tree_file(method: str, otherwise: Says, **says: Says) -> Rule:
    """A route over one file of organisations on its way in."""
    states = {state: says.get(state, otherwise) for state in TREE_STATES}
    return managed("tree file", method, states, writes=TREE | TREE_FILES, form=_with_what_it_changes)


def _with_what_it_changes(stage: Stage, actor: Actor, thing: Thing | None) -> dict[str, Any]:
    return a_tree() | dict(thing.form if thing else {})


def roster(method: str, otherwise: Says, **says: Says) -> Rule:
    """A route over one roster on its way in."""
    everything = ROSTER_TABLES | {"members", "member_spans", "member_words_due", "audit_rows"}
    states = {state: says.get(state, otherwise) for state in ROSTER_STATES}
    form = lambda *_: {"ticket": fresh(), **a_file()}  # noqa: E731
    return managed("roster", method, states, writes=everything, form=form)
