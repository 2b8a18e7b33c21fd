"""The ledger, the boards and the tariff."""

from quizapp.kernel.tokens import fresh
from quizapp.people.roles import Permission
from tests.security.rules.saying import (
    AT_ANY_PLACE,
    DONE,
    SENT_ON,
    SHOWN,
    Rule,
    only_at_the_root,
    own,
    page,
    tariff,
)
from tests.security.stage import Actor, Thing

PROPOSED = {"points_tariff_proposals", "audit_rows"}
IN_FORCE = {"points_rules", "points_additions"}
WHY = {"starts_on": "2026-12-07", "reason": "更多练习"}


def proposed(actor: Actor, thing: Thing | None) -> bool:
    return thing is not None and thing.form.get("proposer") == actor.member_id


POINTS: dict[str, Rule] = {
    "points.statement": page(),
    "points.entry": own("paid entry", "GET", {"paid": SHOWN}, seen_by=Permission.SEE_ENTRIES),
    "points.board": page(),
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
        },
    ),
    "tariff.additions": tariff("organisation", "GET", AT_ANY_PLACE),
    "tariff.propose_additions": tariff(
        "organisation",
        "POST",
        dict.fromkeys(AT_ANY_PLACE, DONE),
        writes=PROPOSED,
        form=lambda *_: {**WHY, "ticket": fresh(), "check_in-points": "1", "check_in-cap": "0"},
    ),
    "tariff.proposal": tariff("tariff proposal", "GET", {"open": SHOWN, "decided": SHOWN}),
    # Who proposed takes back, everyone else who reaches it is its second person.
    "tariff.decide": tariff(
        "tariff proposal",
        "POST",
        {"open": DONE, "decided": SENT_ON},
        writes=PROPOSED | IN_FORCE,
        form=lambda stage, actor, thing: {"step": "withdraw" if proposed(actor, thing) else "approve"},
    ),
    # Another day is chosen by who proposed it; to others it is said why not.
    "tariff.postpone": tariff(
        "tariff proposal",
        "POST",
        {"open": DONE, "decided": SENT_ON},
        writes=PROPOSED,
        stays=lambda actor, thing: not proposed(actor, thing),
        form=lambda *_: {"starts_on": "2026-12-14"},
    ),
}
