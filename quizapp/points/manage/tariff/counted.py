"""How last month would have gone under a proposal, as its pages show it: how far it is counted, and drawn."""

from typing import Any

from quizapp.points import bars
from quizapp.points.earning import Code
from quizapp.points.names import NAMES
from quizapp.points.queries import proposals
from quizapp.points.queries.proposals import Proposed, Simulated


def counted(about: Proposed) -> dict[str, Any]:
    """What points/manage/simulated.html is told; `simulated` is None where nothing is counted."""
    so_far = proposals.simulation(about.id)
    drawn = _chart(so_far) if so_far and so_far.done_at else None
    return {"about": about, "simulated": so_far, "chart": drawn}


def _chart(so_far: Simulated) -> bars.Pairs:
    found = so_far.found
    codes = [code for code in Code if code in found.paid or code in found.proposed]
    return bars.pairs([(NAMES[code], found.paid[code], found.proposed[code]) for code in codes])
