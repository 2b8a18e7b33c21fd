"""Boards of the own branch and of every organisation above it: members, parts, most improved, and why a place is what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.people import queries as people
from quizapp.people.queries import Type
from quizapp.people.reach import ids_on
from quizapp.people.roles import Permission
from quizapp.people.settings import RankVisibility
from quizapp.points import leaderboards, queries, showing
from quizapp.points.counts import EVERYONE
from quizapp.points.leaderboards import AVERAGE, TOTAL, Level, Named, Of, Own, PartKey, Place
from quizapp.points.names import NAMES
from quizapp.points.ranks import LEADERS, Board
from quizapp.points.spans import BEFORE, COMPARED, ONE_DAY, RUNNING, SPANS, Span
from quizapp.points.views.statement import bp
from quizapp.web.guards import arrived, me, requires

Row = tuple[int, str, int, bool, bool]  # place, name, points, whether it is one's own, tied


class Choices(NamedTuple):
    """What a board lets one choose, and what is chosen: nothing here is the member's own, so many share what it draws.

    `over`: the first and the last day of a span that is over, where the one before the running one is asked for.
    """

    way: tuple[tuple[int, str], ...]  # the levels from the root down
    level_id: int
    is_branch: bool
    span: Span
    kind: str
    types: tuple[Type, ...]
    over: tuple[date, date] | None

    @property
    def spans(self) -> Mapping[Span, Message]:
        return SPANS

    @property
    def other(self) -> Message | None:
        """The span that can be turned to: the one before the running one, or back to it. All time has none before it."""
        return (RUNNING if self.over else BEFORE).get(self.span)

    def address(self, **other: Any) -> dict[str, Any]:
        """What an address of these pages carries, some of it changed."""
        kept = {
            "organisation_id": self.level_id,
            "span": self.span.value,
            "type": self.kind or None,
            "before": "1" if self.over else None,
        }
        return {name: value for name, value in (kept | other).items() if value is not None}


@dataclass(frozen=True)
class Asked:
    """What a board is about: a level on the way down to a branch, a span of time, a member type."""

    levels: Sequence[Level]
    level: Level
    span: Span
    day: date
    kind: str
    types: Sequence[Type]
    staff: bool
    is_over: bool  # the span before the running one is asked for

    @property
    def board(self) -> Board:
        return self.span.value, self.span.start(self.day), self.level.id, self.kind

    @property
    def about(self) -> dict[str, Any]:
        return {"span": self.span, "day": self.day, "kind": self.kind}

    @cached_property
    def choices(self) -> Choices:
        way = tuple((level.id, level.name) for level in self.levels)
        first = self.span.start(self.day)
        over = (first, self.span.last(first)) if self.is_over else None
        return Choices(
            way, self.level.id, self.level.is_branch, self.span, self.kind, tuple(self.types), over
        )

    def placed(self, mine: Place) -> Place:
        return mine.settled() if self.is_over else mine

    def address(self, **other: Any) -> dict[str, Any]:
        return self.choices.address(**other)


@bp.get("/boards")
@requires(Permission.STUDY)
def board() -> ResponseReturnValue:
    """The own branch, member by member."""
    return _branch(asked(me().branch_id))


@bp.get("/boards/<int:organisation_id>")
@requires(Permission.STUDY)
def level(organisation_id: int) -> ResponseReturnValue:
    """The members of a level: all of them in a branch, heads and the first above it."""
    asking = asked(organisation_id)
    return _branch(asking) if asking.level.is_branch else _above(asking)


@bp.get("/boards/<int:organisation_id>/parts")
@requires(Permission.STUDY)
def parts(organisation_id: int) -> ResponseReturnValue:
    """The organisations directly below a level or every branch below it, by points in all or by head."""
    asking = asked(organisation_id)
    return render_template("points/parts.html", **frame(asking, "parts"), **_parts(asking))


@bp.get("/boards/<int:organisation_id>/improved")
@requires(Permission.STUDY)
def improved(organisation_id: int) -> ResponseReturnValue:
    """Who gained most over the span before: by name in a branch, as heads above it."""
    asking = asked(organisation_id, gained=True)
    told = _gains_of_branch(asking) if asking.level.is_branch else _gains_above(asking)
    rules = {"floor": showing.FLOOR, "of_type": showing.GAINED_BY_TYPE}
    return render_template("points/improved.html", **frame(asking, "improved"), **told, **rules)


@bp.get("/boards/<int:organisation_id>/why")
@requires(Permission.STUDY)
def why(organisation_id: int) -> ResponseReturnValue:
    """Where a place comes from: the heads above, and what one's own points consist of."""
    asking = asked(organisation_id)
    place, as_of = _place(asking)
    mine = asking.placed(place)
    earned = queries.earned_by_code(me().id, asking.level.path, asking.span, asking.day, asking.kind)
    told = {"mine": mine, "as_of": as_of, "earned": earned, "total": sum(points for _, points in earned)}
    more = {"names": NAMES, "after": _after(asking), "rules": showing.board_rules()}
    return render_template("points/why.html", **frame(asking, "why"), **told, **more)


def asked(organisation_id: int, *, gained: bool = False) -> Asked:
    """What the address asks for; an organisation that is neither above the own branch nor in one's reach is not there."""
    span = Span.read(request.args.get("span"))
    day = local_day(arrived(), me().zone)
    is_over = request.args.get("before") == "1" and span is not Span.ALL
    if is_over:
        day = span.start(day) - ONE_DAY
    types, own = people.member_types(), Own.GAINED if gained else Own.EARNED
    wanted = request.args.get("type")
    kind = next((one.key for one in types if one.key == wanted), EVERYONE)
    if organisation_id == me().branch_id:
        own = Own.NOTHING
    path = _way(organisation_id)
    levels = leaderboards.levels(path=path, member_id=me().id, kind=kind, span=span, day=day, own=own)
    found = next(one for one in levels if one.id == organisation_id)
    staff = me().may(Permission.SEE_FIGURES, found.path)
    return Asked(levels, found, span, day, kind, types, staff, is_over)


def _way(organisation_id: int) -> str:
    if organisation_id in ids_on(me().branch_path):
        return me().branch_path
    path = people.organisation(organisation_id).path
    if not me().may(Permission.SEE_FIGURES, path):
        abort(404)
    return path


def frame(asking: Asked, current: str) -> dict[str, Any]:
    """What every board shows around its own."""
    return {
        "asked": asking,
        "current": current,
        "span": asking.span,
        "compared": COMPARED,
        "me": me(),
    }


def _branch(asking: Asked) -> ResponseReturnValue:
    shown = leaderboards.branch_board(
        branch_id=asking.level.id,
        span=asking.span,
        day=asking.day,
        member_id=me().id,
        at=arrived(),
        kind=asking.kind,
        after=leaderboards.Key.read(request.args.get("after")),
    )
    shown = replace(shown, mine=asking.placed(shown.mine))
    here = frame(asking, "level")
    return render_template("points/board.html", **here, board=shown, mine=shown.mine, as_of=shown.as_of)


def _above(asking: Asked) -> ResponseReturnValue:
    found = leaderboards.ranked(asking.board, score=asking.level.score, earlier=asking.level.earlier)
    visibility = RankVisibility(asking.level.visibility)
    return render_template(
        "points/level.html",
        **frame(asking, "level"),
        ranked=found,
        mine=asking.placed(found.mine),
        as_of=found.as_of,
        rows=_listed(asking, visibility),
        own_branch=visibility is RankVisibility.BRANCH and not asking.staff,
        shown=showing.VISIBILITY[RankVisibility.ALL if asking.staff else visibility],
    )


def _listed(asking: Asked, visibility: RankVisibility) -> list[Row]:
    """The rows of those shown, names masked unless they may be read."""
    if visibility is RankVisibility.BRANCH and not asking.staff:
        own = asking.levels[-1]
        found = leaderboards.own_branch(asking.board, branch_id=own.id, path=asking.level.path)
    else:
        most = showing.most_shown(visibility, staff=asking.staff)
        found = leaderboards.leaders(asking.board, limit=most) if most else []
    return [(one.place, _name(asking, one), one.score, one.member_id == me().id, one.tied) for one in found]


def _name(asking: Asked, one: Named) -> str:
    """The whole name of one's own branch's people, of who agreed, and to staff; of others what is left of it."""
    whole = asking.staff or one.shown or one.branch_id == me().branch_id
    return one.name if whole else showing.masked(one.name)


def _parts(asking: Asked) -> dict[str, Any]:
    """A page of the organisations listed, and one's own wherever it stands."""
    of = Of.read(request.args.get("of"))
    # How many heads there were then is not known to a board: what is over is ranked by points alone.
    by = AVERAGE if request.args.get("by") == AVERAGE and not asking.is_over else TOTAL
    found = leaderboards.parts(
        asking.level.id,
        of=of,
        by=by,
        **asking.about,
        own_id=_own_part(asking.level.id, of),
        visibility=asking.level.visibility,
        staff=asking.staff,
        after=PartKey.read(request.args.get("after")),
    )
    kept = {"of": of if of is Of.BRANCHES else None, "by": by if by == AVERAGE else None}
    return {"ranked": found, "mine": found.mine, "as_of": found.as_of, "of": of, "by": by, "kept": kept}


def _own_part(organisation_id: int, of: Of) -> int:
    """One's own among those ranked: the branch, or what of it hangs directly below; 0 where there is none."""
    if of is Of.BRANCHES:
        return me().branch_id
    way = dict(pairwise(ids_on(me().branch_path)))
    return way.get(organisation_id, 0)


def _gains_of_branch(asking: Asked) -> dict[str, Any]:
    rows = leaderboards.branch_gains(branch_id=asking.level.id, **asking.about)
    mine = next((row for row in rows if row.member_id == me().id), None)
    place = Place(mine.place if mine else None, len(rows), mine.score if mine else 0, None, None, None)
    shown = [(row.place, row.name, row.score, row is mine, row.tied) for row in rows[:LEADERS]]
    return {"rows": shown, "mine": asking.placed(place), "as_of": arrived()}


def _gains_above(asking: Asked) -> dict[str, Any]:
    gain = showing.gain(asking.level.score, asking.level.earlier)
    found = leaderboards.gained(asking.board, gain=gain)
    return {"ranked": found, "mine": asking.placed(found.mine), "as_of": found.as_of}


def _place(asking: Asked) -> tuple[Place, Any]:
    """One's own place on the board, and as of when."""
    if asking.level.is_branch:
        place = leaderboards.place_in_branch(
            branch_id=asking.level.id, span=asking.span, day=asking.day, member_id=me().id, kind=asking.kind
        )
        return place, arrived()
    found = leaderboards.ranked(asking.board, score=asking.level.score, earlier=asking.level.earlier)
    return found.mine, found.as_of


def _after(asking: Asked) -> date | None:
    """The day after the span, from which its statement is read back; None for all time."""
    last = asking.span.last(asking.span.start(asking.day))
    return last + ONE_DAY if last < date.max else None
