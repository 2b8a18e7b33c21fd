"""Organisations ranked by their points in all or by the average of a head: those directly below one, or every branch below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from quizapp.kernel.paging import Page, page_of
from quizapp.points.leaderboards.valued import AVERAGE, TOTAL, statement
from quizapp.points.showing import places_shown
from quizapp.points.spans import Span

ROWS = 50


class Of(StrEnum):
    """Which organisations a board ranks. Values stand in addresses."""

    BELOW = "below"
    BRANCHES = "branches"

    @classmethod
    def read(cls, text: str | None) -> "Of":
        return cls.BRANCHES if text == cls.BRANCHES else cls.BELOW


@dataclass(frozen=True, slots=True)
class Part:
    """One organisation on a board of organisations: what all in it earned, its activated members, and their average."""

    place: int
    id: int
    name: str
    above: str | None  # the organisation it hangs under
    earned: int
    activated: int
    tied: bool

    @property
    def average(self) -> Fraction | None:
        return Fraction(self.earned, self.activated) if self.activated else None


@dataclass(frozen=True, slots=True)
class PartKey:
    """The last row of a page, as the next page is asked for: its value, whole and rest, and its organisation."""

    whole: int
    rest: int
    id: int

    @classmethod
    def read(cls, text: str | None) -> "PartKey | None":
        """The key an address carries ("20.0.17"); None for anything else."""
        numbers = (text or "").split(".")
        if len(numbers) != 3 or not all(one.isascii() and one.isdigit() and len(one) < 14 for one in numbers):
            return None
        return cls(*(int(one) for one in numbers))


@dataclass(frozen=True, slots=True)
class Parts:
    """Some rows of a board of organisations, one's own wherever it stands, how many have a place, and as of when."""

    page: Page[Part]
    mine: Part | None
    ranked: int
    cut: bool  # whether the list, over all its pages, ends before the last of them
    as_of: datetime | None


def parts(
    organisation_id: int,
    *,
    of: Of,
    by: str,
    span: Span,
    day: date,
    kind: str,
    own_id: int,
    visibility: str,
    staff: bool,
    after: PartKey | None = None,
    limit: int = ROWS,
) -> Parts:
    """A page of the organisations that have points in a span, and one's own; one statement, of some fifty rows."""
    goes_on = {"whole": after.whole, "rest": after.rest, "after_id": after.id} if after else {}
    rows = statement(
        branches=of is Of.BRANCHES, average=by == AVERAGE, own=own_id != 0, goes_on=after is not None
    ).all(
        top_id=organisation_id,
        period=span.value,
        starts_on=span.start(day),
        kind=kind,
        most=limit + 1,
        **({"own_id": own_id} if own_id else {}),
        **goes_on,
    )
    ranked, as_of = rows[0].ranked, rows[0].as_of
    last = places_shown(ranked, visibility, staff=staff)
    placed = _placed([row for row in rows if row.id is not None and not row.mine], after)
    listed = [(part, key) for part, key in placed if part.place <= last]
    page = page_of(listed, limit=limit, key=lambda one: one[1])
    mine = next((_part(row, row.above + 1, tied=row.until > row.above + 1) for row in rows if row.mine), None)
    return Parts(Page([part for part, _ in page.rows], page.next_key), mine, ranked, 0 < last < ranked, as_of)


def _placed(rows: Sequence[Any], after: PartKey | None) -> list[tuple[Part, str]]:
    """Each with its place, carried on from the page before, and its key. The last may have an equal that is not read."""
    told = []
    last, place = ((after.whole, after.rest), rows[0].passed_above + 1) if rows and after else (None, 1)
    following = [(row.whole, row.rest) for row in rows[1:]] + [None]
    for index, row in enumerate(rows):
        value = row.whole, row.rest
        tied = value in (last, following[index])
        if value != last:
            place = row.passed + index + 1
        told.append((_part(row, place, tied=tied), f"{row.whole}.{row.rest}.{row.id}"))
        last = value
    return told


def _part(row: Any, place: int, *, tied: bool) -> Part:
    return Part(place, row.id, row.name, row.parent, row.earned, row.activated, tied)


__all__ = ["AVERAGE", "ROWS", "TOTAL", "Of", "Part", "PartKey", "Parts", "parts"]
