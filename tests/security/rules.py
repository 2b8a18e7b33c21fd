"""Who may do what, route by route. Reviewed by people; the matrix compares every line with what the routes do.

A new route without a line fails the suite, and so does a line without a route. Nothing here is worked out from the
product's own policy: the two are written apart, so that a slip in one shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import Any

from flask import Flask

from quizapp.kernel.tokens import fresh
from quizapp.people.roles import Permission, Role
from tests.cast import PASSWORD
from tests.security.stage import DOOR, PARENT, Actor, Stage, Thing, covers

# Which roles hold a permission.
HOLDS: dict[Permission, set[Role]] = {
    Permission.STUDY: set(Role),
    Permission.SEE_AUDIT: {Role.AUDITOR, Role.ADMINISTRATOR},
    Permission.MANAGE_PEOPLE: {Role.ADMINISTRATOR},
    Permission.KEEP_PHONES: {Role.PHONE_KEEPER, Role.ADMINISTRATOR},
    Permission.SEE_FIGURES: {Role.STUDY_ADMINISTRATOR, Role.ADMINISTRATOR},
}


class Reach(StrEnum):
    """For whom the object in an address exists. For everyone else it is not there: 404, as for one that never was."""

    EVERYONE = "everyone"  # no object, or one that is open to whoever may open the page
    OWNER = "owner"  # the one member it belongs to
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
    is_slow: bool = False  # it hashes a password, so not every member tries it


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


def holds_beyond_phones(actor: Actor, thing: Thing) -> bool:
    """Whether the member is another, and holds a role at a place where the actor does not keep the phones."""
    places = [held_at for role, held_at in actor.grants if role in HOLDS[Permission.KEEP_PHONES]]
    beyond = [held for held in thing.held_at if not any(covers(place, held) for place in places)]
    return thing.owner != actor.member_id and bool(beyond)


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
TREE = {"organisations", "organisation_spans", "audit_rows"}
# Where something stands that says who someone is.
PERSON = {
    "members",
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


def roster(method: str, otherwise: Says, **says: Says) -> Rule:
    """A route over one roster on its way in."""
    everything = ROSTER_TABLES | {"members", "member_spans", "audit_rows"}
    states = {state: says.get(state, otherwise) for state in ROSTER_STATES}
    form = lambda *_: {"ticket": fresh(), **a_file()}  # noqa: E731
    return managed("roster", method, states, writes=everything, form=form)


RULES: dict[str, Rule] = {
    "static": public(takes="file", says={"kept": SHOWN}),
    "assets.bootstrap": public(),
    "assets.styles": public(),
    "accounts.sign_in": public(says={"": SENT_ON}, unsigned=SHOWN),
    "accounts.open_session": public(
        method="POST",
        says={"": DONE},
        writes={"sign_ins", "sign_in_failures"},
        is_slow=True,
        form=lambda stage, actor, thing: {"identifier": DOOR, "password": PASSWORD},
    ),
    "accounts.set_language": public(
        method="POST",
        says={"": DONE},
        unsigned=SENT_ON,
        writes={"members"},
        form=lambda *_: {"language": "en"},
    ),
    "accounts.activate": public(),
    "accounts.check_code": public(
        method="POST",
        says={"": SENT_ON},  # a good code: the try that was counted is forgotten
        form=lambda stage, actor, thing: {"code": stage.code},
    ),
    # Without a code in the session nobody comes further than to the page of the code.
    "accounts.newcomer": public(says={"": SENT_ON}),
    "accounts.enter": public(method="POST", says={"": SENT_ON}),
    "accounts.join_by_code": public(),
    "accounts.join": public(takes="door", says={"open": SHOWN, "closed": NO_SUCH}),
    "accounts.come_in": public(
        method="POST",
        takes="door",
        says={"open": DONE, "closed": NO_SUCH},
        writes={"join_requests", "sign_in_failures"},
        is_slow=True,
        form=lambda *_: WHO_COMES,
    ),
    "accounts.joined": public(takes="asked", says=dict.fromkeys(("waiting", "approved", "declined"), SHOWN)),
    "accounts.me": page(),
    "accounts.devices": page(looking=NOT_NOW),
    "accounts.password": page(newcomer=True, looking=NOT_NOW),
    "accounts.change_password": act(
        writes={"members", "sign_ins", "audit_rows"},
        is_slow=True,
        newcomer=True,
        form=lambda *_: {"current": PASSWORD, "fresh": FRESH, "again": FRESH},
    ),
    "accounts.phone": page(looking=NOT_NOW),
    "accounts.change_phone": act(
        writes={"members", "phone_changes", "phone_bounces", "sign_in_failures", "audit_rows"},
        is_slow=True,
        form=lambda *_: {"phone": "13900139000", "password": PASSWORD},
    ),
    "accounts.data": page(looking=NOT_NOW),
    "accounts.fetch_data": act(
        says={"": Says(200, moves=True)},
        writes={"sign_in_failures", "audit_rows"},
        is_slow=True,
        form=lambda *_: {"password": PASSWORD},
    ),
    "accounts.erase": act(
        writes={*PERSON, "member_spans"},
        otherwise=lambda actor: WRONG if actor.grants else None,
        is_slow=True,
        form=lambda stage, actor, _: {
            "sign_in_name": f"actor{stage.actors.index(actor):02}",
            "erase_password": PASSWORD,
        },
    ),
    "accounts.set_preferences": act(
        writes={"members"},
        form=lambda *_: {"interface_language": "en", "content_language": "", "theme": "dark"},
    ),
    "accounts.sign_out": act(writes={"sign_ins"}, newcomer=True),
    "accounts.sign_out_everywhere": act(writes={"sign_ins"}),
    "accounts.end_device": own("sign_in", "POST", {"open": DONE, "ended": SENT_ON}, writes={"sign_ins"}),
    "desk.audit": page(permission=Permission.SEE_AUDIT),
    "desk.organisations": page(
        permission=Permission.MANAGE_PEOPLE, says={"": SENT_ON}
    ),  # to the one they hold
    "desk.organisation": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.members": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.add": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.change": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.settings": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.create": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"name": "新支部", "code": "new", "is_branch": "y", "field": "other"},
    ),
    "desk.rename": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"name": "新名字"},
    ),
    "desk.move": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        refuses=not_in_hand_above,
        form=lambda stage, actor, thing: {"parent": PARENT.get(thing.place), "effective_on": "2026-11-21"},
    ),
    "desk.classify": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"field": "school", "category": ""},
    ),
    "desk.close": managed("organisation", "POST", {"open": NOT_NOW, "empty": DONE}, writes=TREE),
    "desk.save_settings": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {
            "zone": "",
            "content_language": "en",
            "rank_visibility": "",
            "joining": "",
            "registration_target": "",
            "participation_target": "50",
        },
    ),
    "study.columns": managed("organisation", "GET", AT_ANY_PLACE),
    "study.choose_columns": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes=TREE,
        form=lambda *_: {"column": "culture"},
    ),
    "desk.invitations": managed("organisation", "GET", AT_ANY_PLACE),
    # The codes stand in the answer itself, and nowhere else.
    "desk.invite": managed(
        "organisation",
        "POST",
        {"open": SHOWN_ONCE, "empty": SENT_ON},
        writes=CODES,
        form=lambda *_: {"ticket": TICKET, "every": "every", "days": "30", "shape": "csv"},
    ),
    "desk.invite_one": managed(
        "member",
        "POST",
        {"invited": SHOWN_ONCE, "registered": SENT_ON, "suspended": SENT_ON, "left": SENT_ON},
        writes=CODES,
        form=lambda *_: {"ticket": TICKET, "days": "30", "shape": "slips"},
    ),
    "desk.joining": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.open_join_link": managed(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes={"join_links", "audit_rows"},
        form=lambda *_: {"member_type": "public", "days": "30"},
    ),
    "desk.poster": managed("link", "GET", {"open": SHOWN, "closed": SHOWN}),
    "desk.close_join_link": managed(
        "link", "POST", {"open": DONE, "closed": SENT_ON}, writes={"join_links", "audit_rows"}
    ),
    "desk.approve_join": managed(
        "request",
        "POST",
        {"waiting": DONE, "approved": SENT_ON, "declined": SENT_ON},
        writes={"join_requests", "members", "member_spans", "audit_rows"},
    ),
    "desk.decline_join": managed(
        "request",
        "POST",
        {"waiting": DONE, "approved": SENT_ON, "declined": SENT_ON},
        writes={"join_requests", "audit_rows"},
    ),
    "desk.member": managed(
        "member", "GET", dict.fromkeys(("invited", "registered", "suspended", "left"), SHOWN)
    ),
    "desk.cancel_move": managed(
        "move",
        "POST",
        {"planned": DONE, "dropped": NO_SUCH},
        refuses=lambda actor, move: move.state == "planned" and not_in_hand_above(actor, move),
        writes={"organisation_moves", "audit_rows"},
    ),
    "desk.roster": managed("organisation", "GET", AT_ANY_PLACE),
    "desk.bring_in": managed(
        "organisation", "POST", {"open": DONE, "empty": DONE}, writes=ROSTER_TABLES, form=a_file
    ),
    "desk.export_members": managed(
        "organisation",
        "POST",
        dict.fromkeys(("open", "empty"), Says(200, moves=True)),
        writes={"audit_rows"},
        form=lambda *_: {"kind": "csv"},
    ),
    "desk.roster_import": roster("GET", SHOWN),
    "desk.read_on": roster("POST", SENT_ON, staging=DONE),
    "desk.apply_roster": roster("POST", SENT_ON, checked=DONE),
    "desk.drop_roster": roster("POST", DONE, applied=SENT_ON, dropped=SENT_ON),
    "desk.refused_rows": roster("GET", SHOWN, applied=NOT_NOW, dropped=NOT_NOW),
    "desk.mend_roster": roster("POST", WRONG, checked=DONE, refused=DONE),
    "desk.grant": managed(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": DONE, "left": SENT_ON},
        writes={"grants", "audit_rows"},
        form=lambda stage, actor, member: {"role": "reviewer", "place": stage.places.get(member.place)},
    ),
    "desk.revoke": managed(
        "role", "POST", {"held": DONE, "another's": NO_SUCH}, writes={"grants", "audit_rows"}
    ),
    "desk.take_step": managed(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": SENT_ON, "left": SENT_ON},
        writes={"members", "member_spans", "audit_rows"},
        stays=holds_beyond,
        form=lambda *_: {"step": "suspend", "reason": "休假"},
    ),
    "desk.erase": managed(
        "member",
        "POST",
        {"invited": SENT_ON, "registered": SENT_ON, "suspended": SENT_ON, "left": DONE},
        writes=PERSON,
        stays=holds_beyond,
    ),
    "desk.host": managed(
        "guest",
        "POST",
        {"hosted": DONE},
        writes={"host_branches", "audit_rows"},
        form=lambda stage, actor, guest: {**guest.form, "from_on": "2026-11-21"},
    ),
    "desk.end_host": managed(
        "guest",
        "POST",
        {"hosted": DONE},
        writes={"host_branches", "audit_rows"},
        form=lambda *_: {"until_on": "2026-11-21"},
    ),
    "desk.phone_desk": page(permission=Permission.KEEP_PHONES, says={"": SENT_ON}),
    "desk.phones": phone_kept("organisation", "GET", AT_ANY_PLACE),
    "desk.note_bounces": phone_kept(
        "organisation",
        "POST",
        {"open": DONE, "empty": DONE},
        writes={"phone_bounces", "audit_rows"},
        form=lambda *_: {"numbers": "13900139000"},
    ),
    "desk.phone": phone_kept(
        "member", "GET", dict.fromkeys(("invited", "registered", "suspended", "left"), SHOWN)
    ),
    "desk.change_phone": phone_kept(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": DONE, "left": SENT_ON},
        writes={"members", "phone_changes", "phone_bounces", "audit_rows"},
        stays=holds_beyond_phones,
        form=lambda *_: {"phone": "13900139000"},
    ),
    "desk.show_phone": phone_kept(
        "guest",
        "POST",
        {"hosted": Says(200, moves=True)},
        writes={"sign_in_failures", "audit_rows"},
        form=lambda *_: {"reason": "核对"},
    ),
    "desk.note_bounce": phone_kept(
        "reached", "POST", {"with phone": DONE}, writes={"phone_bounces", "audit_rows"}
    ),
    "desk.clear_bounce": phone_kept(
        "guest", "POST", {"hosted": DONE}, writes={"phone_bounces", "audit_rows"}
    ),
    "desk.ask_for_phone": phone_kept(
        "guest", "POST", {"hosted": DONE}, writes={"phone_bounces", "notices", "audit_rows"}
    ),
    "desk.begin_view": managed(
        "member",
        "POST",
        {"invited": DONE, "registered": DONE, "suspended": NOT_NOW, "left": NOT_NOW},
        writes={"sign_ins", "audit_rows"},
        refuses=lambda actor, member: member.owner == actor.member_id,
    ),
    "desk.end_view": act(says={"": SENT_ON}, looking=DONE, writes={"sign_ins", "audit_rows"}),
    "inbox.notices": page(),
    "inbox.read_all": act(writes={"notices"}),
    "inbox.follow": own("notice", "POST", {"unread": DONE, "read": SENT_ON}, writes={"notices"}),
    "paths.learn": page(),
    # A module that has nothing for this reader says so; which modules there are is no secret.
    "paths.module": page(takes="module", says={"full": SHOWN, "empty": SHOWN}),
    "paths.package": page(takes="package", says={"past": SHOWN, "running": SHOWN, "coming": SHOWN}),
    "points.statement": page(),
    "points.board": page(),
    "quizzes.challenge": page(),
    "quizzes.past": page(),
    "quizzes.start_daily": act(says={"": SENT_ON}),  # the five of the day are begun: found, not drawn again
    "quizzes.question": own(
        "attempt", "GET", {"begun": SHOWN, "graded": SENT_ON, "late": SENT_ON, "abandoned": SENT_ON}
    ),
    "quizzes.result": own(
        "attempt", "GET", {"begun": SENT_ON, "graded": SHOWN, "late": SHOWN, "abandoned": SHOWN}
    ),
    "quizzes.answer": own(
        "attempt",
        "POST",
        {"begun": DONE, "graded": SENT_ON, "late": DONE, "abandoned": SENT_ON},
        writes={"attempts", *LEDGER},
        form=lambda stage, actor, attempt: attempt.form,
    ),
    "quizzes.finish": own(
        "attempt",
        "POST",
        {"begun": DONE, "graded": SENT_ON, "late": DONE, "abandoned": SENT_ON},
        writes={"attempts", *LEDGER},
    ),
    "quizzes.again": own(
        "attempt",
        "POST",
        {"begun": SENT_ON, "graded": DONE, "late": DONE, "abandoned": DONE},
        writes={"attempts", *LEDGER},
    ),
    # The one page whose opening has an effect: the first of the day pays the login point.
    "site.today": page(writes={*LEDGER, "members"}, says={"": Says(200, moves=True)}),
    "study.article": page(takes="article", says={"open": SHOWN, **HIDDEN}),
    "study.beat": Rule(
        "POST",
        Permission.STUDY,
        {"open": Says(204, moves=True), **HIDDEN},
        takes="article",
        writes={"readings", *LEDGER},
        json=lambda *_: {"end": False},
    ),
    "study.finished": act(
        takes="article",
        says={"open": DONE, **HIDDEN},
        writes={"readings", *LEDGER},
        form=lambda stage, actor, article: {"opened": stage.opened(actor, article)},
    ),
    "supervision.tops": page(permission=Permission.SEE_FIGURES, says={"": SENT_ON}),
    "supervision.overview": overseen("GET", AT_ANY_PLACE),
    "supervision.parts": overseen("GET", AT_ANY_PLACE),
    "supervision.types": overseen("GET", AT_ANY_PLACE),
    "supervision.missing": overseen("GET", AT_ANY_PLACE),
    "supervision.figures_file": overseen("GET", AT_ANY_PLACE),
    # Where nobody has opened Today, nobody is there to be reminded.
    "supervision.remind": overseen(
        "POST",
        {"open": DONE, "empty": SENT_ON},
        writes={"audit_rows", "notices"},
        form=lambda *_: {"who": "studied", "span": "day"},
    ),
    "supervision.list_file": overseen(
        "POST", dict.fromkeys(("open", "empty"), Says(200, moves=True)), writes={"audit_rows"}
    ),
    # Counts what was looked for in vain; here nothing is looked for.
    "study.search": page(writes={"search_misses"}),
}


def unruled(app: Flask, rules: Mapping[str, Rule]) -> dict[str, tuple[set[str], set[str]]]:
    """Where routes and rules differ: by endpoint, the methods that are routed and those that are ruled."""
    routed: dict[str, set[str]] = {}
    for route in app.url_map.iter_rules():
        routed.setdefault(route.endpoint, set()).update(route.methods - {"HEAD", "OPTIONS"})
    ruled = {endpoint: {rule.method} for endpoint, rule in rules.items()}
    return {
        endpoint: (routed.get(endpoint, set()), ruled.get(endpoint, set()))
        for endpoint in routed.keys() | ruled.keys()
        if routed.get(endpoint) != ruled.get(endpoint)
    }
