"""The figures of the study administrator's desk."""

from quizapp.people.roles import Permission
from tests.security.rules.saying import AT_ANY_PLACE, DONE, SENT_ON, Rule, Says, overseen, page

SUPERVISION: dict[str, Rule] = {
    "supervision.tops": page(permission=Permission.SEE_FIGURES, says={"": SENT_ON}),
    "supervision.overview": overseen("GET", AT_ANY_PLACE),
    "supervision.parts": overseen("GET", AT_ANY_PLACE),
    "supervision.types": overseen("GET", AT_ANY_PLACE),
    "supervision.guests": overseen("GET", AT_ANY_PLACE),
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
}
