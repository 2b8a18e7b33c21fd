"""Keeping counts and boards within seconds of what members do, closing past days, and simulating proposed tariffs."""

from datetime import date, datetime, timedelta

from quizapp.db import db
from quizapp.kernel import clock
from quizapp.points import operations, queries
from quizapp.points.changing import added_in, changes_in
from quizapp.points.earning import Code
from quizapp.points.operations.folding import MOST
from quizapp.points.projections import gains, heads
from quizapp.points.queries import proposals, simulating
from quizapp.points.simulating import Terms, by_additions, by_rules
from quizapp.points.spans import ONE_DAY, Span

PIECE = 1000  # members simulated at once: memory grows with these, and what is counted twice after a crash
TURN = timedelta(seconds=3)  # then others have theirs


def catch_up(*, at: datetime) -> int:
    """Fold until nothing waits; gives how many branches were counted. May be run again at any time."""
    some = operations.fold(at=at, now=clock.now)
    counted = some.branches
    while some.may_be_more:
        some = operations.fold(at=at, now=clock.now)
        counted += some.branches
    return counted


def compare(*, at: datetime) -> int:
    """Hold every roster against its counts, marked or not, and mend what differs; gives how many did.

    The net below the marks. Members are read before anything is locked: in a city that takes a while. Those of the
    rosters that differ are read again under the lock, so that two who count at once do not both add them.
    """
    catch_up(at=at)
    people = heads.differing(queries.house_day(at))
    for first in range(0, len(people), MOST):
        operations.fold(at=at, also=people[first : first + MOST])
    return len(people)


def close_day(*, at: datetime) -> bool:
    """Close the earliest day that is over everywhere and not closed yet; whether one was. May be run again at any time.

    One a run: what was missed is made up for day by day, and other jobs come in between.
    """
    day = queries.day_to_close(at)
    if day is None:
        return False
    last = queries.last_closed()
    before = last.digest if last else ""
    db.session.rollback()  # nothing is held open while the day is read
    made = queries.digested(day, before)
    return operations.close_day(day=day, entries=made.entries, digest=made.digest, before=before, at=at)


def count_gains(*, at: datetime) -> None:
    """Count who improved over the span before. Everything is read before anything is locked, all spans as of one entry.

    What ended yesterday is counted for one day more: its last hour is to be in it.
    """
    today = queries.house_day(at)
    db.session.rollback()  # nothing is held open while everyone is read
    with gains.cut() as opened:
        counted = [
            gains.read(opened, span, start)
            for span in Span
            if span is not Span.ALL
            for start in sorted({span.start(today - ONE_DAY), span.start(today)})
        ]
    for found in counted:
        operations.fold_gains(found=found, at=at)


def simulate(*, at: datetime) -> int:
    """Count on what proposed tariffs would have paid, for a few seconds; gives how many pieces. Goes on where it was."""
    pieces, begun = 0, clock.now()
    for proposal_id in simulating.waiting():
        while _next_piece(proposal_id, at):
            pieces += 1
            if clock.now() - begun > TURN:
                break
    return pieces


def _next_piece(proposal_id: int, at: datetime) -> bool:
    its, so_far = proposals.proposal(proposal_id), proposals.simulation(proposal_id)
    if so_far is None or so_far.done_at is not None:
        return False
    month, after = {"first": so_far.first_on, "last": so_far.last_on}, so_far.reached
    some = simulating.whom(
        its.path if its.adds else "", first=so_far.first_on, after=after, until=so_far.until, most=PIECE
    )
    codes, terms = _by_additions(its) if its.adds else _by_rules(its)
    found = simulating.piece(codes, terms, some, **month)
    return operations.keep_piece(
        proposal_id=proposal_id, lines=its.lines, after=after, upto=some.upto, found=found, at=at
    )


def _by_rules(its: proposals.Proposed) -> tuple[list[Code], Terms]:
    now = proposals.newest_rules()
    rules = {
        line.code: line.rule(now[line.code], version=line.version + 1, starts_on=its.starts_on)
        for line in changes_in(its.lines)
    }
    return list(rules), by_rules(rules)


def _by_additions(its: proposals.Proposed) -> tuple[list[Code], Terms]:
    """As if what is proposed had been added all the month."""
    lines, always = added_in(its.lines), date.min
    added = [line.addition(organisation_id=its.organisation_id, starts_on=always) for line in lines]
    tariff = queries.tariff(fresh=True).with_additions(its.organisation_id, added)
    return [line.code for line in lines], by_additions(tariff)
