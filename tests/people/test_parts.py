"""A part of the tree is found by its path: all of it, nothing of its neighbours, in the order of the tree."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from quizapp.db import atomic, db
from quizapp.people.models import Organisation
from quizapp.people.reach import path_of
from quizapp.people.settings import effective
from quizapp.people.store.tree import at_or_below, place

MARCH = datetime(2026, 3, 2, tzinfo=UTC)
# Parents of the organisations 2, 3, … by their ids: 1/1-like ids beside 1/10-like ones come of themselves past 10.
TREES = st.lists(st.integers(min_value=0, max_value=10**6), min_size=12, max_size=40).map(
    lambda drawn: [choice % (number + 1) + 1 for number, choice in enumerate(drawn)]
)


def plant(parents):
    """Write the tree in place of the one before; gives the paths by id."""
    paths = {1: path_of("", 1)}
    for number, parent in enumerate(parents, 2):
        paths[number] = path_of(paths[parent], number)
    with atomic():
        db.session.execute(Organisation.__table__.delete())
        rows = [
            {
                "id": number,
                "code": f"c{number}",
                "name": "名",
                "path": path,
                "is_branch": True,
                "field": "other",
                "own_settings": {},
                "created_at": MARCH,
                **effective([]),
            }
            for number, path in paths.items()
        ]
        db.session.execute(insert(Organisation.__table__), rows)
    return paths


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES, st.integers(min_value=0), st.integers(min_value=0))
def test_a_part_is_what_a_walk_up_the_tree_finds(app, parents, top, since):
    paths = plant(parents)
    path, later = paths[top % len(paths) + 1], paths[since % len(paths) + 1]

    found = db.session.scalars(select(Organisation.id).where(at_or_below(path)).order_by(place())).all()
    rest = db.session.scalars(select(Organisation.id).where(at_or_below(path, since=later))).all()

    naive = [number for number, other in paths.items() if path.split("/")[-2] in other.split("/")]
    assert found == sorted(naive, key=paths.__getitem__)
    assert sorted(rest) == sorted(number for number in naive if paths[number] >= later)
