"""The daily quiz: its key, its length, and how the day's questions are found from what the member has seen."""

from collections.abc import Sequence
from datetime import date
from random import Random

from quizapp.bank.drawing import Candidate, draw
from quizapp.points.earning import Code
from quizapp.quizzes.paper import Place

PAID_FOR = frozenset({Code.DAILY_QUIZ})
QUESTIONS = 5
OBJECT_KEY = "daily"  # what the ledger's award key names; the study day in that key comes from the rule
PRACTICE_KEY = "practice"  # under which practice is told on the statement; it is never paid
PAPERS_REMEMBERED = 120  # a member's latest papers, which tell new questions from those seen before


def quiz_key(day: date) -> str:
    """Names the quiz of one study day: "daily:2026-11-21"."""
    return f"daily:{day.isoformat()}"


def last_seen(papers: Sequence[Sequence[Place]]) -> dict[int, int]:
    """When each question was last asked, as a rank: larger is more recent. Papers come newest first."""
    return {
        place.question_id: rank for rank, paper in enumerate(reversed(papers), start=1) for place in paper
    }


def questions_of_the_day(
    candidates: Sequence[Candidate], papers: Sequence[Sequence[Place]], rng: Random
) -> list[Candidate]:
    """The day's five: those never asked before, then those asked longest ago (PRODUCT: quiz modes, daily).

    Fewer than five only when the bank holds fewer; empty when it holds none.
    """
    return draw(candidates, last_seen=last_seen(papers), count=QUESTIONS, rng=rng)
