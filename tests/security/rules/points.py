"""The ledger, the boards and the tariff."""

from tests.security.rules.saying import AT_ANY_PLACE, Reach, Rule, page

LEVEL = {"says": AT_ANY_PLACE, "takes": "organisation", "reach": Reach.ON_THE_WAY}
POINTS: dict[str, Rule] = {
    "points.statement": page(),
    "points.board": page(),
    "points.level": page(**LEVEL),
    "points.parts": page(**LEVEL),
    "points.improved": page(**LEVEL),
    "points.why": page(**LEVEL),
}
