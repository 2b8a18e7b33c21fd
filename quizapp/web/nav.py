"""The five tabs, the desks of those who hold a role, and which of them a page belongs to."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from quizapp.kernel.message import Message
from quizapp.people.roles import Permission
from quizapp.web.guards import here, me_or_none

WAITING = "quizapp_waiting"  # where the application keeps who counts what waits: of a member, by endpoint


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: the endpoint it opens, its name, its icon, the blueprints and endpoints it stands for, and whom it is for."""

    endpoint: str
    name: Message
    icon: str
    covers: tuple[str, ...]
    permission: Permission = Permission.STUDY

    def holds(self, endpoint: str) -> bool:
        return endpoint in self.covers or endpoint.split(".")[0] in self.covers


TABS = (
    Tab("site.today", Message("Today"), "home", ("site",)),
    Tab("paths.learn", Message("Learn"), "book", ("paths", "study")),
    Tab("quizzes.challenge", Message("Challenge"), "trophy", ("quizzes",)),
    Tab(
        "points.board",
        Message("Boards"),
        "bars",
        ("points.board", "points.level", "points.parts", "points.improved", "points.why"),
    ),
    Tab("accounts.me", Message("Me"), "person", ("accounts", "points", "inbox", "rewards")),
)
DESKS = (
    Tab("supervision.tops", Message("Figures"), "bars", ("supervision",), Permission.SEE_FIGURES),
    Tab(
        "desk.organisations",
        Message("Organisation"),
        "tree",
        ("desk", "study.columns"),
        Permission.MANAGE_PEOPLE,
    ),
    Tab(
        "desk.phone_desk",
        Message("Phones"),
        "phone",
        (
            "desk.phone_desk",
            "desk.phones",
            "desk.note_bounces",
            "desk.phone",
            "desk.change_phone",
            "desk.show_phone",
        ),
        Permission.KEEP_PHONES,
    ),
    Tab("ledger.proposals", Message("Points by hand"), "flag", ("ledger",), Permission.ADJUST_POINTS),
    Tab(
        "reward_desk.shelf",
        Message("Rewards"),
        "gift",
        ("reward_desk",),
        Permission.MANAGE_REWARDS,
    ),
    Tab(
        "reward_desk.counter",
        Message("Hand over"),
        "scan",
        ("reward_desk.counter", "reward_desk.hand_over"),
        Permission.HAND_OVER,
    ),
    Tab("tariff.tops", Message("Tariff"), "star", ("tariff",), Permission.MANAGE_TARIFF),
    Tab("desk.audit", Message("Audit trail"), "eye", ("desk.audit",), Permission.SEE_AUDIT),
    Tab(
        "ledger.digests",
        Message("Closed days"),
        "check",
        ("ledger.digests", "ledger.digests_file"),
        Permission.SEE_AUDIT,
    ),
)


def is_open(endpoint: str) -> bool:
    """Whether this installation has the page."""
    return endpoint in current_app.view_functions


def tabs() -> tuple[Tab, ...]:
    """The tabs whose pages this installation has, in their order."""
    return tuple(tab for tab in TABS if is_open(tab.endpoint))


def desks() -> tuple[Tab, ...]:
    """The staff pages open to whoever asks: they stand below the tabs on a desk, and in the Me tab everywhere."""
    asking = me_or_none()
    return tuple(desk for desk in DESKS if asking and is_open(desk.endpoint) and asking.may(desk.permission))


def tab_counts() -> tuple[tuple[str, int], ...]:
    """How much waits for whoever asks, by the desk's endpoint, where anything does; counted once a page, and for staff alone."""
    asking, kept = me_or_none(), here()
    if asking is None or not asking.grants:
        return ()
    if not hasattr(kept, "waiting"):
        counts = [one(asking) for one in current_app.extensions.get(WAITING, ())]
        kept.waiting = tuple((desk, count) for found in counts for desk, count in found.items() if count)
    found: tuple[tuple[str, int], ...] = kept.waiting
    return found


def tab_now() -> Tab | None:
    """The tab or desk of the page shown: the one that names its endpoint, before one that names its blueprint."""
    endpoint, all_tabs = request.endpoint or "", TABS + DESKS
    named = (tab for tab in all_tabs if endpoint in tab.covers)
    return next(named, None) or next((tab for tab in all_tabs if tab.holds(endpoint)), None)


def tab_above() -> Tab | None:
    """The tab that leads to the desk of the page shown: a phone has no room for desks but in Me. None on other pages."""
    return TABS[-1] if tab_now() in DESKS else None


def front_page() -> str:
    """Where the brand leads: Today, which sends visitors on to sign in."""
    return url_for("site.today") if is_open("site.today") else "/"


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        tabs=tabs,
        desks=desks,
        tab_counts=tab_counts,
        tab_above=tab_above,
        tab_now=tab_now,
        is_open=is_open,
        front_page=front_page,
        me_or_none=me_or_none,
    )
