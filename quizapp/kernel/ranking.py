"""Places with ties: equal scores share a place, and the next place is skipped (1, 2, 2, 4)."""

from collections.abc import Sequence


def places(scores: Sequence[int]) -> list[int]:
    """The place of each score in a list sorted from high to low. ValueError when it is not sorted so."""
    given: list[int] = []
    for index, score in enumerate(scores):
        if index and score > scores[index - 1]:
            raise ValueError("scores must come from high to low")
        given.append(given[-1] if index and score == scores[index - 1] else index + 1)
    return given
