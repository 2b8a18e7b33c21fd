"""What time does with redemptions: telling of those that run out before long, and ending those that are over."""

from datetime import datetime

from quizapp.rewards import operations, queries

BATCH = 200


def catch_up(*, at: datetime) -> int:
    """Give back what was called off or has run out, each in a transaction of its own, and warn; gives how many ended."""
    ended = 0
    while some := finish_calling_off(at=at):
        ended += some
    while over := queries.due(at, limit=BATCH):
        ended += sum(operations.expire(redemption_id=redemption_id, at=at) for redemption_id in over)
    after = 0
    while soon := queries.due_soon(at, after=after, limit=BATCH):
        for after in soon:
            operations.warn(redemption_id=after, at=at)
    return ended


def finish_calling_off(*, reward_id: int = 0, at: datetime) -> int:
    """End some of what is held of rewards that were called off, or of one of them; gives how many, 0 when none is left."""
    some = queries.of_called_off(reward_id=reward_id, limit=BATCH)
    for redemption_id in some:
        operations.end_called_off(redemption_id=redemption_id, at=at)
    return len(some)
