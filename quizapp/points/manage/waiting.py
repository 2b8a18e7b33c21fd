"""What waits at the ledger's desks for whoever opens a page: shown beside the desk's name."""

from collections.abc import Mapping

from quizapp.people.reach import Me
from quizapp.people.roles import Permission
from quizapp.points.queries.to_decide import to_decide


def waiting(asking: Me) -> Mapping[str, int]:
    """How many proposals of others one may decide, by the page that lists them; without such a role nothing is asked."""
    by_hand, tariff = asking.tops(Permission.ADJUST_POINTS), asking.tops(Permission.MANAGE_TARIFF)
    if asking.suspended or not (by_hand or tariff):
        return {}
    counted = to_decide(asking.id, by_hand=by_hand, tariff=tariff)
    return dict(zip(("ledger.proposals", "tariff.tops"), counted, strict=True))
