"""How lively a branch is: a few carry everything, most do a little, and four in ten members take part at all."""

from dataclasses import dataclass
from random import Random

MODEL_SHARE = 200  # one branch in so many is a model for the others, and at least one


@dataclass(frozen=True, slots=True)
class Zeal:
    """Shares from 0 to 1: of its activated members who take part in the days at all; of the days that these come on;
    and of what a day offers that they do then.
    """

    takes_part: float
    comes: float
    does: float


def zeal(rank: int, of: int) -> Zeal:
    """The zeal of the branch in a place (0 is the best) among `of` branches."""
    models = max(1, of // MODEL_SHARE)
    if rank < models:
        down = rank / models
        return Zeal(1 - 0.05 * down, 1 - 0.25 * down, 1 - 0.5 * down)
    up = 1 - (rank + 0.5) / of
    return Zeal(0.09 + 0.8 * up**1.6, 0.25 + 0.45 * up**2, 0.08 + 0.3 * up**2)


def around(share: float, rng: Random) -> float:
    """One member's own share: anywhere around the branch's, and never outside 0 to 1."""
    return share + rng.uniform(-0.8, 0.8) * min(share, 1 - share)
