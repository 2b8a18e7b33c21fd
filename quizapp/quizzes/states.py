"""The road of an attempt from its first question to its mark: every step there is, and where it leads."""

from enum import StrEnum


class Mode(StrEnum):
    """How a quiz is taken. Other modes join here when they exist."""

    DAILY = "daily"


class State(StrEnum):
    """Where an attempt stands; every step is a compare-and-set in SQL. Values are stored, never renamed."""

    IN_PROGRESS = "in_progress"
    GRADED = "graded"
    ABANDONED = "abandoned"


class Step(StrEnum):
    """What can happen to an attempt."""

    ANSWER = "answer"  # the member answers the question at the cursor
    FINISH = "finish"  # the last answer was given, or the member chose to stop
    CLOSE = "close"  # the study day ended after something had been answered
    ABANDON = "abandon"  # the study day ended before anything was


ROAD: dict[tuple[State, Step], State] = {
    (State.IN_PROGRESS, Step.ANSWER): State.IN_PROGRESS,
    (State.IN_PROGRESS, Step.FINISH): State.GRADED,
    (State.IN_PROGRESS, Step.CLOSE): State.GRADED,
    (State.IN_PROGRESS, Step.ABANDON): State.ABANDONED,
}


def last_step(answered: int) -> Step:
    """How an attempt ends whose study day is over, by how many places were answered."""
    return Step.CLOSE if answered else Step.ABANDON
