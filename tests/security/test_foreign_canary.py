"""Marks are planted in every text of a foreign branch: no page, list, search or export of a scoped role shows one."""

import re

import pytest

from tests.conftest import BACKEND
from tests.security import canaries
from tests.security.browsing import Browser
from tests.security.crawling import Crawl
from tests.security.planting import marks_in, tables_of_a_place, texts_of
from tests.security.rules import RULES

ANYWHERE, BEYOND_THE_COUNTY, ABROAD = ("QZXJ", "QZWK", "QZEJ"), ("QZXJ", "QZWK"), ("QZXJ",)
# Whose grants reach which of the planted places not.
HIDDEN_FROM = {
    "member": ANYWHERE,
    "organiser at parent": ANYWHERE,
    "looking administrator": ANYWHERE,
    "administrator at own": ANYWHERE,
    "administrator at parent": BEYOND_THE_COUNTY,
    "auditor at parent": BEYOND_THE_COUNTY,
    "administrator at root": ABROAD,
}
# Who reads what is asked of both databases alike: on PostgreSQL two walks show that its queries answer.
WALKED = HIDDEN_FROM if BACKEND == "sqlite" else ("member", "administrator at own")
# Organisations that hang under one of one's own compete there by name.
BESIDE = re.compile(r"/boards/\d+/parts")


@pytest.fixture(scope="module")
def crawl(stage, planted):
    """Walk the whole site as someone; the answers."""

    def walk(name, rules=RULES):
        answers = list(Crawl(Browser(planted[0]), stage, rules, stage.actor(name)).answers())
        assert rules is not RULES or len(answers) > 60, "hardly a walk"
        return answers

    return walk


def competes(address: str, mark: str, where: str) -> bool:
    """Whether it is the name of an organisation, in the own house, on a board of organisations."""
    named = where == "organisations.name" or where.startswith("organisations ")
    return bool(BESIDE.match(address)) and named and not mark.startswith(ABROAD)


@pytest.mark.parametrize("name", WALKED)
def test_nothing_of_a_foreign_branch_is_ever_shown(crawl, planted, name):
    answers = crawl(name)

    leaks = [
        f"{address} shows {planted[1][mark]}"
        for address, _, text in answers
        for mark in marks_in(text)
        if mark.startswith(HIDDEN_FROM[name]) and not competes(address, mark, planted[1][mark])
    ]

    assert not leaks, "\n".join(leaks[:20])
    assert not [address for address, answer, _ in answers if answer.status_code >= 500]


def test_the_marks_are_seen_by_someone_whose_grants_reach_them(crawl, planted):
    seen = {
        mark
        for address, _, text in crawl("administrator at foreign")
        for mark in marks_in(text)
        if not competes(address, mark, planted[1][mark])
    }

    assert len(seen) > 5 and seen <= set(planted[1])
    assert all(mark.startswith(ABROAD) for mark in seen)


def test_a_list_with_foreign_names_is_caught(crawl, planted):
    answers = crawl("administrator at root", canaries.RULES)

    shown = {planted[1][mark] for _, _, text in answers for mark in marks_in(text) if mark.startswith(ABROAD)}

    assert "members.name" in shown


def test_every_text_of_every_table_of_a_place_is_planted(planted):
    texts = {f"{table.name}.{name}" for table in tables_of_a_place() for name in texts_of(table)}

    assert texts <= set(planted[1].values())
