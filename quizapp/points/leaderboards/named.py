"""Those of a board above the branch who are listed: the first of it, or the people of the own branch."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased

from quizapp.people.models import Member, Organisation
from quizapp.points.leaderboards.above import on_board
from quizapp.points.models import Leader, Score, ScoreHeads, TallyPlace
from quizapp.points.ranks import LEADERS, WIDTHS, Board
from quizapp.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Named:
    """Someone on a board above the branch. `shown`: whether they agreed to be shown by name."""

    place: int
    member_id: int
    name: str
    branch_id: int
    branch: str
    score: int
    tied: bool
    shown: bool


def leaders(board: Board, *, limit: int) -> list[Named]:
    """The first on a board, as far as they are known; one statement."""
    rows = _leaders().all(**_asked(board), most=limit + 1)
    scores = [row.score for row in rows]
    return [
        _named(row, scores.index(row.score) + 1, tied=scores.count(row.score) > 1) for row in rows[:limit]
    ]


def own_branch(board: Board, *, branch_id: int, path: str) -> list[Named]:
    """The first of a branch with their places on the board of an organisation above it, at `path`; one statement."""
    rows = _own_branch().all(**_asked(board), branch_id=branch_id, path=path, most=LEADERS)
    scores = [row.score for row in rows]
    return [_named(row, row.above + 1, tied=scores.count(row.score) > 1) for row in rows]


def _asked(board: Board) -> dict[str, object]:
    return dict(zip(("period", "starts_on", "organisation_id", "kind"), board, strict=True))


def _named(row: Any, place: int, *, tied: bool) -> Named:
    shown = row.name_shown_since is not None
    return Named(place, row.member_id, row.name, row.branch_id, row.branch, row.score, tied, shown)


def _who(*, of: Any) -> tuple[Any, ...]:
    branch = aliased(Organisation, name="branch")
    columns = Member.name, Member.branch_id, branch.name.label("branch"), Member.name_shown_since
    return branch, (of.member_id, of.score, *columns)


@cache
def _leaders() -> Prepared:
    branch, columns = _who(of=Leader)
    return Prepared(
        select(*columns)
        .join(Member, Member.id == Leader.member_id)
        .join(branch, branch.id == Member.branch_id)
        .where(*on_board("starts_on", Leader))
        .order_by(Leader.score.desc(), Leader.member_id)
        .limit(bindparam("most", type_=Integer))
    )


@cache
def _own_branch() -> Prepared:
    kind = bindparam("kind", type_=String)
    here = (
        select(Score.member_id, _total().label("score"))
        .where(
            Score.branch_id == bindparam("branch_id"),
            Score.period == bindparam("period"),
            Score.starts_on == bindparam("starts_on"),
            Score.score > 0,
            or_(kind == "", Score.member_type == kind),
        )
        .order_by(Score.score.desc(), Score.member_id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    branch, columns = _who(of=here.c)
    return Prepared(
        select(*columns, _above(here.c.score).label("above"))
        .join(Member, Member.id == here.c.member_id)
        .join(branch, branch.id == Member.branch_id)
        .where(here.c.score > 0)
        .order_by(here.c.score.desc(), here.c.member_id)
    )


def _total() -> ColumnElement[int]:
    """What the member of a row has at and below the board's organisation, as the board knows it."""
    other, kind, path = aliased(Score), bindparam("kind", type_=String), bindparam("path", type_=String)
    total = (
        select(func.coalesce(func.sum(other.ranked), 0))
        .join(TallyPlace, TallyPlace.organisation_id == other.branch_id)
        .where(
            other.member_id == Score.member_id,
            other.period == bindparam("period"),
            other.starts_on == bindparam("starts_on"),
            or_(kind == "", other.member_type == kind),
            func.substr(TallyPlace.path, 1, func.length(path)) == path,
        )
    )
    return total.correlate(Score).scalar_subquery()


def _above(score: ColumnElement[int]) -> ColumnElement[int]:
    """The heads above a score: on the wider steps above its own, and on the narrower ones within it."""
    total: ColumnElement[int] = literal(0)
    wider: ColumnElement[int] | None = None
    for width in sorted(WIDTHS, reverse=True):
        step = score // width * width
        inside = [ScoreHeads.score < wider] if wider is not None else []
        heads = select(func.coalesce(func.sum(ScoreHeads.heads), 0)).where(
            *on_board("starts_on"), ScoreHeads.width == width, ScoreHeads.score > step, *inside
        )
        total, wider = total + heads.scalar_subquery(), step + width
    return total
