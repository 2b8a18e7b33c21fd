"""The blueprint of the figures, and what each of its pages begins with: which organisation, which span of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request

from quizapp.kernel.clock import local_day
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.people.reach import ids_on
from quizapp.people.roles import Permission
from quizapp.points.spans import SPANS as SPAN_NAMES
from quizapp.points.spans import Span
from quizapp.supervision.breakdown import By
from quizapp.supervision.figures import BY_CODE, FORMULAS, PARTICIPATION, Formula
from quizapp.supervision.periods import SPANS, Period
from quizapp.supervision.queries import counted, places
from quizapp.supervision.queries.places import Named, Stood
from quizapp.web.guards import arrived, me
from quizapp.web.i18n import day_in_words, language, say

bp = Blueprint("supervision", __name__, url_prefix="/figures")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is about: an organisation, the way down to it within one's reach, a period, a figure."""

    node: Organisation
    then: Stood  # where it stood in the period, and what it was called
    crumbs: Sequence[Named]
    targets: dict[str, int]
    period: Period
    formula: Formula
    by: By

    def address(self, **other: Any) -> dict[str, Any]:
        """What an address of these pages carries, some of it changed."""
        kept = {
            "organisation_id": self.node.id,
            "span": self.period.span.value,
            "day": self.period.start.isoformat() if self.period.is_over else None,
            "figure": self.formula.code if self.formula is not PARTICIPATION else None,
            "by": self.by.value if self.by is not By.PART else None,
        }
        return {name: value for name, value in (kept | other).items() if value is not None}

    @property
    def target(self) -> int | None:
        return self.targets.get(self.formula.target) if self.formula.target else None


def asked(organisation_id: int) -> Asked:
    """What the address asks for; an organisation out of one's reach is not there (404)."""
    node = people.organisation(organisation_id)
    if not me().may(Permission.SEE_FIGURES, node.path):
        abort(404)
    sent, period = request.values, _period(node)
    then = places.stood(node, period)
    known = places.above([node.path, then.path], period)
    return Asked(
        node=node,
        then=then,
        crumbs=_way(then, known),
        targets=counted.targets(known[one].node for one in ids_on(node.path)),
        period=period,
        formula=BY_CODE.get(sent.get("figure", ""), PARTICIPATION),
        by=By.read(sent.get("by")),
    )


def _period(node: Organisation) -> Period:
    today = local_day(arrived(), node.zone)
    return Period.read(request.values.get("span"), request.values.get("day"), today)


def _way(then: Stood, known: Mapping[int, Named]) -> list[Named]:
    """The way down to where it stood, as far as that is in one's reach today."""
    tops, above = me().tops(Permission.SEE_FIGURES), [known[one] for one in ids_on(then.path)]
    return [one for one in above if one.node.path.startswith(tops)]


def in_words(period: Period) -> str:
    """21 Nov, 16–22 Nov, 2026-11, 2026 Q4 or 2026: as short as it can be told."""
    start, english = period.start, language() == "en"
    if period.span is Span.DAY:
        return day_in_words(start)
    if period.span is Span.WEEK:
        return f"{day_in_words(start)} – {day_in_words(period.span.last(start))}"
    if period.span is Span.MONTH:
        return f"{start:%Y-%m}" if english else f"{start.year}年{start.month}月"
    if period.span is Span.QUARTER:
        number = (start.month + 2) // 3
        return f"{start.year} Q{number}" if english else f"{start.year}年第{number}季度"
    return f"{start.year}" if english else f"{start.year}年"


def frame(asking: Asked, current: str) -> dict[str, Any]:
    """What every page of the desk shows around its own."""
    return {
        "asked": asking,
        "current": current,
        "period_words": in_words(asking.period),
        "spans": [(say(SPAN_NAMES[span]), span) for span in SPANS],
        "as_of": counted.as_of(),
        "formulas": FORMULAS,
    }
