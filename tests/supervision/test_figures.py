"""The figures, against a naive count over people; and what they are shown as."""

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizapp.supervision.figures import BY_CODE, FORMULAS, Counts, Unit, in_words, worked_out


@dataclass(frozen=True)
class Someone:
    """One person, and what they did in the period."""

    is_member: bool
    registered: bool
    opened_today: bool
    visited: bool
    learned: bool
    points: int


def grown(is_member, far, visited, learned, points):
    """People come in steps: nobody opens Today before registering, nobody learns before activation."""
    return Someone(
        is_member, far > 0, far > 1, far > 1 and visited, far > 1 and learned, points if far > 1 else 0
    )


people = st.lists(
    st.builds(grown, st.booleans(), st.integers(0, 2), st.booleans(), st.booleans(), st.integers(0, 60)),
    max_size=30,
)


def counted(crowd, days) -> Counts:
    return Counts(
        headcount=sum(one.is_member for one in crowd),
        members=sum(one.is_member for one in crowd),
        registered=sum(one.registered for one in crowd),
        activated=sum(one.opened_today for one in crowd),
        activated_members=sum(one.opened_today and one.is_member for one in crowd),
        visited=sum(one.visited for one in crowd),
        participated=sum(one.learned for one in crowd),
        earned=sum(one.points for one in crowd),
        days=days,
    )


def share(those, of):
    return Fraction(len(those), len(of)) if of else None


@given(crowd=people, days=st.integers(1, 31))
def test_each_figure_is_what_asking_every_person_would_give(crowd, days):
    members = [one for one in crowd if one.is_member]
    registered = [one for one in crowd if one.registered]
    activated = [one for one in crowd if one.opened_today]
    per_head = Fraction(sum(one.points for one in crowd), len(activated) * days) if activated else None
    naive = {
        "registration": share(registered, members),
        "activation": share(activated, registered),
        "coverage": share([one for one in activated if one.is_member], members),
        "daily_active": share([one for one in crowd if one.visited], activated),
        "participation": share([one for one in crowd if one.learned], activated),
        "points_per_head": per_head,
    }

    worked = {figure.formula.code: figure.value for figure in worked_out(counted(crowd, days), {})}

    assert worked == naive


def test_registration_may_exceed_a_hundred_percent_as_the_citys_did():
    figure = BY_CODE["registration"].of(Counts(headcount=309_000, registered=569_487))

    assert in_words(Unit.SHARE, figure) == "184.3%"


def test_a_figure_with_nobody_to_divide_by_is_a_dash():
    assert {figure.words for figure in worked_out(Counts(), {})} == {"–"}


def test_the_target_is_reached_at_exactly_its_line():
    targets = {"participation_target": 40, "registration_target": 100}

    def reached(part):
        figures = worked_out(Counts(activated=10, participated=part), targets)
        return next(one.reached for one in figures if one.formula.code == "participation")

    assert (reached(3), reached(4), reached(5)) == (False, True, True)


def test_every_formula_has_a_code_of_its_own_a_version_and_its_words():
    assert len(BY_CODE) == len(FORMULAS) == 6
    assert all(formula.version >= 1 and "÷" in formula.words.id for formula in FORMULAS)
