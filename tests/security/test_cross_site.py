"""What another site makes a browser send changes nothing: every form, forged in every way, over https."""

import pytest

from tests.security.rules import RULES

FORMS = sorted(endpoint for endpoint, rule in RULES.items() if rule.method != "GET")


@pytest.mark.parametrize("endpoint", FORMS)
def test_no_form_can_be_forged(forger, endpoint):
    faults = forger.faults(endpoint, RULES[endpoint])

    assert not faults, "\n".join(faults)
