"""What waits to be folded into counts and boards: mostly nothing, which one statement tells."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select

from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from quizapp.people.models import Organisation, ToCount
from quizapp.points.models import Score, TallyPlace, TallyRun
from quizapp.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Waiting:
    """The day by the clock of the top of the tree, and which kinds of change have not been folded yet."""

    today: date
    tree: bool  # organisations that are new, or stand elsewhere
    scores: bool
    rosters: bool
    day: bool  # whether the boards were last brought up to date on another day


def waiting(at: datetime) -> Waiting:
    """What there is to fold at an instant; one statement."""
    row = _WAITING.one()
    zone = row.zone or DEFAULT_ZONE
    today = local_day(at, zone)
    return Waiting(
        today=today,
        tree=bool(row.tree),
        scores=bool(row.scores),
        rosters=row.due_on is not None and row.due_on <= today,
        day=row.folded_at is None or local_day(row.folded_at, zone) != today,
    )


_TOP = select(Organisation.zone).order_by(func.length(Organisation.path)).limit(1)
_ELSEWHERE = or_(TallyPlace.path.is_(None), TallyPlace.path != Organisation.path)
_BESIDE = (
    select(Organisation.id)
    .outerjoin(TallyPlace, TallyPlace.organisation_id == Organisation.id)
    .where(_ELSEWHERE)
)
_WAITING = Prepared(
    select(
        _TOP.scalar_subquery().label("zone"),
        _BESIDE.exists().label("tree"),
        exists().where(Score.folded.is_(False)).label("scores"),
        select(func.min(ToCount.due_on)).scalar_subquery().label("due_on"),
        select(TallyRun.at).where(TallyRun.name == "boards").scalar_subquery().label("folded_at"),
    )
)
