"""The ledger, the boards and the tariff."""

from tests.security.rules.saying import Rule, page

POINTS: dict[str, Rule] = {
    "points.statement": page(),
    "points.board": page(),
}
