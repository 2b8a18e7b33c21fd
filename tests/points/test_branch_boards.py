"""Every branch below an organisation on one board: places, equals, pages, one's own, and what is shown to whom."""

from fractions import Fraction

import pytest
from sqlalchemy import insert, update

from quizapp.db import atomic, db, table_of
from quizapp.people import operations as people
from quizapp.people.models import Organisation
from quizapp.points.leaderboards import AVERAGE, TOTAL, Of, PartKey
from quizapp.points.leaderboards.valued import statement
from quizapp.points.models import Heads, Tally, TallyRun
from quizapp.points.spans import Span
from tests.conftest import NOON
from tests.counting import statements
from tests.points.test_board_pages import ENGLISH, TODAY, ranked, text_of

MONTH = Span.MONTH.start(TODAY)
# What the members of each branch earned this month, and how many are activated. 2/3 and 4/6 are the same average; a hair
# above stands 66667/100000.
BRANCHES = {
    "一": (90, 30),
    "二": (4, 6),
    "三": (2, 3),
    "四": (66_667, 100_000),
    "五": (4, 0),
    "六": (0, 5),
    "七": (4, 8),
    "八": (1, 9),
}


def count(place, earned: int, heads: int, kind: str = ""):
    """Let the counts of a branch say so, as the worker writes them."""
    key = {"organisation_id": place.id, "whole": False, "member_type": kind}
    people_there = dict.fromkeys(("headcount", "members", "registered", "activated_members"), heads)
    db.session.execute(insert(table_of(Heads)), [key | {"from_on": TODAY, "activated": heads} | people_there])
    for span, start in (("month", MONTH), ("week", Span.WEEK.start(TODAY))):
        sums = {"visited": heads, "participated": heads, "earned": earned}
        db.session.execute(insert(table_of(Tally)), [key | {"period": span, "starts_on": start} | sums])


@pytest.fixture
def city(house):
    """A county with two streets under the works, and eight branches on them; 李梅's third branch stands beside."""
    county = people.create_organisation(
        code="county", name="东港区", parent_id=house.works.id, is_branch=False, at=NOON
    )
    streets = [
        people.create_organisation(
            code=f"s{number}", name=f"{number}街", parent_id=county.id, is_branch=False, at=NOON
        )
        for number in (1, 2)
    ]
    for number, (name, told) in enumerate(BRANCHES.items()):
        street = streets[number % 2]
        branch = people.create_organisation(
            code=f"b{number}", name=name, parent_id=street.id, is_branch=True, at=NOON
        )
        with atomic():
            count(branch, *told)
    with atomic():
        db.session.execute(insert(table_of(TallyRun)), [{"name": "boards", "at": NOON}])
    house.county, house.streets = county, streets
    people.set_interface_language(member_id=house.li_mei.id, language="en")
    return house


def rows(found):
    return [(part.place, part.name, part.tied) for part in found.page.rows]


BY_TOTAL = [
    (1, "四", False),
    (2, "一", False),
    (3, "二", True),
    (3, "五", True),
    (3, "七", True),
    (6, "三", False),
    (7, "八", False),
]
BY_HEAD = [
    (1, "一", False),
    (2, "四", False),
    (3, "二", True),
    (3, "三", True),
    (5, "七", False),
    (6, "八", False),
]


@pytest.mark.parametrize(("by", "all_of_it"), [(TOTAL, BY_TOTAL), (AVERAGE, BY_HEAD)])
def test_every_branch_below_is_ranked_and_places_go_on_from_page_to_page(city, by, all_of_it):
    """A branch without points has no place; one without heads has no average; averages are compared as fractions."""
    assert rows(ranked(city.county, Of.BRANCHES, by, staff=True)) == all_of_it

    for limit in (1, 2, 3):
        seen, key = [], None
        for _ in all_of_it:
            page = ranked(city.works, Of.BRANCHES, by, staff=True, limit=limit, after=key)
            seen += rows(page)
            assert page.ranked == len(all_of_it) and page.as_of == NOON
            if page.page.next_key is None:
                break
            key = PartKey.read(page.page.next_key)
        assert seen == all_of_it


def test_the_list_ends_after_the_upper_half_with_the_equals_of_its_last_and_ones_own_stands_anywhere(city):
    last = next(part for part in ranked(city.county, Of.BRANCHES, staff=True).page.rows if part.name == "八")

    shown = ranked(city.county, Of.BRANCHES, own=last)
    assert rows(shown) == BY_TOTAL[:5] and shown.cut
    assert (shown.mine.place, shown.mine.tied, shown.mine.above) == (7, False, "2街")
    hidden = ranked(city.county, Of.BRANCHES, AVERAGE, own=last, visibility="own")
    assert rows(hidden) == [] and hidden.mine.average == Fraction(1, 9) and hidden.ranked == 6
    first = ranked(city.county, Of.BRANCHES, limit=2)
    assert [part.name for part in first.page.rows] == ["四", "一"]
    tied = ranked(city.county, Of.BRANCHES, own=ranked(city.county, Of.BRANCHES).page.rows[3], limit=2)
    assert (tied.mine.place, tied.mine.tied) == (3, True)


def test_a_street_ranks_its_own_and_a_closed_branch_is_on_no_board(city):
    with atomic():
        db.session.execute(update(Organisation).where(Organisation.name == "三").values(closed_on=TODAY))

    assert rows(ranked(city.streets[0], Of.BRANCHES)) == [(1, "一", False), (2, "五", True), (2, "七", True)]
    assert rows(ranked(city.county, Of.BRANCHES, kind="office")) == []
    assert ranked(city.county, Of.BRANCHES, kind="office").as_of == NOON


def test_the_page_keeps_the_choice_and_costs_two_statements_beside_the_guard(city, client_of):
    with atomic():
        count(city.third, 1, 2)
    client = client_of(city.li_mei)
    client.get("/me")

    address = f"/boards/{city.works.id}/parts?of=branches&by=average&span=week"
    with statements() as sent:
        response = client.get(address, headers=ENGLISH)
    page = text_of(response)

    assert "第三支部 5 of 7 branches" in page and "5 第三支部 yours 青港集团 · 1 ÷ 2 heads tied 0.5" in page
    assert "2街 · 66667 ÷ 100000 heads 0.7" in page and "七" not in page and "八" not in page
    assert 'name="of" value="branches"' in response.text and "of=branches&amp;by=average" in response.text
    assert len([one for one in sent if "points_" in one]) == 2
    assert len(sent) <= 4 + 1  # and the guard


def test_a_page_fetches_its_rows_and_ones_own_however_many_branches_there_are(city):
    asked = {
        "top_id": city.works.id,
        "period": "month",
        "starts_on": MONTH,
        "kind": "",
        "own_id": city.third.id,
    }
    with atomic():
        count(city.third, 1, 1)

    found = statement(branches=True, average=False, own=True, goes_on=False).all(**asked, most=2)

    assert [row.mine for row in found] == [False, False, True]


@pytest.mark.parametrize(
    "text", [None, "", "5", "5.1", "5.1.", "5.1.-2", "1.2.3.4", "٥.1.1", f"1.{'1' * 14}.1"]
)
def test_a_key_that_is_none_begins_at_the_top(text):
    assert PartKey.read(text) is None
