"""Proof of the boards above the branch: drawn here from the score rows by other code than folded them, and compared.

I11: heads on every step of scores of every organisation, and who leads. What still waits to be folded is compared as the
boards know it; that the score rows are the sums of their entries is proved elsewhere, as are the heads by gains.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, select

from quizapp.db import db
from quizapp.people.models import OrganisationSpan
from quizapp.points import ranks
from quizapp.points.models import Leader, Score, ScoreHeads, TallyPlace
from quizapp.points.queries.verifying import Difference
from quizapp.points.ranks import WIDTHS, is_kept
from quizapp.points.spans import Span

Sums = dict[tuple[int, str], Counter[int]]  # organisation and kind → what each member has there


def differences(today: date) -> Iterator[Difference]:
    """Every difference in the boards, read in one snapshot."""
    with db.engine.connect() as opened:
        if opened.dialect.name == "postgresql":
            opened = opened.execution_options(isolation_level="REPEATABLE READ")
        spans = select(Score.period, Score.starts_on).union(select(ScoreHeads.period, ScoreHeads.starts_on))
        for period, start in opened.execute(spans.order_by("period", "starts_on")).all():
            kept = is_kept(period, start, today)
            sums, late = _sums(opened, period, start) if kept else ({}, 0)
            if late:
                words = f"{period} from {start}: {late} scores are marked as folded, and the boards do not know them"
                yield Difference("I11", words)
            yield from _heads(opened, period, start, sums)
            yield from _leaders(opened, period, start, sums)


def _sums(opened: Connection, period: str, start: date) -> tuple[Sums, int]:
    """What the boards should add up, and how many rows they should know and do not."""
    above = _above(opened, Span(period).last(start))
    sums: Sums = defaultdict(Counter)
    late = 0
    columns = (
        Score.branch_id,
        Score.member_id,
        Score.member_type,
        Score.score,
        Score.ranked,
        Score.folded,
    )
    for row in opened.execute(select(*columns).where(Score.period == period, Score.starts_on == start)):
        late += bool(row.folded) and row.ranked != row.score
        for place in above.get(row.branch_id, []) if row.ranked else []:
            sums[place, ""][row.member_id] += row.ranked
            sums[place, row.member_type][row.member_id] += row.ranked
    return sums, late


def _above(opened: Connection, day: date) -> dict[int, list[int]]:
    """The organisations above each, as their counts were carried last, or as they stood when the span ended."""
    paths = dict(opened.execute(select(TallyPlace.organisation_id, TallyPlace.path)).all())
    ended = select(OrganisationSpan.organisation_id, OrganisationSpan.path).where(
        OrganisationSpan.from_on <= day, OrganisationSpan.until_on > day
    )
    paths |= dict(opened.execute(ended).all())
    return {one: [int(part) for part in path.split("/")[:-2]] for one, path in paths.items()}


def _heads(opened: Connection, period: str, start: date, sums: Sums) -> Iterator[Difference]:
    wanted: Counter[tuple[int, str, int, int]] = Counter()
    for (place, kind), members in sums.items():
        for score in members.values():
            for width in WIDTHS:
                wanted[place, kind, width, score - score % width] += 1
    columns = ScoreHeads.organisation_id, ScoreHeads.kind, ScoreHeads.width, ScoreHeads.score
    rows = select(*columns, ScoreHeads.heads).where(
        ScoreHeads.period == period, ScoreHeads.starts_on == start
    )
    stored: Counter[tuple[int, str, int, int]] = Counter()
    for row in opened.execute(rows):
        stored[row.organisation_id, row.kind, row.width, row.score] = row.heads
    for key in sorted(wanted.keys() | stored.keys()):
        if wanted[key] != stored[key]:
            place, kind, width, score = key
            where = f"{period} from {start}, organisation {place}, {kind or 'everyone'}"
            words = (
                f"{where}: {stored[key]} heads from {score} on ({width} wide); the scores say {wanted[key]}"
            )
            yield Difference("I11", words)


def _leaders(opened: Connection, period: str, start: date, sums: Sums) -> Iterator[Difference]:
    columns = Leader.organisation_id, Leader.kind, Leader.score, Leader.member_id
    rows = opened.execute(select(*columns).where(Leader.period == period, Leader.starts_on == start))
    stored: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for place, kind, score, member_id in rows:
        stored[place, kind].append((-score, member_id))
    for place, kind in sorted(sums.keys() | stored.keys()):
        here = sums.get((place, kind), Counter())
        wanted = sorted((-score, member_id) for member_id, score in here.items())[: ranks.LEADERS]
        found = sorted(stored[place, kind])
        if wanted != found:
            where = f"{period} from {start}, organisation {place}, {kind or 'everyone'}"
            yield Difference("I11", f"{where}: {len(found)} lead, others than the scores say")
