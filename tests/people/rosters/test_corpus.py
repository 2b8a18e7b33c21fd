"""At least 500 malformed rows and 60 malformed files: no traceback, and nothing is imported in part."""

import pytest
from sqlalchemy import func, select

from quizapp.db import db
from quizapp.people.models import Member, RosterRow
from quizapp.people.roster_plan import Change
from tests.people.rosters import corpus
from tests.people.rosters.sheets import row


def heads():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Member))


def test_there_are_enough_of_them():
    assert len(corpus.rows()) >= 500 and len(set(corpus.rows())) == len(corpus.rows())
    assert len(corpus.FILES) >= 60


def test_every_malformed_row_is_named_and_no_other(bring_in):
    bad = corpus.rows()
    sound = [row(key=f"S{number}", phone=f"137{number:08d}") for number in range(100)]

    told = bring_in(*sound[:50], *bad, *sound[50:], code=1)

    named = {one["row"] for one in told["complaints"]}
    expected = set(range(52, 52 + len(bad)))
    missed = [bad[number - 52] for number in sorted(expected - named)]
    assert (missed, named - expected, told["rows"]["new"], heads()) == ([], set(), 100, 3)


@pytest.mark.parametrize(("name", "content"), corpus.FILES, ids=[name for name, _ in corpus.FILES])
def test_a_malformed_file_is_refused_whole(command, tmp_path, name, content):
    file = tmp_path / ("r.xlsx" if name.endswith("x") else "r.csv")
    file.write_bytes(content)

    said = command("import", file, code=1)

    assert said and "Traceback" not in said
    assert heads() == 3
    assert db.session.scalar(select(func.count()).where(RosterRow.change != Change.REFUSED)) == 0


def test_the_workbook_they_are_made_from_is_sound(command, tmp_path):
    (tmp_path / "r.xlsx").write_bytes(corpus.packed())

    command("import", tmp_path / "r.xlsx")

    assert heads() == 4
