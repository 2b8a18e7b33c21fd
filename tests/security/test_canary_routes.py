"""Leaky routes, each caught by what it does wrong; and an honest one, which is not.

The eleventh, a list with foreign names, is caught in test_foreign_canary.
"""

import pytest

from tests.security import canaries
from tests.security.rules import RULES, unruled


def test_the_honest_route_is_as_its_rule_says(leaky, forger):
    assert list(leaky.faults("honest")) == []
    assert forger.faults("honest", canaries.RULES["honest"]) == []


# Who is answered wrongly, and what is wrong about it.
CAUGHT = {
    "own_unasked": ("organiser at own", "for begun attempt", "answered 200, not 404"),
    "wrong_permission": ("member", "GET", "answered 200, not 403"),
    "writing_link": ("member", "GET", "changed members"),
    "tells_it_is_there": ("administrator at sibling", "for registered member", "answered 403, not 404"),
    "denies_and_writes": ("administrator at foreign", "for registered member", "changed audit_rows"),
    "unguarded_method": ("visitor", "GET", "answered 200, not 405"),
    "serves_the_suspended": ("suspended administrator", "GET", "answered 200, not 403"),
    "any_state": ("member", "for withdrawn article", "answered 200, not 404"),
    "half_a_path": ("administrator at root", "for open organisation", "answered 200, not 404"),
}


@pytest.mark.parametrize("hole", CAUGHT)
def test_the_matrix_catches(leaky, hole):
    who, what, wrong = CAUGHT[hole]

    told = (fault for fault in leaky.faults(hole) if fault.startswith(f"{who}: "))

    assert any(what in fault and wrong in fault for fault in told)


def test_a_form_that_asks_for_no_token_is_caught(forger):
    faults = forger.faults("no_token", canaries.RULES["no_token"])

    assert any("303 without a token" in fault and "members" in fault for fault in faults), faults


def test_a_route_without_a_rule_and_a_rule_without_a_route_are_caught(made, leaky):
    differences = unruled(made, RULES | {"gone": canaries.RULES["honest"]})

    assert "honest" in differences and "gone" in differences and "site.today" not in differences
