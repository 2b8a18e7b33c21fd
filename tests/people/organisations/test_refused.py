"""What of a file of organisations is refused: by file, row and column, and with it everything."""

import io

import openpyxl
import pytest
from sqlalchemy import update

from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import OrganisationSpan
from quizapp.people.reach import MOST_DEPTH
from tests.cast import make_member
from tests.conftest import NOON
from tests.people.organisations.conftest import HEAD
from tests.people.organisations.test_import import one, told, tree
from tests.people.rosters import corpus

SOUND = "sound,没问题,,,,,"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",没有编码,,,,,", "code"),
        ("b1,,,,,,", "name"),
        ("b1,??,,,,,", "name"),
        ("b1,#REF!,,,,,", "name"),
        ("b1," + "名" * 81 + ",,,,,", "name"),
        ("b 1,有空格,,,,,", "code"),
        ("b" * 61 + ",太长,,,,,", "code"),
        ("1.38E+10,指数,,,,,", "code"),
        ("1001.0,小数,,,,,", "code"),
        ("123456789012345000,截断,,,,,", "code"),
        ('"1,234",分隔,,,,,', "code"),
        ("2026-11-21,日期,,,,,", "code"),
        ("TRUE,真假,,,,,", "code"),
        ("=A1,公式,,,,,", "code"),
        ("b1,一支部,1.38E+10,,,,", "parent_code"),
        ("b1,一支部,nowhere,,,,", "parent_code"),
        ("b1,一支部,b1,,,,", "parent_code"),
        ("b1,一支部,,也许,,,", "kind"),
        ("b1,一支部,,,月球,,", "field"),
        ("b1,一支部,,,,没有这类,", "category"),
        ("b1,一支部,,,,,Mars/Olympus", "zone"),
        ("third,第三支部,,组织,,,", "kind"),
        ("works,青港集团,,支部,,,", "kind"),
        ("b1,一支部,,,,,,多一格", None),
    ],
)
def test_one_row_that_is_refused_keeps_everything_as_it_was(house, bring_in, row, column):
    before = tree()

    report = bring_in(SOUND, row, code=1)

    assert (report["file"], told(report), report["applied"]) == ("orgs.csv", [(3, column)], False)
    assert tree() == before


def test_rows_that_go_round_in_a_circle_are_each_named_and_nobody_else(house, bring_in):
    report = bring_in("a,甲,c,,,,", "b,乙,a,,,,", "c,丙,b,,,,", "under,丁,a,,,,", SOUND, code=1)

    assert told(report) == [(2, "parent_code"), (3, "parent_code"), (4, "parent_code")]
    assert "2, 3, 4" in report["complaints"][0]["complaint"]


def test_an_organisation_does_not_move_below_what_hangs_below_it(house, bring_in):
    bring_in("upper,上,,组织,,,", "lower,下,upper,,,,")

    assert told(bring_in("upper,上,lower,,,,", code=1)) == [(2, "parent_code")]


def test_the_same_code_twice_names_the_row_that_has_it_too(house, bring_in):
    report = bring_in("b1,一支部,,,,,", "b1,另一支部,,,,,", code=1)

    assert told(report) == [(3, "code")] and "Row 2" in report["complaints"][0]["complaint"]


def test_a_tree_deeper_than_it_may_be_is_refused_where_it_becomes_so(house, bring_in):
    chain = [
        f"n{number},第{number}层,{f'n{number - 1}' if number else ''},,,," for number in range(MOST_DEPTH)
    ]

    assert told(bring_in(*chain, code=1)) == [(MOST_DEPTH + 1, "parent_code")]
    bring_in(*chain[:-1])

    report = bring_in("top2,上,,,,,", "n0,第0层,top2,,,,", code=1)
    assert told(report) == [(3, "parent_code")], "what hangs below would become too deep"


def test_a_code_beyond_the_organisation_is_refused_and_nothing_is_told_of_it(house, bring_in):
    under = ("--under", "third")

    taken = bring_in("office,机关支部,,,,,", options=under, code=1)["complaints"]
    below = bring_in("b1,一支部,office,,,,", options=under, code=1)["complaints"]
    nowhere = bring_in("b1,一支部,nowhere,,,,", options=under, code=1)["complaints"]

    assert [(one["row"], one["column"]) for one in taken] == [(2, "code")]
    assert "机关" not in str(taken) and below == nowhere


def test_what_is_closed_is_not_changed_and_nothing_hangs_below_it(house, bring_in):
    bring_in("west,西区,,组织,,,")
    people.close(organisation_id=one("west").id, by=None, at=NOON)

    report = bring_in("west,西区,,,,,", "b1,一支部,west,,,,", code=1)

    assert told(report) == [(2, "code"), (3, "parent_code")]
    assert told(bring_in("b1,一支部,,,,,", options=("--under", "west"), code=1)) == [(2, "parent_code")]


def test_an_organisation_that_hangs_deeper_is_not_moved_for_an_empty_cell(house, bring_in):
    bring_in("west,西区,,,,,", "b1,一支部,west,,,,")

    assert told(bring_in("b1,一支部,,,,,", code=1)) == [(2, "parent_code")]


def test_a_branch_that_nobody_ever_belonged_to_becomes_an_organisation_and_one_of_a_member_who_left_does_not(
    house, bring_in
):
    bring_in("b1,一支部,,,,,", "b2,二支部,,,,,")
    make_member("来过", "was-here", one("b2"))

    report = bring_in("b1,一支部,,组织,,,", "b2,二支部,,组织,,,", code=1)

    assert told(report) == [(3, "kind")]
    bring_in("b1,一支部,,组织,,,")
    assert not one("b1").is_branch


def test_a_part_that_changed_on_a_later_day_does_not_move_today(house, bring_in):
    bring_in("west,西区,,组织,,,")
    with atomic():
        later = update(OrganisationSpan).where(OrganisationSpan.organisation_id == house.third.id)
        db.session.execute(later.values(from_on=NOON.date().replace(day=23)))

    assert told(bring_in("third,第三支部,west,,,,", code=1)) == [(2, "parent_code")]


@pytest.mark.parametrize(
    ("rows", "missed"),
    [
        (("0012,甲,,,,,", "0013,乙,,,,,", "14,丙,,,,,"), [(4, "code")]),
        (("0012,甲,,,,,", "12,乙,,,,,"), [(3, "code")]),
        (("0012,甲,,,,,", "b1,乙,12,,,,"), [(3, "parent_code")]),
        (("11,省,,,,,", "1101,市,11,,,,", "110101,区,1101,,,,"), []),
        (("1,一,,,,,", "2,二,,,,,", "0101,甲,1,,,,", "0102,乙,2,,,,"), []),
    ],
)
def test_numbers_that_have_lost_their_zeros_are_refused_and_shorter_numbers_of_higher_levels_are_not(
    house, bring_in, rows, missed
):
    assert told(bring_in(*rows, code=1 if missed else 0)) == missed


def test_a_number_of_a_workbook_that_has_lost_its_zeros_beside_the_tree_is_refused(house, bring_in):
    bring_in("0012,甲,,,,,")
    book, content = openpyxl.Workbook(), io.BytesIO()
    for cells in (("编码", "名称", "上级编码"), (12, "甲", None), (110101199003077777, "乙", None)):
        book.active.append(cells)
    book.save(content)

    report = bring_in(content=content.getvalue(), name="orgs.xlsx", code=1)

    assert told(report) == [(2, "code"), (3, "code")]


@pytest.mark.parametrize(
    "head", ["编码,名称", "名称,上级编码", "编码,上级编码", "编码,代码,名称,上级编码", "Nom,Prénom"]
)
def test_a_header_without_a_needed_column_or_with_one_twice_is_none(house, bring_in, head):
    assert bring_in("b1,一支部,works,,,,", head=head, code=1)["said"]


def cells(key="A001", name="李梅支部", branch="x", kind="y", phone="works") -> tuple:
    return key, name, phone, branch, kind


# About columns that only a roster has.
OF_ROSTERS = ("a column twice", "no number", "no name", "the same phone twice", "no rows that head")


def malformed():
    """The corpus of the rosters, made of organisations."""
    titles = ("编码", "名称", "上级编码", "备注", "说明")
    own = {"HEADER": ",".join(titles), "TITLES": titles, "cells": cells}
    own["row"] = lambda phone="works", **said: ",".join(cells(**said))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setattr(corpus, name, value)
        files = [(f"{name}.csv", content) for name, content in corpus.text_files()]
        files += [(f"{name}.xlsx", content) for name, content in corpus.workbooks()]
        return [file for file in files if not file[0].startswith(OF_ROSTERS)], corpus.packed()


FILES, MADE_FROM = malformed()


@pytest.mark.parametrize(("name", "content"), FILES, ids=[name for name, _ in FILES])
def test_a_malformed_file_changes_nothing_and_gives_no_traceback(house, bring_in, name, content):
    before = tree()

    bring_in(content=content, name="orgs.xlsx" if name.endswith("x") else "orgs.csv", code=1)

    assert tree() == before


def test_the_workbook_they_are_made_from_is_sound(house, bring_in):
    assert len(FILES) >= 60
    assert bring_in(content=MADE_FROM, name="orgs.xlsx")["rows"]["new"] == 1


def bad_rows():
    """Rows of organisations with the malformed numbers of the rosters' corpus for codes, and for parents."""
    corpus.DICE.seed(20261121)
    codes = [code for code in corpus.keys() if code and "\n" not in code]  # noqa: SIM118
    yield from (f"{code},支部 {number},,,,," for number, code in enumerate(codes))
    yield from (f"p{number},支部 {number},{code},,,," for number, code in enumerate(codes))


def test_every_malformed_row_is_named_and_no_other(house, bring_in):
    bad = list(bad_rows())
    sound = [f"s{number},好支部,,,,," for number in range(20)]

    report = bring_in(*sound, *bad, *sound_after(), code=1)

    named = {row for row, _ in told(report)}
    expected = set(range(22, 22 + len(bad)))
    assert len(bad) > 500
    assert [bad[row - 22] for row in sorted(expected - named)] == [] and named == expected


def sound_after():
    return [f"t{number},好支部,s{number},,,," for number in range(20)]


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_and_a_banner_above_the_header_are_read(house, bring_in, encoding):
    content = f"青港集团组织架构表,,\n{HEAD}\nb1,一支部,works,,,,\n".encode(encoding)

    assert bring_in(content=content)["rows"]["new"] == 1
    assert one("b1").name == "一支部"


def test_wide_digits_are_the_same_code_as_narrow_ones(house, bring_in):
    bring_in("１２,甲,,,,,", "b1,乙,12,,,,")

    assert one("12").name == "甲" and one("b1").parent_id == one("12").id
