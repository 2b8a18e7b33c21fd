"""Who may do what, route by route. Reviewed by people; the matrix compares every line with what the routes do.

A new route without a line fails the suite, and so does a line without a route. Nothing here is worked out from the
product's own policy: the two are written apart, so that a slip in one shows.
"""

from collections.abc import Mapping

from flask import Flask

from tests.security.rules.accounts import ACCOUNTS
from tests.security.rules.desk import DESK
from tests.security.rules.points import POINTS
from tests.security.rules.rewards import REWARDS
from tests.security.rules.saying import Rule
from tests.security.rules.study import STUDY
from tests.security.rules.supervision import SUPERVISION
from tests.security.rules.uploads import UPLOADS

RULES: dict[str, Rule] = ACCOUNTS | DESK | POINTS | REWARDS | STUDY | SUPERVISION | UPLOADS


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
