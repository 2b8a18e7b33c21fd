"""What time does with redemptions: telling of those that run out before long, and ending those that have."""

from datetime import datetime

from quizapp.rewards import operations, queries

BATCH = 200


def catch_up(*, at: datetime) -> int:
    """Give back what has run out, each redemption in a transaction of its own, and warn; gives how many ended."""
    ended = 0
    while some := queries.due(at, limit=BATCH):
        ended += sum(operations.expire(redemption_id=redemption_id, at=at) for redemption_id in some)
    while soon := queries.due_soon(at, limit=BATCH):
        for redemption_id in soon:
            operations.warn(redemption_id=redemption_id, at=at)
    return ended
