"""The authorisation matrix: every route, every method, every role near and far, every object in every state."""

import pytest

from quizapp.people.roles import MAY, Permission
from tests.conftest import BACKEND
from tests.security.rules import RULES, unruled
from tests.security.rules.saying import HOLDS

# What only reads is the same on either database.
TRIED = sorted(name for name, rule in RULES.items() if BACKEND == "sqlite" or rule.writes)


@pytest.mark.parametrize("endpoint", TRIED)
def test_every_cell_is_as_the_rules_say(matrix, endpoint):
    faults = list(matrix.faults(endpoint))

    assert not faults, f"{len(faults)} cells differ:\n" + "\n".join(faults[:30])


def test_every_route_has_a_rule_and_every_rule_a_route(made):
    assert unruled(made, RULES) == {}


def test_every_permission_is_held_by_whom_the_rules_say():
    held = {permission: {role for role, may in MAY.items() if permission in may} for permission in Permission}

    assert held == HOLDS
