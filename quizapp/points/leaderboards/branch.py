"""The own branch's board and one's place on it, over a span of time, for everyone or for one member type.

Equal points share a place, and the places they take up are left out after them (1, 2, 2, 4). Who is named first among
equals is of no meaning: it is who came first to the house. Places count points earned in the branch; spending costs none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased

from quizapp.kernel.paging import page_of
from quizapp.people.models import Member, MemberState
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Score
from quizapp.points.spans import Span
from quizapp.prepared import Prepared

ROWS = 50


class BoardRow(NamedTuple):
    """One member on a board; a tuple, for a page makes fifty of them."""

    place: int
    member_id: int
    name: str
    score: int
    tied: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands among the heads of a branch; `place` is None while they have no points in the span.

    `change`: places gained (or lost, below 0) since the span before; None where there is nothing to compare with.
    `next_place` and `gap`: the place above and the points missing to share it; None at the top.
    """

    place: int | None
    heads: int
    score: int
    change: int | None
    next_place: int | None
    gap: int | None

    def settled(self) -> "Place":
        """As it stands when the span is over: there is nothing more to reach in it, and the span before it is forgotten."""
        return replace(self, change=None, next_place=None, gap=None)


@dataclass(frozen=True, slots=True)
class Board:
    """Some rows of a board, one's own place, and the instant it was true at."""

    rows: Sequence[BoardRow]
    mine: Place
    as_of: datetime
    next_key: str | None

    @property
    def gap_to_next(self) -> int | None:
        return self.mine.gap

    @property
    def heads(self) -> int:
        return self.mine.heads

    def lines(self, member_id: int) -> Iterator[tuple[int, str, int, bool, bool, int | None]]:
        """The rows as the page lines them up: place, name, score, whether it is one's own, tied, places gained."""
        for row in self.rows:
            mine = row.member_id == member_id
            yield row.place, row.name, row.score, mine, row.tied, self.mine.change if mine else None

    def shows(self, member_id: int) -> bool:
        """Whether the member's own row is among those shown."""
        return any(row.member_id == member_id for row in self.rows)


@dataclass(frozen=True, slots=True)
class Key:
    """The last row of a page, as the next page is asked for: its score and its member."""

    score: int
    member_id: int

    @classmethod
    def read(cls, text: str | None) -> "Key | None":
        """The key an address carries ("1208.17"); None for anything else."""
        score, dot, member_id = (text or "").partition(".")
        if not dot or not all(
            part.isascii() and part.isdigit() and len(part) < 10 for part in (score, member_id)
        ):
            return None
        return cls(int(score), int(member_id))


def _on_board(starts_on: str, score: Any = Score) -> ColumnElement[bool]:
    """Who stands on the board asked for: those with points in its span. `starts_on` names the value of its first day."""
    return and_(
        score.branch_id == bindparam("branch_id"),
        score.period == bindparam("period"),
        score.starts_on == bindparam(starts_on),
        score.score > 0,
        or_(
            bindparam("kind", type_=String) == EVERYONE, score.member_type == bindparam("kind", type_=String)
        ),
    )


def branch_board(
    *,
    branch_id: int,
    span: Span,
    day: date,
    member_id: int,
    at: datetime,
    kind: str = EVERYONE,
    after: Key | None = None,
    limit: int = ROWS,
) -> Board:
    """The branch's board over the span that `day` lies in, from the top or from the row `after`; two statements."""
    board = {"branch_id": branch_id, "period": span.value, "starts_on": span.start(day), "kind": kind}
    key = {"after_score": after.score, "after_member": after.member_id} if after else {}
    found = _rows(goes_on=after is not None).all(**board, **key, most=limit + 1)
    page = page_of(found, limit=limit, key=lambda row: f"{row.score}.{row.member_id}")
    mine = place_in_branch(branch_id=branch_id, span=span, day=day, member_id=member_id, kind=kind)
    begin = Begin(found[0].passed, found[0].above, found[0].last_score) if after and found else TOP
    return Board(_with_places(page.rows, begin=begin, peek=found[limit:]), mine, at, page.next_key)


class Begin(NamedTuple):
    """What stands over a page of the board: rows in the list, rows with more points, and the last row's score."""

    passed: int
    above: int
    last_score: int


TOP = Begin(0, 0, -1)


@cache
def _rows(*, goes_on: bool) -> Prepared:
    """A page of the board; one that goes on has its `Begin` in every row."""
    board, listed = _on_board("starts_on"), (Score.score, Score.member_id, Member.name)
    if not goes_on:
        return Prepared(_page_of(select(*listed), board))
    after_score, after_member = (
        bindparam("after_score", type_=Integer),
        bindparam("after_member", type_=Integer),
    )
    comes_before = or_(  # up to and with the row of the key
        Score.score > after_score, and_(Score.score == after_score, Score.member_id <= after_member)
    )
    counted = select(func.count()).select_from(Score).where(board)
    passed = counted.where(comes_before).scalar_subquery()
    above = counted.where(Score.score > after_score).scalar_subquery()
    begin = passed.label("passed"), above.label("above"), after_score.label("last_score")
    return Prepared(_page_of(select(*listed, *begin), board, ~comes_before))


def _page_of(rows: Select[*tuple[Any, ...]], *which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        rows.join(Member, Member.id == Score.member_id)
        .where(*which)
        .order_by(Score.score.desc(), Score.member_id)
        .limit(bindparam("most", type_=Integer))
    )


def _with_places(rows: Sequence[Any], *, begin: Begin, peek: Sequence[Any]) -> list[BoardRow]:
    """Places carried on from the page before; `peek`: the row after the last, which may be its equal."""
    told: list[BoardRow] = []
    last_score, place = begin.last_score, begin.above + 1
    following = [row.score for row in (*rows[1:], *peek)] + [None]
    for index, row in enumerate(rows):
        score = row.score
        tied = score in (last_score, following[index])
        if score != last_score:
            place = begin.passed + index + 1
        told.append(BoardRow(place, row.member_id, row.name, score, tied))
        last_score = score
    return told


def place_in_branch(
    *, branch_id: int, span: Span, day: date, member_id: int, kind: str = EVERYONE, ahead: bool = True
) -> Place:
    """Where the member stands on the branch's board; one statement.

    `ahead`: whether to look for the place above as well; without it there is no `next_place` and no `gap`.
    """
    before = span.start_before(day)
    compared = {"before_on": before} if before else {}
    asked = {"branch_id": branch_id, "period": span.value, "starts_on": span.start(day), **compared}
    statement = _standing(compared=before is not None, ahead=ahead)
    return _place(statement.one(member_id=member_id, kind=kind, **asked))


@cache
def _standing(*, compared: bool, ahead: bool) -> Prepared:
    """The score, the heads, those above and the next score up; `compared` with the span before, where there is one."""
    none = literal(None, Integer)
    standing = select(
        _score_of("starts_on").label("score"),
        (_score_of("before_on") if compared else literal(0)).label("earlier"),
        _heads().label("heads"),
    ).cte("standing")
    return Prepared(
        select(
            standing,
            _count_above("starts_on", standing.c.score).label("above"),
            (_next_score(standing.c.score) if ahead else none).label("next_score"),
            (_count_next(standing.c.score) if ahead else none).label("next_count"),
            (_count_above("before_on", standing.c.earlier) if compared else literal(0)).label(
                "above_earlier"
            ),
        )
    )


def _place(row: Any) -> Place:
    place = row.above + 1 if row.score > 0 else None
    compared = place is not None and row.earlier > 0
    return Place(
        place=place,
        heads=max(row.heads, row.above + (1 if place else 0)),
        score=row.score,
        change=row.above_earlier - row.above if compared else None,
        next_place=row.above - row.next_count + 1 if row.next_score is not None else None,
        gap=row.next_score - row.score if row.next_score is not None else None,
    )


def _score_of(starts_on: str) -> ColumnElement[int]:
    mine = select(Score.score).where(_on_board(starts_on), Score.member_id == bindparam("member_id"))
    return func.coalesce(mine.scalar_subquery(), 0)


def _heads() -> ColumnElement[int]:
    kind = bindparam("kind", type_=String)
    at_home = (
        Member.branch_id == bindparam("branch_id"),
        Member.state != MemberState.LEFT,
        or_(kind == EVERYONE, Member.member_type == kind),
    )
    return select(func.count()).select_from(Member).where(*at_home).scalar_subquery()


def _count_above(starts_on: str, score: ColumnElement[int]) -> ColumnElement[int]:
    other = aliased(Score)
    counted = select(func.count()).select_from(other)
    return counted.where(_on_board(starts_on, other), other.score > score).scalar_subquery()


def _next_score(score: ColumnElement[int]) -> ColumnElement[int | None]:
    other = aliased(Score)
    lowest = select(func.min(other.score))
    return lowest.where(_on_board("starts_on", other), other.score > score).scalar_subquery()


def _count_next(score: ColumnElement[int]) -> ColumnElement[int]:
    """How many share the next score above."""
    other = aliased(Score)
    counted = select(func.count()).select_from(other)
    return counted.where(_on_board("starts_on", other), other.score == _next_score(score)).scalar_subquery()
