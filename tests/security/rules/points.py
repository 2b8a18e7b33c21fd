"""The ledger, the boards and the tariff; and what staff change in the ledger by hand."""

from quizapp.kernel.tokens import fresh
from quizapp.people.roles import Permission
from tests.security.rules.saying import (
    AT_ANY_PLACE,
    DONE,
    LEDGER,
    SENT_ON,
    SHOWN,
    Reach,
    Rule,
    ones_own,
    only_at_the_root,
    own,
    page,
    points_kept,
    tariff,
)
from tests.security.stage import Actor, Thing

PROPOSED = {"points_tariff_proposals", "audit_rows"}
IN_FORCE = {"points_rules", "points_additions"}
WHY = {"starts_on": "2026-12-07", "reason": "更多练习"}


def proposed(actor: Actor, thing: Thing | None) -> bool:
    return thing is not None and thing.form.get("proposer") == actor.member_id


def step_of(actor: Actor, thing: Thing | None) -> str:
    if not proposed(actor, thing):
        return "approve"
    return "propose" if thing is not None and thing.state == "draft" else "withdraw"


ANYONE = ("invited", "registered", "suspended", "left")
DAYS = {"from_on": "2027-02-01", "last_on": "2027-02-03", "why": "停电"}
OUTAGE = {"points_outages", "audit_rows"}
LEAVE = {"points_leaves", "audit_rows"}

LEVEL = {"says": AT_ANY_PLACE, "takes": "organisation", "reach": Reach.ON_THE_WAY}
POINTS: dict[str, Rule] = {
    "points.statement": page(),
    "points.streak": page(),
    "points.board": page(),
    "points.level": page(**LEVEL),
    "points.parts": page(**LEVEL),
    "points.improved": page(**LEVEL),
    "points.why": page(**LEVEL),
    "ledger.proposals": page(permission=Permission.ADJUST_POINTS),
    "ledger.digests": page(permission=Permission.SEE_AUDIT),
    "ledger.digests_file": page(permission=Permission.SEE_AUDIT),
    "ledger.member": points_kept("member", "GET", dict.fromkeys(ANYONE, SHOWN)),
    "ledger.change": points_kept(
        "member",
        "POST",
        dict.fromkeys(ANYONE, DONE),
        writes=LEDGER | {"audit_rows"},
        stays=ones_own,
        form=lambda *_: {"ticket": fresh(), "way": "add", "points": "5", "reason": "补记"},
    ),
    "ledger.note_leave": points_kept(
        "member",
        "POST",
        dict.fromkeys(ANYONE, DONE),
        writes=LEAVE,
        stays=ones_own,
        form=lambda *_: DAYS,
    ),
    "ledger.drop_leave": points_kept(
        "leave", "POST", {"noted": DONE, "dropped": SENT_ON}, writes=LEAVE, stays=ones_own
    ),
    "ledger.entry": points_kept("entry", "GET", {"paid": SHOWN, "taken back": SHOWN}),
    "ledger.take_back": points_kept(
        "entry",
        "POST",
        {"paid": DONE, "taken back": SENT_ON},
        writes=LEDGER | {"audit_rows"},
        stays=ones_own,
        form=lambda *_: {"ticket": fresh(), "reason": "记错了"},
    ),
    "ledger.approve": points_kept(
        "proposal",
        "POST",
        {"waiting": DONE, "decided": SENT_ON},
        writes=LEDGER | {"points_proposals", "audit_rows"},
        stays=ones_own,
    ),
    "ledger.decline": points_kept(
        "proposal",
        "POST",
        {"waiting": DONE, "decided": SENT_ON},
        writes={"points_proposals", "audit_rows"},
        stays=ones_own,
        form=lambda *_: {"answer": "不应该"},
    ),
    # Who proposed takes back; to others who reach it, it is said why not.
    "ledger.withdraw": points_kept(
        "own proposal",
        "POST",
        {"waiting": DONE, "decided": SENT_ON},
        writes={"points_proposals", "audit_rows"},
        stays=lambda actor, thing: not proposed(actor, thing),
    ),
    "ledger.outages": points_kept("organisation", "GET", AT_ANY_PLACE),
    "ledger.note_outage": points_kept(
        "organisation", "POST", {"open": DONE, "empty": DONE}, writes=OUTAGE, form=lambda *_: DAYS
    ),
    "ledger.drop_outage": points_kept("outage", "POST", {"noted": DONE, "dropped": SENT_ON}, writes=OUTAGE),
    "points.entry": own("paid entry", "GET", {"paid": SHOWN}, seen_by=Permission.SEE_ENTRIES),
    "site.rules": page(),
    "tariff.tops": page(permission=Permission.MANAGE_TARIFF, says={"": SENT_ON}),
    "tariff.rules": page(permission=Permission.MANAGE_TARIFF, otherwise=only_at_the_root),
    "tariff.change": page(
        permission=Permission.MANAGE_TARIFF, says={"": SENT_ON}, otherwise=only_at_the_root
    ),
    "tariff.propose": Rule(
        "POST",
        Permission.MANAGE_TARIFF,
        {"": DONE},
        otherwise=only_at_the_root,
        writes=PROPOSED | {"points_simulations"},
        form=lambda *_: {
            **WHY,
            "ticket": fresh(),
            "code": "daily_quiz",
            "daily_quiz-points": "2",
            "daily_quiz-weekday": list("1234567"),
            "daily_quiz-type": ["office"],
        },
    ),
    "tariff.additions": tariff("organisation", "GET", AT_ANY_PLACE),
    "tariff.propose_additions": tariff(
        "organisation",
        "POST",
        dict.fromkeys(AT_ANY_PLACE, DONE),
        writes=PROPOSED | {"points_simulations"},
        form=lambda *_: {**WHY, "ticket": fresh(), "check_in-points": "1", "check_in-cap": "0"},
    ),
    "tariff.proposal": tariff("tariff proposal", "GET", {"open": SHOWN, "decided": SHOWN, "draft": SHOWN}),
    # Who proposed takes back, everyone else who reaches it is its second person; a draft has none.
    "tariff.decide": tariff(
        "tariff proposal",
        "POST",
        {"open": DONE, "decided": SENT_ON, "draft": DONE},
        writes=PROPOSED | IN_FORCE,
        stays=lambda actor, thing: thing.state == "draft" and not proposed(actor, thing),
        form=lambda stage, actor, thing: {"step": step_of(actor, thing)},
    ),
    # Another day is chosen by who proposed it; to others it is said why not.
    "tariff.postpone": tariff(
        "tariff proposal",
        "POST",
        {"open": DONE, "decided": SENT_ON, "draft": DONE},
        writes=PROPOSED,
        stays=lambda actor, thing: not proposed(actor, thing),
        form=lambda *_: {"starts_on": "2026-12-14"},
    ),
}
