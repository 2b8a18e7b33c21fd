"""What an organisation consists of in a period: as it was then, in pages and files, and adding up to the whole."""

import re
from contextlib import suppress
from dataclasses import astuple
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.db import atomic, db
from quizapp.kernel import clock
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.membership import Step
from quizapp.people.models import Field, Member, Organisation
from quizapp.people.roles import Role
from quizapp.points import worker
from quizapp.points.spans import Span
from quizapp.supervision.breakdown import By
from quizapp.supervision.periods import Period
from quizapp.supervision.queries import counted, places
from quizapp.supervision.queries.kinds import by_kind
from tests.cast import SPRING, make_member
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import read_article
from tests.supervision.conftest import come, give
from tests.supervision.test_desk import carried, read

THEN = NOON.date()  # a day before anything moved
DAY = timedelta(days=1)


def the_day(day, today=None) -> Period:
    return Period(Span.DAY, day, today or clock.now().date())


def grow(code, parent, **more):
    usual = {"name": f"名{code}", "is_branch": True, "at": SPRING}
    return people.create_organisation(code=code, parent_id=parent.id, **(usual | more))


def hang(node, parent):
    at = clock.now()
    people.move(organisation_id=node.id, parent_id=parent.id, effective_on=at.date(), by=None, at=at)
    worker.catch_up(at=at)


def lines(node, period):
    """The parts of a period with their headcounts."""
    db.session.rollback()
    return {part.name: part.counts.headcount for part in counted.parts(node, period).rows}


def day_of(node, day, rest=""):
    return f"/figures/{node.id}{rest}?span=day&day={day}"


def rows_of(page):
    """The first cells of the table of figures: the name, and whether it leads on."""
    cells = re.findall(r'<th scope="row">(.*?)</th>', page.text)
    return [(re.sub(r"<[^>]+>", "", cell).strip(), "<a" in cell) for cell in cells]


@pytest.fixture
def moved(works, wall):
    """A week after the counts, the third branch with its two members hangs under the office."""
    wall.forward(days=7)
    hang(works.third, works.office)
    return works


@pytest.fixture
def overseer(moved, client_of):
    """赵敏 as study administrator of everything, after the move."""
    give(moved.zhao_min, moved.works)
    return client_of(moved.zhao_min)


def test_it_works(moved):
    assert lines(moved.works, the_day(THEN)) == {"机关支部": 1, "第三支部": 2}
    assert lines(moved.office, the_day(THEN)) == {}
    today = the_day(clock.now().date())
    assert lines(moved.works, today) == {"机关支部": 3}
    assert lines(moved.office, today) == {"第三支部": 2}


def test_the_last_day_of_a_period_decides_and_today_while_it_runs(moved):
    last = THEN + 7 * DAY
    week_of_the_move = Period(Span.WEEK, Span.WEEK.start(last), last)
    week_before = Period(Span.WEEK, Span.WEEK.start(THEN), last)

    assert lines(moved.works, week_of_the_move) == {"机关支部": 3}
    assert lines(moved.works, week_before) == {"机关支部": 1, "第三支部": 2}


def test_pages_and_charts_show_what_hung_there_then(overseer, moved):
    page = overseer.get(day_of(moved.works, THEN, "/parts"))

    assert rows_of(page) == [("机关支部", True), ("第三支部", True)]
    assert re.findall(r'chart-name"[^>]*>([^<]+)<', page.text) == ["机关支部", "第三支部"]
    assert "该时段结束时的下级组织" in page.text
    assert "这一时段它下面没有别的组织" in read(overseer.get(day_of(moved.office, THEN, "/parts")))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_list_what_hung_there_then(overseer, moved, kind):
    then = carried(overseer.get(day_of(moved.works, THEN, "/file") + f"&of=parts&as={kind}"))
    now = carried(overseer.get(f"/figures/{moved.works.id}/file?span=day&of=parts&as={kind}"))

    assert [row[:2] for row in then[1:]] == [["机关支部", "1"], ["第三支部", "2"]]
    assert [row[:2] for row in now[1:]] == [["机关支部", "3"]]


def test_whether_a_part_leads_further_down_is_as_it_was_then(overseer, moved):
    page = overseer.get(day_of(moved.works, THEN, "/parts")).text

    assert f'href="/figures/{moved.office.id}?' in page
    today = overseer.get(f"/figures/{moved.works.id}/parts?span=day").text
    assert f'href="/figures/{moved.office.id}/parts?' in today


def test_the_way_down_is_the_one_of_then(overseer, moved):
    def way(page):
        found = re.search(r'class="crumbs".*?</nav>', page.text, re.DOTALL)[0]
        return re.findall(r">([^<>]*\w[^<>]*)<", found)

    assert way(overseer.get(day_of(moved.third, THEN))) == ["青港集团", "第三支部"]
    assert way(overseer.get(f"/figures/{moved.third.id}?span=day")) == ["青港集团", "机关支部", "第三支部"]


def test_a_part_has_the_name_it_had_then(overseer, moved):
    people.rename(organisation_id=moved.third.id, name="新三支部", by=None, at=clock.now())

    assert lines(moved.works, the_day(THEN)) == {"机关支部": 1, "第三支部": 2}
    assert lines(moved.office, the_day(clock.now().date())) == {"新三支部": 2}
    page = read(overseer.get(day_of(moved.third, THEN)))
    assert "现名新三支部" in page and "第三支部" in page
    assert "现名" not in read(overseer.get(f"/figures/{moved.third.id}?span=day"))


def test_a_part_that_is_out_of_reach_today_is_shown_without_a_link(works, wall, client_of):
    inner = grow("inner", works.office)
    make_member("孙伟", "sunwei", inner)
    give(works.zhao_min, works.office)
    worker.catch_up(at=NOON)
    wall.forward(days=7)
    hang(inner, works.third)
    visitor = client_of(works.zhao_min)

    then = visitor.get(day_of(works.office, THEN, "/parts"))

    assert rows_of(then) == [("名inner", False)]
    assert visitor.get(day_of(inner, THEN)).status_code == 404
    assert "下面没有别的组织" in read(visitor.get(f"/figures/{works.office.id}/parts?span=day"))


def test_what_came_into_reach_is_no_part_of_the_whole_before(works, wall, client_of):
    give(works.zhao_min, works.office)
    wall.forward(days=7)
    hang(works.third, works.office)
    visitor = client_of(works.zhao_min)

    assert "下面没有别的组织" in read(visitor.get(day_of(works.office, THEN, "/parts")))
    assert visitor.get(day_of(works.third, THEN)).status_code == 200


@pytest.fixture
def shut(works, wall):
    """The office, whose only member left, was closed a week after the counts, and another week has gone by."""
    give(works.li_mei, works.works, Role.ADMINISTRATOR)
    wall.forward(days=7)
    people.take_step(
        member_id=works.zhao_min.id, step=Step.LEAVE, reason="撤并", by=works.li_mei.id, at=wall.at
    )
    people.close(organisation_id=works.office.id, by=None, at=wall.at)
    wall.forward(days=7)
    worker.catch_up(at=wall.at)
    return works


def test_a_closed_branch_stands_where_it_was_open_marked_as_closed(shut, client_of):
    visitor = client_of(shut.li_mei)

    for day in (THEN, THEN + 7 * DAY):
        assert rows_of(visitor.get(day_of(shut.works, day, "/parts"))) == [
            ("机关支部 已关闭", True),
            ("第三支部", True),
        ]
    for day in (THEN + 8 * DAY, THEN + 14 * DAY):
        assert rows_of(visitor.get(day_of(shut.works, day, "/parts"))) == [("第三支部", True)]
    file = carried(visitor.get(day_of(shut.works, THEN, "/file") + "&of=parts&as=csv"))
    assert file[1][0] == "机关支部（已关闭）"


def test_a_headcount_closes_with_its_branch_and_parts_still_make_the_whole(works, wall):
    inner = grow("inner", works.works)
    people.set_headcounts(
        organisation_id=inner.id, counts=[people.Dated(inner.id, SPRING.date(), 40)], by=None, at=NOON
    )
    worker.catch_up(at=NOON)
    wall.forward(days=1)
    people.close(organisation_id=inner.id, by=None, at=wall.at)
    worker.catch_up(at=wall.at)
    wall.forward(days=1)

    for day, heads in ((THEN, 43), (THEN + 2 * DAY, 3)):
        assert counted.of(works.works.id, the_day(day)).headcount == heads
        assert sum(lines(works.works, the_day(day)).values()) == heads


def test_one_that_was_opened_again_is_missing_only_while_it_was_closed(shut, wall):
    people.reopen(organisation_id=shut.office.id, by=None, at=wall.at)

    shown = {days: "机关支部" in lines(shut.works, the_day(THEN + days * DAY)) for days in (0, 7, 8, 13, 14)}
    assert shown == {0: True, 7: True, 8: False, 13: False, 14: True}


def test_the_page_asks_the_same_however_many_parts_and_members_there_are(overseer, moved):
    def cost() -> int:
        with statements() as sent:
            overseer.get(day_of(moved.works, THEN, "/parts"))
        return len(sent)

    few = cost()
    for number in range(25):
        branch = grow(f"b{number:02}", moved.works)
        make_member(f"某{number}", f"m{number}", branch)
    worker.catch_up(at=clock.now())

    assert cost() == few <= 9


def kind(node, field, category=None):
    with atomic():
        found = db.session.get_one(Organisation, node.id)
        found.field, found.category = field, category


def test_parts_are_summed_up_by_kind_of_place_and_by_category(overseer, moved):
    kind(moved.third, Field.RURAL, "先进")
    kind(moved.office, Field.AGENCY)

    fields = overseer.get(f"/figures/{moved.works.id}/parts?span=day&day={THEN}&by=field")
    categories = overseer.get(f"/figures/{moved.works.id}/parts?span=day&day={THEN}&by=category")

    assert rows_of(fields) == [("农村 1 个支部", False), ("机关 1 个支部", False)]
    assert rows_of(categories) == [("先进 1 个支部", False), ("未分类 1 个支部", False)]
    assert "农村 1 个支部 100.0%" in read(fields)


@pytest.mark.parametrize("way", ["csv", "xlsx"])
def test_the_sums_by_kind_are_carried_out(overseer, moved, way):
    kind(moved.third, Field.RURAL)

    rows = carried(
        overseer.get(f"/figures/{moved.works.id}/file?span=day&day={THEN}&of=parts&by=field&as={way}")
    )

    assert [row[:3] for row in rows[1:]] == [["农村（1 个支部）", "2", "2"], ["其他（1 个支部）", "1", "1"]]


def test_kinds_cost_the_same_statements_however_many_branches_there_are(overseer, moved):
    def cost() -> int:
        with statements() as sent:
            overseer.get(f"/figures/{moved.works.id}/parts?by=category")
        return len(sent)

    few = cost()
    for number in range(25):
        branch = grow(f"b{number:02}", moved.works)
        kind(branch, Field.OTHER, f"类{number}")
        make_member(f"某{number}", f"m{number}", branch)
    worker.catch_up(at=clock.now())

    assert cost() == few <= 9


steps = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)), max_size=8)


@given(steps)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_and_kinds_of_any_day_add_up_to_the_whole_after_any_moves(works, wall, wanted):
    number = db.session.query(Organisation).count()
    db.session.rollback()
    wall.forward(days=1)
    first, nodes, came = wall.at.date(), six(number), []
    for one, node in enumerate(nodes):
        came += arrive(node, wall.at, reads=one % 2)
    worker.catch_up(at=wall.at)
    for one, other, days in wanted:
        wall.forward(days=days)
        if one == other:
            came += arrive(nodes[one], wall.at)
            worker.catch_up(at=wall.at)
        with suppress(Refused):
            hang(nodes[one], nodes[other])
    today = wall.at.date()
    for days in range((today - first).days + 1):
        for span in (Span.DAY, Span.WEEK):
            check(nodes, Period(span, span.start(first + days * DAY), today), came)


def arrive(node, at, reads=False):
    """One more member of an organisation, who comes on a day; where and when that was."""
    number = db.session.query(Member).count()
    db.session.rollback()
    member = make_member(f"某{number}", f"m{number}", node)
    come(member, at)
    if reads:
        read_article(member, at=at)
    return [(node.id, at.date())]


def six(number):
    """An organisation and five below it, each of another kind."""
    top = people.create_organisation(code=f"t{number}", name="顶", parent_id=None, is_branch=True, at=SPRING)
    return [top, *(grow(f"t{number}-{one}", top, field=list(Field)[one]) for one in range(5))]


def check(nodes, period, came):
    for node in nodes:
        db.session.rollback()
        own = sum(place == node.id and day <= period.last for place, day in came)
        whole = sums(counted.of(node.id, period))
        parts = added(part.counts for part in counted.parts(node, period).rows)
        kinds = by_kind(places.stood(node, period).path, period, By.FIELD)
        assert all(part <= one for part, one in zip(parts, whole, strict=True))
        assert parts[0] + own == whole[0]
        assert added(one.counts for one in kinds) == whole


def sums(counts):
    return astuple(counts)[:-1]  # all but the days


def added(counts):
    return tuple(map(sum, zip((0,) * 8, *map(sums, counts), strict=True)))
