"""A short form of `make race`: every race once or twice, and a naive way that the same course must catch."""

from contextlib import closing

import pytest

from tests.fire.racing.crew import crew_of
from tests.fire.racing.races import CAPS, SALES, Course
from tests.fire.stage import raise_stage

HANDS, ROUNDS = 8, 2


@pytest.fixture
def course(app, database_url):
    stage = raise_stage(app, database_url)
    with closing(stage.raw):
        made = Course(stage)
        made.prepare()
        yield made


def test_nothing_is_paid_sold_or_given_back_twice_or_left_over(course, tmp_path, database_url):
    with crew_of(HANDS, tmp_path, database_url) as crew:
        counts = [race(course, crew, ROUNDS) for race in (*CAPS, *SALES)]

    assert [count for count in counts if not (count.sound or count.must_fail)] == []
    assert sum(count.over for count in counts if count.must_fail) > 0, "the naive ways were not caught"
    assert course.differences() == []
