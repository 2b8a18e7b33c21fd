import re
from datetime import timedelta

import pytest

from quizapp.points import leaderboards
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.leaderboards import Key
from quizapp.points.spans import Span
from tests.cast import make_member
from tests.conftest import NOON
from tests.points.conftest import payee

TODAY = NOON.date()
DAY = timedelta(days=1)


def earn(member, amount: int, at=NOON):
    points.earn(to=payee(member), code=Code.CONTEST_PLACE, object_key=f"{at:%d}", wanted=amount, at=at)


def place(member, span=Span.MONTH):
    return leaderboards.place_in_branch(branch_id=member.branch_id, span=span, day=TODAY, member_id=member.id)


def board(member, **more):
    more = {"span": Span.MONTH, "day": TODAY, "at": NOON} | more
    return leaderboards.branch_board(branch_id=member.branch_id, member_id=member.id, **more)


@pytest.fixture
def third(house):
    """Five of the third branch: 王强 12, 周岚 and 陈刚 8 each, 李梅 3, 孙伟 none."""
    others = [make_member(name, f"m{n}", house.third) for n, name in enumerate(("周岚", "陈刚", "孙伟"))]
    members = [house.wang_qiang, others[0], others[1], house.li_mei, others[2]]
    for member, amount in zip(members, (12, 8, 8, 3), strict=False):
        earn(member, amount)
    return members


def test_equals_share_a_place_and_the_next_is_left_out(third):
    rows = board(third[3]).rows

    assert [(row.place, row.name, row.score) for row in rows] == [
        (1, "王强", 12),
        (2, "周岚", 8),
        (2, "陈刚", 8),
        (4, "李梅", 3),
    ]
    assert [row.tied for row in rows] == [False, True, True, False]


def test_a_place_tells_what_is_missing_to_the_next(third):
    mine = place(third[3])

    assert (mine.place, mine.heads, mine.score) == (4, 5, 3)
    assert (mine.next_place, mine.gap) == (2, 5)


def test_nobody_stands_above_the_first(third):
    assert (place(third[0]).place, place(third[0]).gap) == (1, None)


def test_who_has_no_points_has_no_place_and_a_way_onto_the_board(third):
    mine = place(third[4])

    assert (mine.place, mine.score, mine.next_place, mine.gap) == (None, 0, 4, 3)


def test_a_place_is_compared_with_the_month_before(third):
    for member, amount in zip(third, (1, 2, 3, 4), strict=False):
        earn(member, amount, at=NOON - 30 * DAY)

    assert [place(member).change for member in third] == [3, 1, 0, -3, None]
    assert place(third[0], Span.ALL).change is None


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_places_go_on_from_page_to_page(third, limit):
    seen, key = [], None
    while True:
        page = board(third[0], limit=limit, after=key)
        seen += [(row.place, row.name, row.tied) for row in page.rows]
        if page.next_key is None:
            break
        key = Key.read(page.next_key)

    assert seen == [(1, "王强", False), (2, "周岚", True), (2, "陈刚", True), (4, "李梅", False)]


def test_another_branch_has_its_own_board(third, house):
    earn(house.zhao_min, 50)

    assert "赵敏" not in [row.name for row in board(third[3]).rows]
    assert place(house.zhao_min).place == 1


def test_points_taken_back_leave_the_board(third):
    points.reverse(entry_id=4, actor_id=None, reason="Not there", at=NOON)

    assert [row.name for row in board(third[3]).rows] == ["王强", "周岚", "陈刚"]


@pytest.mark.parametrize("text", [None, "", "5", "5.", ".5", "-1.5", "5.5.5", "٥.1", "1" * 12 + ".1", "a.b"])
def test_a_key_that_is_none_begins_at_the_top(text):
    assert Key.read(text) is None


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_the_board_page_marks_my_row_and_says_as_of_when(third, client_of):
    page = client_of(third[3]).get("/boards", headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert re.search(r"board-mine.*?李梅", page.text, re.S)
    assert "12:00" in page.text


def test_my_row_stands_below_when_it_is_not_among_those_shown(third, client_of, monkeypatch):
    monkeypatch.setattr(leaderboards, "ROWS", 2)
    monkeypatch.setitem(leaderboards.branch_board.__kwdefaults__, "limit", 2)

    page = client_of(third[3]).get("/boards")

    assert page.text.count('id="mine"') == 1 and "陈刚" not in text_of(page)


@pytest.mark.parametrize("span", ["day", "week", "month", "quarter", "year", "all", "century", ""])
def test_every_span_has_a_page(third, client_of, span):
    assert client_of(third[0]).get(f"/boards?span={span}&after=x").status_code == 200


def test_an_empty_board_teaches(house, client_of):
    page = client_of(house.li_mei).get("/boards")

    assert 'class="empty"' in page.text


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get("/boards").status_code == 303
