"""The pages of boards above the branch: whose name is read by whom, organisations, who improved, and why."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from quizapp.audit.models import AuditRow
from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import Member, MemberState, Organisation
from quizapp.people.roles import Role
from quizapp.points import leaderboards, showing, worker
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.leaderboards import AVERAGE, TOTAL, Of, PartKey
from quizapp.points.spans import Span
from tests.bench.city import plans
from tests.conftest import NOON
from tests.points.conftest import payee

ENGLISH = {"Accept-Language": "en"}
TODAY = NOON.date()
DAY = timedelta(days=1)


def pay(member, amount: int, at=NOON):
    points.earn(to=payee(member), code=Code.CONTEST_PLACE, object_key=f"{at:%m-%d}", wanted=amount, at=at)


def fold():
    worker.catch_up(at=NOON)
    worker.count_gains(at=NOON)
    db.session.rollback()


def ranked(place, of, by=TOTAL, *, own=None, visibility="top", staff=False, **more):
    return leaderboards.parts(
        place.id,
        of=of,
        by=by,
        day=TODAY,
        own_id=own.id if own else 0,
        visibility=visibility,
        staff=staff,
        **({"span": Span.MONTH, "kind": ""} | more),
    )


def text_of(response) -> str:
    assert response.status_code == 200
    page = re.sub(r"<(nav|form|header)\b.*?</\1>", " ", response.text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def works(house):
    """李梅 12 and 王强 8 of the third branch, 赵敏 20 of the office."""
    for member, amount in ((house.li_mei, 12), (house.wang_qiang, 8), (house.zhao_min, 20)):
        people.set_interface_language(member_id=member.id, language="en")
        pay(member, amount)
    fold()
    return f"/boards/{house.works.id}"


def test_a_board_is_true_as_of_when_it_was_folded_not_of_when_that_was_asked_for(house, works, wall):
    wall.forward(seconds=4)
    pay(house.wang_qiang, 1, at=wall())
    wall.forward(seconds=1)
    worker.catch_up(at=NOON)

    assert ranked(house.works, Of.BELOW, staff=True).as_of == NOON + timedelta(seconds=5)


def show(house, visibility):
    with atomic():
        db.session.execute(update(Organisation).values(rank_visibility=visibility))


def test_names_of_another_branch_are_masked_and_those_of_the_own_are_not(house, works, client_of):
    page = text_of(client_of(house.li_mei).get(works))

    assert "1 赵* 20" in page and "2 李梅 you 12" in page and "3 王强 8" in page
    assert "赵敏" not in page


def test_who_agrees_is_named_at_once_and_masked_again_at_once(house, works, client_of):
    mine, other = client_of(house.zhao_min), client_of(house.li_mei)

    mine.get("/me")
    assert mine.post("/me/name", data={"shown": "yes"}).location == "/me"
    assert "1 赵敏 20" in text_of(other.get(works))
    assert "2026-11-21 12:00" in mine.get("/me").text
    mine.post("/me/name", data={"shown": "no"})
    assert "赵敏" not in text_of(other.get(works))
    verbs = db.session.scalars(select(AuditRow.verb).where(AuditRow.actor_id == house.zhao_min.id)).all()
    assert verbs == ["show_name", "hide_name"]


@pytest.mark.parametrize(
    ("visibility", "seen", "unseen"),
    [
        ("own", ["Your place 2"], ["赵*", "王强"]),
        ("top", ["赵*", "王强"], ["赵敏"]),
        ("branch", ["Your place 2", "2 李梅 you 12", "3 王强 8"], ["赵*"]),
        ("all", ["赵*", "王强"], ["赵敏"]),
    ],
)
def test_an_organisation_decides_whose_places_are_seen(house, works, client_of, visibility, seen, unseen):
    show(house, visibility)

    page = text_of(client_of(house.li_mei).get(works))

    assert all(words in page for words in seen)
    assert not any(words in page for words in unseen)


def test_who_sees_the_figures_reads_every_name(house, works, client_of):
    show(house, "own")
    people.grant(
        member_id=house.wang_qiang.id,
        role=Role.STUDY_ADMINISTRATOR,
        organisation_id=house.works.id,
        by=None,
        at=NOON,
    )

    client = client_of(house.wang_qiang)

    assert "1 赵敏 20" in text_of(client.get(works))
    assert "赵敏" in text_of(client.get(f"/boards/{house.office.id}"))
    assert client_of(house.li_mei).get(f"/boards/{house.office.id}").status_code == 404


def test_a_board_of_one_type_counts_only_that_type(house, works, client_of):
    with atomic():
        db.session.execute(
            update(Member).where(Member.id == house.wang_qiang.id).values(member_type="public")
        )
    db.session.refresh(house.wang_qiang)
    pay(house.wang_qiang, 1, NOON - 40 * DAY)  # in this year and this quarter he is of both types
    fold()

    page = text_of(client_of(house.li_mei).get(f"{works}?type=office&span=week"))
    assert "Your place 2 of 3" in page
    page = text_of(client_of(house.li_mei).get(f"{works}?type=public&span=all"))
    assert "Not on this board yet" in page and "王强" not in page
    branch = text_of(client_of(house.li_mei).get("/boards?type=office"))
    assert "1 李梅 you" in branch


def test_organisations_rank_by_points_and_by_the_average_of_a_head(house, works, client_of):
    with atomic():
        db.session.execute(update(Member).values(state=MemberState.ACTIVATED))
    fold()
    total, by_head = (ranked(house.works, Of.BELOW, by, staff=True) for by in (TOTAL, AVERAGE))

    assert [(part.place, part.name, part.earned, part.tied) for part in total.page.rows] == [
        (1, "第三支部", 20, True),
        (1, "机关支部", 20, True),
    ]
    assert [(part.place, part.name, part.average) for part in by_head.page.rows] == [
        (1, "机关支部", 20),
        (2, "第三支部", 10),
    ]
    assert total.as_of == NOON
    page = text_of(client_of(house.li_mei).get(f"{works}/parts?by=average"))
    assert "1 机关支部 20 ÷ 1 heads 20.0" in page and "2 第三支部 yours" in page
    show(house, "own")
    page = text_of(client_of(house.li_mei).get(f"{works}/parts?by=average"))
    assert "2 第三支部 yours" in page and "机关支部" not in page


@pytest.mark.parametrize(("ranked", "last"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (7, 4), (8, 4), (9, 5)])
def test_a_list_of_organisations_ends_after_the_upper_half(ranked, last):
    assert showing.places_shown(ranked, "top", staff=False) == last
    assert showing.places_shown(ranked, "own", staff=False) == 0
    assert showing.places_shown(ranked, "own", staff=True) == ranked


def test_improved_is_who_gained_over_the_span_before_with_ten_points_to_begin_with(house, client_of):
    for member, earlier, now in (
        (house.li_mei, 10, 15),
        (house.wang_qiang, 9, 50),
        (house.zhao_min, 30, 40),
    ):
        people.set_interface_language(member_id=member.id, language="en")
        pay(member, earlier, NOON - 7 * DAY)
        pay(member, now)
    fold()
    client = client_of(house.li_mei)

    branch = text_of(client.get(f"/boards/{house.third.id}/improved?span=week"))
    above = text_of(client.get(f"/boards/{house.works.id}/improved?span=week"))

    assert "1 李梅 you 5" in branch and "王强" not in branch
    assert "Your place 2 of 2" in above and "1 1 member 10" in above and "2 you alone 5" in above
    assert "赵" not in above


@pytest.fixture
def gained(house):
    """Since last week 李梅 and 赵敏, of the office, gained 5 and 10, and 王强, floating, gained 20."""
    with atomic():
        floating = {"member_type": "floating"}
        db.session.execute(update(Member).where(Member.id == house.wang_qiang.id).values(**floating))
    db.session.refresh(house.wang_qiang)
    for member, earlier, now in (
        (house.li_mei, 10, 15),
        (house.wang_qiang, 20, 40),
        (house.zhao_min, 30, 40),
    ):
        people.set_interface_language(member_id=member.id, language="en")
        pay(member, earlier, NOON - 7 * DAY)
        pay(member, now)
    fold()
    return house


def test_improved_is_shown_for_one_type_like_every_board(gained, client_of):
    client = client_of(gained.li_mei)
    branch, above = (f"/boards/{one.id}/improved?span=week" for one in (gained.third, gained.works))

    assert "1 王强 20 2 李梅 you 5" in text_of(client.get(branch))
    office = text_of(client.get(f"{branch}&type=office"))
    assert "1 李梅 you 5" in office and "王强" not in office and "whoever was of it" in office
    assert "1 1 member 20 2 1 member 10 3 you alone 5" in text_of(client.get(above))
    assert "Your place 2 of 2" in text_of(client.get(f"{above}&type=office"))
    floating = text_of(client.get(f"{above}&type=floating"))
    assert "Not on this board yet" in floating and "1 1 member 20" in floating
    assert text_of(client.get(f"{above}&type=astronaut")) == text_of(client.get(above))


def test_the_type_chosen_is_kept_from_board_to_board(gained, client_of):
    page = client_of(gained.li_mei).get(f"/boards/{gained.works.id}/improved?span=week&type=office").text

    assert '<option value="office" selected>' in page
    assert f'action="/boards/{gained.works.id}/improved"' in page
    for other in ("", "/parts", "/improved", "/why"):
        assert f'href="/boards/{gained.works.id}{other}?span=week&amp;type=office"' in page


def test_staff_from_elsewhere_have_no_place_among_those_who_improved(gained, client_of):
    people.grant(
        member_id=gained.zhao_min.id,
        role=Role.STUDY_ADMINISTRATOR,
        organisation_id=gained.works.id,
        by=None,
        at=NOON,
    )

    county = people.create_organisation(
        code="county", name="东港区", parent_id=gained.works.id, is_branch=False, at=NOON
    )
    client = client_of(gained.zhao_min)

    branch, county = (f"/boards/{one.id}/improved?span=week" for one in (gained.third, county))

    assert "Not on this board yet" in text_of(client.get(county))
    assert "1 王强 20" in text_of(client.get(branch)) and "Not on this board yet" in text_of(
        client.get(branch)
    )


def test_a_place_opens_its_reason(house, works, client_of):
    page = text_of(client_of(house.li_mei).get(f"{works}/why?span=week"))

    assert "1 member has more points than you, so you are in place 2 of 3." in page
    assert "Contest place 12 In all 12" in page
    assert "Equal points share a place" in page


def test_what_was_taken_back_is_taken_from_what_it_was_paid_for(house, works, client_of):
    points.reverse(entry_id=1, actor_id=None, reason="Wrong", at=NOON)

    page = text_of(client_of(house.li_mei).get(f"{works}/why"))

    assert "In all 0" in page and "what came after is in this sum" in page


def test_a_board_costs_the_same_however_many_members_there_are(house, works):
    """Every table that grows with them is read along a key, and never from end to end."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL scans a table of a few rows, whatever indexes there are")
    board = "month", Span.MONTH.start(TODAY), house.works.id, ""
    asked = {"member_id": house.li_mei.id, "kind": "", "span": Span.MONTH, "day": TODAY}
    questions = (
        lambda: leaderboards.levels(path=house.third.path, **asked),
        lambda: leaderboards.ranked(board, score=12, earlier=3),
        lambda: leaderboards.leaders(board, limit=10),
        lambda: leaderboards.own_branch(board, branch_id=house.third.id, path=house.works.path),
        lambda: ranked(house.works, Of.BELOW, AVERAGE),
        lambda: ranked(house.works, Of.BRANCHES, TOTAL),
        lambda: ranked(house.works, Of.BRANCHES, AVERAGE, after=PartKey(10, 0, 1)),
        lambda: leaderboards.levels(path=house.third.path, **asked, own=leaderboards.Own.GAINED),
        lambda: leaderboards.gained(board, gain=12),
        lambda: leaderboards.branch_gains(branch_id=house.third.id, span=Span.MONTH, day=TODAY),
    )
    house.works.path, house.third.path  # noqa: B018  # read before anything is listened to
    with plans.heard(db.engine) as sent:
        for ask in questions:
            ask()

    assert len(sent) == len(questions)
    assert plans.walks(db.engine, sent) == []
    along = [step for step in plans.steps(db.engine, sent[5]) if "ix_points_tallies_branches" in step]
    assert "earned>?" in along[0]


@pytest.fixture
def last_month(house):
    """李梅 30 and 王强 20 of the third branch, 赵敏 40 of the office, all of them in October; it is 21 November."""
    october = NOON.replace(month=10, day=20)
    for member, amount in ((house.li_mei, 30), (house.wang_qiang, 20), (house.zhao_min, 40)):
        people.set_interface_language(member_id=member.id, language="en")
        pay(member, amount, at=october)
    pay(house.wang_qiang, 3)
    fold()
    return f"/boards/{house.works.id}"


def test_who_stood_where_last_month_is_still_there_and_nothing_more_is_to_be_reached(
    house, last_month, client_of
):
    mine = client_of(house.li_mei)

    branch = text_of(mine.get("/boards?before=1"))
    above = text_of(mine.get(f"{last_month}?before=1"))

    assert "1 李梅 you 30" in branch and "2 王强 20" in branch
    assert "1 赵* 40" in above and "2 李梅 you 30" in above
    for page in (branch, above):
        assert "1 Oct 2026 – 31 Oct 2026" in page and "This month" in page
        assert "more points to share" not in page and "against" not in page and "As of" not in page
    assert "1 王强 3" in text_of(mine.get("/boards"))


def test_organisations_of_last_month_are_ranked_by_points_alone(house, last_month, client_of):
    page = text_of(client_of(house.li_mei).get(f"{last_month}/parts?before=1&by=average"))

    assert "1 第三支部 yours 50" in page and "Average per head" not in page and "÷" not in page


def test_all_time_has_nothing_before_it(house, last_month, client_of):
    page = text_of(client_of(house.li_mei).get("/boards?span=all&before=1"))

    assert "1 李梅 you 30" in page and "As of" in page and "Last" not in page


def test_whoever_improved_in_the_last_hour_of_a_month_is_found_the_day_after(house, client_of, wall):
    september, october = NOON.replace(month=9, day=20), NOON.replace(month=10, day=31)
    people.set_interface_language(member_id=house.li_mei.id, language="en")
    pay(house.li_mei, 10, at=september)
    pay(house.li_mei, 32, at=october)
    first = NOON.replace(month=11, day=1)
    wall.at = first
    worker.catch_up(at=first)
    worker.count_gains(at=first)
    db.session.rollback()

    page = text_of(client_of(house.li_mei).get(f"/boards/{house.works.id}/improved?before=1"))

    assert "22 points gained" in page and "you alone 22" in page
