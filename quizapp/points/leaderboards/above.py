"""Boards above the own branch: one's place among the heads, the scores around it, and the few at the top."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, bindparam, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from quizapp.people.models import Organisation
from quizapp.people.reach import MOST_DEPTH, ids_on
from quizapp.points.counts import EVERYONE
from quizapp.points.leaderboards.branch import Place
from quizapp.points.models import GainHeads, GainRun, Score, ScoreHeads, TallyPlace, TallyRun
from quizapp.points.ranks import Board, steps_of
from quizapp.points.spans import BEGINNING, Span
from quizapp.prepared import Prepared

AROUND = 3  # scores shown above one's own, and below


class Own(Enum):
    """What of the member's own is told with a level: what they earned there; for the boards of gains, what they have in all
    where they count in the span; or nothing, for a branch ranks its members itself.
    """

    EARNED = "earned"
    GAINED = "gained"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Level:
    """One organisation on the way down to the own branch, and what the member has there, now and in the span before."""

    id: int
    name: str
    path: str
    is_branch: bool
    visibility: str
    score: int
    earlier: int


@dataclass(frozen=True, slots=True)
class Rung:
    """A score on a board, how many stand on it, and their place."""

    score: int
    heads: int
    place: int
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A member's place on a board above the branch, the scores around it, and the instant all of it was true at."""

    mine: Place
    around: Sequence[Rung]
    as_of: datetime | None

    def rungs(self) -> Iterator[tuple[int, int, int, bool]]:
        """The scores as the page lines them up: place, heads, score, whether one stands there oneself."""
        stands = self.mine.place is not None
        return ((one.place, one.heads, one.score, one.mine and stands) for one in self.around)


def levels(
    *, path: str, member_id: int, kind: str, span: Span, day: date, own: Own = Own.EARNED
) -> Sequence[Level]:
    """The organisations from the root down to the one at a path; one statement."""
    ids = ids_on(path)
    places = {f"place_{number}": ids[number] if number < len(ids) else 0 for number in range(MOST_DEPTH)}
    before = span.start_before(day) or BEGINNING
    asked = {"period": span.value, "starts_on": span.start(day), "before_on": before}
    about = {} if own is Own.NOTHING else {"member_id": member_id, "kind": kind, **asked}
    found = _levels(own).all(**about, **places)
    told = [Level(*row) for row in found]
    return sorted(told, key=lambda level: len(level.path))


@cache
def _levels(own: Own) -> Prepared:
    among = Organisation.id.in_([bindparam(f"place_{number}", type_=Integer) for number in range(MOST_DEPTH)])
    columns = Organisation.id, Organisation.name, Organisation.path, Organisation.is_branch
    total = {Own.EARNED: _earned, Own.GAINED: _in_all, Own.NOTHING: _nothing}[own]
    mine = total("starts_on", "score"), total("before_on", "earlier")
    return Prepared(select(*columns, Organisation.rank_visibility, *mine).where(among))


def _nothing(starts_on: str, name: str) -> ColumnElement[int]:
    return literal(0).label(name)


def _earned(starts_on: str, name: str) -> ColumnElement[int]:
    total = (
        select(func.coalesce(func.sum(Score.ranked), 0))
        .join(TallyPlace, TallyPlace.organisation_id == Score.branch_id)
        .where(*_mine(Score, starts_on), *_here(Score))
    )
    return total.correlate(Organisation).scalar_subquery().label(name)


def _in_all(starts_on: str, name: str) -> ColumnElement[int]:
    home = aliased(Score)
    counts = (
        select(home.member_id)
        .join(TallyPlace, TallyPlace.organisation_id == home.branch_id)
        .where(*_mine(home, "starts_on"), home.counted, *_here(home))
    )
    total = select(func.coalesce(func.sum(Score.score), 0)).where(*_mine(Score, starts_on))
    return total.where(counts.correlate(Organisation).exists()).scalar_subquery().label(name)


def _mine(scores: Any, starts_on: str) -> tuple[ColumnElement[bool], ...]:
    return (
        scores.member_id == bindparam("member_id"),
        scores.period == bindparam("period"),
        scores.starts_on == bindparam(starts_on),
    )


def _here(scores: Any) -> tuple[ColumnElement[bool], ...]:
    """Of the type asked for, and in a branch at or below the organisation."""
    kind = bindparam("kind", type_=String)
    return (
        or_(kind == EVERYONE, scores.member_type == kind),
        func.substr(TallyPlace.path, 1, func.length(Organisation.path)) == Organisation.path,
    )


def ranked(board: Board, *, score: int, earlier: int = 0) -> Ranked:
    """The place of a score on a board, what is around it, and how it compares with the span before; one statement."""
    return _found(_ranked(gained=False), board, score, earlier)


def gained(board: Board, *, gain: int) -> Ranked:
    """The place of a gain on a board of gains, and what is around it; one statement.

    The gain may be of after the counting, and then be one head more than it knew.
    """
    found = _found(_ranked(gained=True), board, gain, 0)
    return replace(found, mine=replace(found.mine, heads=max(found.mine.heads, found.mine.place or 0)))


def _found(asked: Prepared, board: Board, score: int, earlier: int) -> Ranked:
    period, start, organisation_id, kind = board
    before = Span(period).start_before(start)
    rows = asked.all(
        period=period,
        starts_on=start,
        before_on=before or BEGINNING,
        organisation_id=organisation_id,
        kind=kind,
        score=score,
        **_bounds("now", score),
        **_bounds("then", earlier),
    )
    one = rows[0]
    place = one.above + 1 if score > 0 else None
    rungs = sorted(((row.rung, row.on_rung) for row in rows if row.rung is not None), reverse=True)
    around = _around(rungs, score, one.above)
    higher = around[-1] if not place and around else _next_up(around)
    compared = place is not None and before is not None and earlier > 0
    mine = Place(
        place=place,
        heads=one.heads,
        score=score,
        change=one.above_then - one.above if compared else None,
        next_place=higher.place if higher else None,
        gap=higher.score - score if higher else None,
    )
    return Ranked(mine, around, one.as_of)


def _next_up(around: Sequence[Rung]) -> Rung | None:
    index = next((index for index, rung in enumerate(around) if rung.mine), 0)
    return around[index - 1] if index else None


def _around(rungs: Sequence[tuple[int, int]], score: int, above: int) -> list[Rung]:
    """The scores around one's own with their places, from the highest down."""
    first = 1 + above - sum(heads for one, heads in rungs if one > score)
    told = []
    for one, heads in rungs:
        told.append(Rung(one, heads, first, mine=one == score))
        first += heads
    return told


def _bounds(name: str, score: int) -> dict[str, int]:
    """Between which steps of each width the heads above a score stand."""
    found: dict[str, int] = {}
    most = 2**31 - 1
    for width, low in sorted(steps_of(score), reverse=True):
        found |= {f"{name}_from_{width}": low + width, f"{name}_to_{width}": most}
        most = low + width - 1
    return found


@cache
def _ranked(*, gained: bool) -> Prepared:
    heads: Any = GainHeads if gained else ScoreHeads
    all_heads = select(func.coalesce(func.sum(heads.heads), 0)).where(
        *on_board("starts_on", heads), heads.width == 10_000
    )
    standing = select(
        _heads_above("now", "starts_on", heads).label("above"),
        (literal(0) if gained else _heads_above("then", "before_on", heads)).label("above_then"),
        all_heads.scalar_subquery().label("heads"),
        _as_of(gained=gained).label("as_of"),
    ).subquery("standing")
    mine = bindparam("score", type_=Integer)
    higher = _rungs(heads, heads.score > mine, heads.score.asc(), AROUND)
    lower = _rungs(heads, heads.score <= mine, heads.score.desc(), AROUND + 1)
    around = higher.union_all(lower).subquery("around")
    columns = around.c.score.label("rung"), around.c.heads.label("on_rung")
    return Prepared(select(standing, *columns).select_from(standing).outerjoin(around, true()))


def _as_of(*, gained: bool) -> ColumnElement[datetime]:
    if not gained:
        return select(TallyRun.at).where(TallyRun.name == "boards").scalar_subquery()
    span = GainRun.period == bindparam("period"), GainRun.starts_on == bindparam("starts_on")
    return select(GainRun.at).where(*span).scalar_subquery()


def on_board(starts_on: str, heads: Any = ScoreHeads) -> tuple[ColumnElement[bool], ...]:
    return (
        heads.period == bindparam("period"),
        heads.starts_on == bindparam(starts_on),
        heads.kind == bindparam("kind"),
        heads.organisation_id == bindparam("organisation_id"),
    )


def _heads_above(name: str, starts_on: str, heads: Any) -> ColumnElement[int]:
    total: ColumnElement[int] = literal(0)
    for width, _ in steps_of(0):
        between = (
            bindparam(f"{name}_from_{width}", type_=Integer),
            bindparam(f"{name}_to_{width}", type_=Integer),
        )
        some = select(func.coalesce(func.sum(heads.heads), 0)).where(
            *on_board(starts_on, heads), heads.width == width, heads.score.between(*between)
        )
        total = total + some.scalar_subquery()
    return total


def _rungs(heads: Any, which: ColumnElement[bool], order: Any, most: int) -> Any:
    rungs = select(heads.score, heads.heads).where(*on_board("starts_on", heads), heads.width == 1, which)
    return select(rungs.order_by(order).limit(most).subquery())
