"""Organisations brought in from a file: new, renamed, moved, described otherwise; all of its rows or none."""

from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import Organisation, OrganisationSpan
from tests.conftest import NOON


def told(report):
    """What is wrong, by row and column."""
    return [(one["row"], one["column"]) for one in report["complaints"]]


def tree():
    """Every organisation as code, parent's code, name, whether a branch."""
    rows = db.session.scalars(select(Organisation).order_by(Organisation.code)).all()
    codes = {row.id: row.code for row in rows}
    return [(row.code, codes.get(row.parent_id), row.name, row.is_branch) for row in rows]


def one(code):
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def acts():
    rows = db.session.scalars(select(AuditRow).order_by(AuditRow.id))
    return [(row.verb, row.subject.split(":")[1]) for row in rows]


def test_children_may_stand_above_their_parents_and_what_hangs_below_nothing_is_a_branch(house, bring_in):
    report = bring_in("b1,一支部,west,,,,", "west,西区,,,,,", "b2,二支部,west,,,,")

    assert report["rows"] == {"new": 3, "renamed": 0, "moved": 0, "described": 0, "same": 0, "refused": 0}
    assert [row for row in tree() if row[0] in ("b1", "b2", "west")] == [
        ("b1", "west", "一支部", True),
        ("b2", "west", "二支部", True),
        ("west", "works", "西区", False),
    ]
    assert one("b1").path == f"{house.works.id}/{one('west').id}/{one('b1').id}/"


def test_the_same_file_again_changes_nothing_and_is_not_noted(house, bring_in):
    rows = ("west,西区,,,,,", "b1,一支部,west,,学校,,Asia/Urumqi")
    bring_in(*rows)
    before = acts()

    report = bring_in(*reversed(rows))

    assert (report["rows"]["same"], report["rows"]["new"], acts()) == (2, 0, before)


def test_another_name_renames_another_parent_moves_and_the_trail_says_it_as_of_acts_by_hand(house, bring_in):
    bring_in("west,西区,,,,,", "b1,一支部,west,,,,")
    told_before = len(acts())

    report = bring_in("third,第三支部,west,,,,", "b1,第一支部,works,,,,")

    assert {name: count for name, count in report["rows"].items() if count} == {"renamed": 1, "moved": 2}
    assert one("third").path == f"{house.works.id}/{one('west').id}/{house.third.id}/"
    assert sorted(acts()[told_before:]) == [
        ("import_organisations", "works"),
        ("move_organisation", "b1"),
        ("move_organisation", "third"),
        ("rename_organisation", "b1"),
    ]


def test_what_the_file_leaves_out_stays_as_it_is(house, bring_in):
    bring_in("new,新支部,,,,,")

    assert {row[0] for row in tree()} == {"works", "third", "office", "new"}


def test_two_parts_change_places_in_one_file(house, bring_in):
    bring_in("upper,上,,组织,,,", "lower,下,upper,组织,,,", "leaf,叶,lower,,,,")

    bring_in("upper,上,lower,,,,", "lower,下,works,,,,")

    works, lower, upper = house.works.id, one("lower").id, one("upper").id
    assert [one(code).path for code in ("lower", "upper", "leaf")] == [
        f"{works}/{lower}/", f"{works}/{lower}/{upper}/", f"{works}/{lower}/{one('leaf').id}/"
    ]  # fmt: skip


def test_kind_field_category_and_zone_are_taken_by_key_or_title_and_empty_cells_leave_them(house, bring_in):
    people.set_settings(
        organisation_id=house.works.id, own={"categories": ["一类", "二类"]}, by=None, at=NOON
    )

    bring_in("b1,一支部,,支部,学校,二类,Asia/Urumqi", "b2,二支部,,组织,rural,,")
    bring_in("b1,一支部,,,,,", "b2,二支部,,支部,,一类,")

    first, second = one("b1"), one("b2")
    assert (first.is_branch, first.field, first.category, first.zone) == (
        True,
        "school",
        "二类",
        "Asia/Urumqi",
    )
    assert (second.is_branch, second.field, second.category, second.zone) == (
        True, "rural", "一类", "Asia/Shanghai"
    )  # fmt: skip


def test_the_organisation_the_file_is_for_may_be_renamed_by_it_and_stays_where_it_is(house, bring_in):
    bring_in("works,青港股份,,,,,")
    assert one("works").name == "青港股份"

    report = bring_in("third,第三支部,works,,,,", options=("--under", "third"), code=1)
    assert told(report) == [(2, "parent_code")]


def test_an_empty_instance_gets_its_top_from_the_one_row_without_a_parent(app, bring_in):
    bring_in("b1,一支部,area,,,,", "top,全市,,,,,", "area,东区,top,,,,")

    assert tree() == [
        ("area", "top", "东区", False), ("b1", "area", "一支部", True), ("top", None, "全市", False)
    ]  # fmt: skip
    assert bring_in("top,全市,,,,,")["rows"]["same"] == 1


def test_only_one_organisation_stands_at_the_top(app, bring_in):
    report = bring_in("top,全市,,,,,", "b1,一支部,top,,,,", "second,另一个,,,,,", code=1)

    assert told(report) == [(4, "parent_code")] and tree() == []


def test_a_dry_run_changes_nothing_and_says_what_would_be(house, bring_in):
    report = bring_in("b1,一支部,,,,,", options=("--dry-run",))

    assert (report["rows"]["new"], report["applied"], len(tree())) == (1, False, 3)


def test_names_and_places_of_earlier_days_stay_in_reports(house, bring_in):
    bring_in("west,西区,,组织,,,", "third,三支部,west,,,,")

    spans = db.session.scalars(
        select(OrganisationSpan)
        .where(OrganisationSpan.organisation_id == house.third.id)
        .order_by(OrganisationSpan.from_on)
    ).all()
    assert [(span.name, str(span.from_on), span.until_on and str(span.until_on)) for span in spans] == [
        ("第三支部", "2026-03-02", "2026-11-21"), ("三支部", "2026-11-21", None)
    ]  # fmt: skip
    assert spans[1].path == one("third").path
