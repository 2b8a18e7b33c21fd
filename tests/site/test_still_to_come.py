"""The page of rules sets those apart that nothing in this program pays yet: told from what the callers of the ledger name."""

import ast
import re

from quizapp.people.operations import set_interface_language
from quizapp.points import published
from quizapp.points.earning import Code
from quizapp.points.operations import load_tariff
from quizapp.rewards import terms
from quizapp.site.day import OFFERED
from quizapp.site.published import PAID_FOR
from tests.architecture.reading import MODULES, PACKAGE, tree_of
from tests.conftest import NOON

PAYING = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in ("points", "demo")]


def calls(path, name) -> bool:
    """Whether a module calls the ledger's operation of this name."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
        and isinstance(node.func.value, ast.Name) and node.func.value.id == "points"
        for node in ast.walk(tree_of(path))
    )  # fmt: skip


def codes_in(path) -> set[Code]:
    """The codes that a module names."""
    return {
        Code[node.attr]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Code"
    }


def test_what_the_slices_announce_is_what_they_hand_in_to_be_paid():
    handed_in = {code for path in PAYING if calls(path, "earn") for code in codes_in(path)}

    assert handed_in == PAID_FOR - published.PAID_FOR - terms.PAID_FOR
    assert any(calls(path, "spend") for path in PAYING), "redemptions are paid with points"
    assert set(OFFERED) <= PAID_FOR, "Today asks for nothing that pays nothing"


def test_rules_that_nothing_pays_yet_stand_apart_and_the_others_do_not(house, client_of):
    load_tariff(at=NOON)
    set_interface_language(member_id=house.li_mei.id, language="en")

    page = client_of(house.li_mei).get("/rules").text

    now, to_come = page.split('id="to-come"')
    assert "Still to come" in to_come and "they pay nothing for now" in to_come
    ids = [set(re.findall(r'<li class="rule" id="(\w+)">', part)) for part in (now, to_come)]
    assert ids[0] == {code.value for code in PAID_FOR}
    assert ids[1] == {code.value for code in Code} - ids[0]
    assert {"match_four", "weekly_quiz", "video_watched", "review"} <= ids[1]
