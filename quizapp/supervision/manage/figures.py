"""The figures of one organisation: all six, over time, and by what it consists of."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts.words import FIELDS
from quizapp.kernel import charts
from quizapp.kernel.text import shortened
from quizapp.people.queries import member_types
from quizapp.people.roles import Permission
from quizapp.points.counts import BESIDE_ROSTER
from quizapp.points.spans import Span
from quizapp.supervision.breakdown import NAMES as BREAKDOWNS
from quizapp.supervision.breakdown import By
from quizapp.supervision.figures import Counts, Figure, Formula, Unit, worked_out
from quizapp.supervision.manage.desk import Asked, asked, bp, frame, in_words
from quizapp.supervision.periods import Period
from quizapp.supervision.queries import counted, places
from quizapp.supervision.queries.kinds import Kind, by_kind
from quizapp.web.guards import me, requires
from quizapp.web.i18n import _, ngettext, say, title_of

AT_ONCE = 30  # parts on a page


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of figures, and of the chart above it.

    `id`: of the organisation it leads to, None beyond the reader's reach; `note`: what is said beside its name.
    """

    name: str
    counts: Counts
    figures: tuple[Figure, ...]
    id: int | None = None
    below: bool = False
    note: str = ""

    @property
    def called(self) -> str:
        """The name with what is said beside it: where there is no room for more than words."""
        return _("%(name)s (%(note)s)", name=self.name, note=self.note) if self.note else self.name


@bp.get("/")
@requires(Permission.SEE_FIGURES)
def tops() -> ResponseReturnValue:
    """Where one's reach begins: the one organisation itself, or a list of several."""
    found = places.at_paths(me().tops(Permission.SEE_FIGURES))
    if len(found) == 1:
        return redirect(url_for(".overview", organisation_id=found[0].id), code=303)
    return render_template("supervision/manage/tops.html", tops=found)


@bp.get("/<int:organisation_id>")
@requires(Permission.SEE_FIGURES)
def overview(organisation_id: int) -> ResponseReturnValue:
    asking = asked(organisation_id)
    trail = trend_of(asking)
    return render_template(
        "supervision/manage/overview.html",
        **frame(asking, "overview"),
        now=trail[-1],
        before=trail[-2] if len(trail) > 1 else None,
        trail=trail,
        chart=_trend_chart(asking, trail),
    )


@bp.get("/<int:organisation_id>/parts")
@requires(Permission.SEE_FIGURES)
def parts(organisation_id: int) -> ResponseReturnValue:
    asking, after = asked(organisation_id), request.args.get("after", "")[:60]
    lines, next_key = lines_of(asking, after=after, limit=AT_ONCE)
    return render_template(
        "supervision/manage/parts.html",
        **frame(asking, "parts"),
        lines=lines,
        chart=_bar_chart(asking, lines),
        next_key=next_key,
        breakdowns=BREAKDOWNS,
    )


@bp.get("/<int:organisation_id>/types")
@requires(Permission.SEE_FIGURES)
def types(organisation_id: int) -> ResponseReturnValue:
    asking = asked(organisation_id)
    lines = lines_by_type(asking)
    return render_template(
        "supervision/manage/types.html",
        **frame(asking, "types"),
        lines=lines,
        chart=_bar_chart(asking, lines),
    )


def trend_of(asking: Asked) -> list[Line]:
    """The figures of the periods up to the one asked for."""
    periods = asking.period.trail()
    sums = counted.over_time(asking.node.id, periods)
    return [_line(in_words(period), counts, asking) for period, counts in zip(periods, sums, strict=True)]


def lines_of(asking: Asked, *, after: str = "", limit: int) -> tuple[list[Line], str | None]:
    """What the organisation is broken down by: its parts, a page of them, or all kinds there are in it."""
    if asking.by is not By.PART:
        return _lines_by_kind(asking), None
    page = counted.parts(asking.node, asking.period, after=after, limit=limit)
    return [_part(asking, place) for place in page.rows], page.next_key


def _part(asking: Asked, place: counted.Place) -> Line:
    return Line(
        place.name,
        place.counts,
        worked_out(place.counts, asking.targets),
        place.id if me().may(Permission.SEE_FIGURES, place.path) else None,
        place.below,
        _("closed") if place.closed_on else "",
    )


def _lines_by_kind(asking: Asked) -> list[Line]:
    """The kinds of place in their order, categories by name; who has none comes last."""
    found = {kind.value: kind for kind in by_kind(asking.then.path, asking.period, asking.by)}
    names: dict[str | None, str] = {one: one for one in sorted(filter(None, found))}
    if asking.by is By.FIELD:
        names = {field.value: say(name) for field, name in FIELDS.items()}
    names[None] = _("No category")
    return [_kind(asking, name, found[value]) for value, name in names.items() if value in found]


def _kind(asking: Asked, name: str, kind: Kind) -> Line:
    branches = ngettext("%(num)s branch", "%(num)s branches", kind.branches)
    return Line(name, kind.counts, worked_out(kind.counts, asking.targets), note=branches)


def lines_by_type(asking: Asked) -> list[Line]:
    """The member types there are here, in their order; what a headcount has beside the roster comes last."""
    sums = counted.by_type(asking.node.id, asking.period)
    lines = [
        _line(title_of(kind), sums[kind.key], asking)
        for kind in member_types()
        if kind.key in sums and any(_shown(sums[kind.key]))
    ]
    if BESIDE_ROSTER in sums and sums[BESIDE_ROSTER].headcount:
        lines.append(_line(_("Headcount beside the roster"), sums[BESIDE_ROSTER], asking))
    return lines


def _shown(counts: Counts) -> tuple[int, ...]:
    return counts.members, counts.registered, counts.activated, counts.visited, counts.earned


def _line(name: str, counts: Counts, asking: Asked) -> Line:
    return Line(name, counts, worked_out(counts, asking.targets))


def _drawn(line: Line, formula: Formula) -> tuple[str, Fraction | None, str]:
    figure = next(one for one in line.figures if one.formula is formula)
    by = 100 if formula.unit is Unit.SHARE else 1
    return line.called, None if figure.value is None else figure.value * by, figure.words


def _trend_chart(asking: Asked, trail: Sequence[Line]) -> charts.Trend:
    rows = [
        (_short(period), *_drawn(line, asking.formula)[1:])
        for period, line in zip(asking.period.trail(), trail, strict=True)
    ]
    return charts.trend(rows, target=asking.target, share=asking.formula.unit is Unit.SHARE)


def _short(period: Period) -> str:
    start = period.start
    if period.span is Span.QUARTER:
        return f"{start.year} Q{(start.month + 2) // 3}"
    if period.span in (Span.MONTH, Span.YEAR):
        return f"{start:%Y-%m}" if period.span is Span.MONTH else f"{start.year}"
    return f"{start.month}-{start.day}"


def _bar_chart(asking: Asked, lines: Sequence[Line]) -> charts.Bars:
    rows = [
        (shortened(name, charts.NAME_ROOM), value, words)
        for name, value, words in (_drawn(line, asking.formula) for line in lines)
    ]
    return charts.bars(rows, target=asking.target, share=asking.formula.unit is Unit.SHARE)
