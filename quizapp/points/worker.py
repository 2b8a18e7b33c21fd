"""Keeping the counts of organisations within seconds of what their members do, and simulating proposed tariffs."""

from datetime import datetime, timedelta

from quizapp.kernel import clock
from quizapp.points import operations, queries
from quizapp.points.changing import changes_in
from quizapp.points.operations.folding import MOST
from quizapp.points.projections import heads
from quizapp.points.queries import proposals, simulating

PIECE = 1000  # members simulated at once: memory grows with these, and what is counted twice after a crash
TURN = timedelta(seconds=3)  # then others have theirs


def catch_up(*, at: datetime) -> int:
    """Fold until nothing waits; gives how many branches were counted. May be run again at any time.

    Members are read before anything is locked: in a city that takes a while. Those of the branches in which something
    moved are read again under the lock, so that two who count at once do not both add it.
    """
    people = heads.differing(queries.house_day(at))
    counted = some = operations.fold(people=people[:MOST], at=at)
    while some == MOST or people[MOST:]:
        people = people[MOST:]
        some = operations.fold(people=people[:MOST], at=at)
        counted += some
    return counted


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
    now = proposals.newest_rules()
    rules = {
        line.code: line.rule(now[line.code], version=line.version + 1, starts_on=its.starts_on)
        for line in changes_in(its.lines)
    }
    upto = so_far.reached + PIECE
    found = simulating.piece(
        rules, first=so_far.first_on, last=so_far.last_on, after=so_far.reached, upto=upto
    )
    return operations.keep_piece(proposal_id=proposal_id, after=so_far.reached, upto=upto, found=found, at=at)
