"""A file of organisations leaves what making, renaming and moving them one by one by hand would have left."""

import csv
import io
import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from quizapp.audit.models import AuditRow
from quizapp.db import db, table_of
from quizapp.people import operations as people
from quizapp.people import queries
from quizapp.people.cli import people as command
from quizapp.people.models import Field, Organisation, OrganisationSpan, ToCount, WordsDue
from quizapp.people.roster_files.organisations import Said
from quizapp.people.store import parts
from quizapp.points import worker as counts
from quizapp.points.models import TallyPlace
from tests.cast import SPRING, make_member
from tests.conftest import NOON
from tests.counting import statements

ZONES = [None, None, None, "Asia/Urumqi", "Europe/Berlin"]
FIELDS = [field.value for field in Field]


def said(number, code, name, parent="", **more):
    return Said(number, code, name, parent, **more)


def bring_in(top, rows, at=NOON):
    db.session.rollback()
    return people.import_organisations(organisation_id=top.id, rows=rows, by=None, at=at)


def by_hand(top, rows, at=NOON):
    """Each row, parents first, by the operations that the pages call."""
    db.session.rollback()
    waiting, parents = list(rows), {row.parent for row in rows}
    done = {row.code for row in db.session.scalars(select(Organisation))}
    named = {row.code for row in rows} - done
    while waiting:
        row = next(one for one in waiting if not one.parent or one.parent not in named or one.parent in done)
        waiting.remove(row)
        parent = queries.organisation_by_code(row.parent) if row.parent else top
        one = queries.organisation_by_code(row.code) or people.create_organisation(
            code=row.code,
            name=row.name,
            parent_id=parent.id,
            is_branch=row.code not in parents,
            at=at,
            zone=row.zone or None,
            field=Field(row.field or "other"),
        )
        done.add(row.code)
        if one.name != row.name:
            people.rename(organisation_id=one.id, name=row.name, by=None, at=at)
        if one.parent_id != parent.id:
            people.move(organisation_id=one.id, parent_id=parent.id, effective_on=NOON.date(), by=None, at=at)
        if row.field and one.field != row.field:
            people.classify(
                organisation_id=one.id, field=Field(row.field), category=one.category, by=None, at=at
            )
        if row.zone and one.own_settings.get("zone") != row.zone:
            own = {**one.own_settings, "zone": row.zone}
            people.set_settings(organisation_id=one.id, own=own, by=None, at=at)


def left(top):
    """Everything that stands about the part below an organisation, with codes in the place of ids, in one order."""
    db.session.rollback()
    codes = {row.id: row.code for row in db.session.scalars(select(Organisation))}
    below = [row for row in db.session.scalars(select(Organisation)) if row.path.startswith(top.path)]
    ids = {row.id for row in below}
    names = [column.name for column in table_of(Organisation).columns]
    rows = [{name: getattr(row, name) for name in names} for row in below]
    for row in rows:
        row |= {
            "id": codes[row["id"]],
            "parent_id": codes.get(row["parent_id"]),
            "path": way(row["path"], codes),
        }
    spans = [
        (
            codes[one.organisation_id],
            one.from_on,
            one.until_on,
            way(one.path, codes),
            codes.get(one.parent_id),
            one.name,
            one.closed_on,
        )
        for one in db.session.scalars(select(OrganisationSpan))
        if one.organisation_id in ids
    ]
    acts = [
        (one.verb, one.subject, one.at, one.actor_id, _words(one.changes, codes))
        for one in db.session.scalars(select(AuditRow))
        if one.organisation_id in ids and one.verb != "import_organisations"
    ]
    marks = [
        (kind, codes[one])
        for kind, column in (("count", ToCount.organisation_id), ("words", WordsDue.branch_id))
        for one in set(db.session.scalars(select(column)))
        if one in ids
    ]
    return {
        "rows": sorted(rows, key=lambda row: row["code"]),
        "spans": sorted(spans, key=str),
        "acts": sorted(acts, key=str),
        "marks": sorted(marks),
    }


def way(path, codes):
    return "/".join(codes[int(one)] for one in path.split("/") if one)


def _words(changes, codes):
    """Paths within the trail are not compared: a part that moved twice by hand was somewhere in between."""
    return {name: pair if name != "path" else "moved" for name, pair in changes.items()}


def without_prefix(found, prefix):
    """The same, as if every code began otherwise."""
    return str(found).replace(prefix, "")


trees = st.lists(
    st.tuples(st.integers(0, 100), st.sampled_from(ZONES), st.sampled_from(FIELDS)), min_size=1, max_size=14
)


def rows_of(shape, prefix, dice):
    """A random tree: each hangs under one before it, or directly below the top; its rows in any order."""
    rows = []
    for number, (onto, zone, field) in enumerate(shape):
        above = onto % (number + 1)
        parent = f"{prefix}n{above - 1}" if above else ""
        rows.append(said(number, f"{prefix}n{number}", f"名 {number}", parent, zone=zone or "", field=field))
    dice.shuffle(rows)
    return rows


def a_place(prefix):
    name = f"{prefix}top"
    made = queries.organisation_by_code(name)
    return made or people.create_organisation(
        code=name, name="顶", parent_id=None, is_branch=False, at=SPRING
    )


@given(trees, st.integers(0, 10**6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_random_tree_in_any_order_of_rows_is_what_making_it_by_hand_gives(app, shape, seed):
    run = db.session.query(Organisation).count()
    db.session.rollback()
    found = []
    for prefix, way_in in ((f"f{run}.", bring_in), (f"h{run}.", by_hand)):
        top = a_place(prefix)
        way_in(top, rows_of(shape, prefix, random.Random(seed)))
        found.append(without_prefix(left(db.session.get_one(Organisation, top.id)), prefix))

    assert found[0] == found[1]


changes = st.lists(
    st.tuples(st.integers(0, 13), st.integers(0, 100), st.booleans(), st.sampled_from(ZONES)), max_size=6
)


@given(trees, changes, st.integers(0, 10**6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_moves_new_names_and_zones_on_a_later_day_leave_what_they_leave_by_hand(app, shape, wanted, seed):
    run = db.session.query(Organisation).count()
    db.session.rollback()
    people.seed_member_types()
    found = []
    for prefix, way_in in ((f"f{run}.", bring_in), (f"h{run}.", by_hand)):
        top = a_place(prefix)
        by_hand(top, rows_of(shape, prefix, random.Random(seed)), at=NOON - timedelta(days=10))
        way_in(top, changed_rows(top, shape, prefix, wanted))
        found.append(without_prefix(left(db.session.get_one(Organisation, top.id)), prefix))

    assert found[0] == found[1]


def changed_rows(top, shape, prefix, wanted):
    """Rows that move each at most once and under one that does not move itself, so that by hand their order is free."""
    rows = {}
    for number, onto, renamed, zone in wanted:
        code, target = f"{prefix}n{number % len(shape)}", f"{prefix}n{onto % len(shape)}"
        node, parent = queries.organisation_by_code(code), queries.organisation_by_code(target)
        touched = [other for other in rows if queries.organisation_by_code(other).path.startswith(node.path)]
        above = [other for other in rows if node.path.startswith(queries.organisation_by_code(other).path)]
        kept = any(parent.path.startswith(queries.organisation_by_code(other).path) for other in rows)
        if touched or above or kept or parent.path.startswith(node.path):
            continue
        name = f"新名 {number}" if renamed else node.name
        rows[code] = said(number, code, name, target, zone=zone or "")
    return list(rows.values())


def test_branches_that_move_have_the_names_of_their_members_drawn_anew(house):
    bring_in(house.works, [said(2, "west", "西区", is_branch=False)])
    db.session.execute(delete(WordsDue))
    db.session.commit()

    bring_in(house.works, [said(2, "third", "第三支部", "west")])

    assert list(db.session.scalars(select(WordsDue.branch_id))) == [house.third.id]


def test_organisations_from_a_file_are_counted_like_those_made_by_hand(house):
    counts.catch_up(at=NOON)
    bring_in(
        house.works,
        [said(2, "b1", "一支部", "west"), said(3, "west", "西区"), said(4, "third", "第三支部", "west")],
    )
    make_member("新来", "newcomer", queries.organisation_by_code("b1"))

    counts.catch_up(at=NOON)

    settled = {row.organisation_id: row.path for row in db.session.scalars(select(TallyPlace))}
    assert settled == {row.id: row.path for row in db.session.scalars(select(Organisation))}
    assert counts.compare(at=NOON) == 0


def many(count, prefix="m"):
    """Rows of many branches in towns of fifty, the branches first."""
    rows = [
        said(number, f"{prefix}{number}", f"支部 {number}", f"{prefix}t{number // 50}")
        for number in range(count)
    ]
    return rows + [said(count + town, f"{prefix}t{town}", f"镇 {town}") for town in range(-(-count // 50))]


def test_the_statements_do_not_grow_with_the_rows_of_a_chunk(house, monkeypatch):
    sent = []
    for count in (20, 600):
        with statements() as asked:
            bring_in(house.works, many(count, f"m{count}-"))
        sent.append(len(asked))
    moving = [row._replace(parent="third", name=f"{row.name} 新") for row in many(600, "m600-")]
    with statements() as asked:
        bring_in(house.works, moving)
    sent.append(len(asked))

    assert sent[0] == sent[1] <= 16 and sent[2] <= 20, sent

    monkeypatch.setattr(parts, "AT_ONCE", 100)
    with statements() as asked:
        bring_in(house.works, many(600, "chunks-"))
    assert len(asked) <= sent[0] + 4 * 7, "four statements more for each chunk of rows"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_carried_out_comes_in_again_and_changes_nothing(app, house, tmp_path, kind):
    people.set_settings(organisation_id=house.works.id, own={"categories": ["一类"]}, by=None, at=NOON)
    bring_in(
        house.works,
        [
            said(2, "-b1", "+一支部", "west", zone="Asia/Urumqi", field="school", category="一类"),
            said(3, "0012", "@西区", "west", is_branch=True),
            said(4, "west", "西区", is_branch=True),
        ],
    )
    run, file = app.test_cli_runner().invoke, tmp_path / f"tree.{kind}"

    assert run(command, ["export-organisations", str(file)]).output == "Organisations written: 6.\n"
    again = run(command, ["organisations", str(file)]).output

    assert "same 6, refused 0" in again
    if kind == "csv":
        written = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
        assert not any(cell.startswith(("=", "-", "@", "+")) for row in written for cell in row)
