"""What quizzes keep about one person."""

from collections.abc import Mapping
from typing import Any

from quizapp.kernel.own_data import Part, Rows, Whose
from quizapp.people.store.own_rows import rows_of
from quizapp.quizzes.models import Attempt, FirstTries, QuestionsMet
from quizapp.quizzes.states import State

# The paper itself stays: which version stands where, and in what order, never leaves the server.
_attempts = rows_of(Attempt, "member_id", without=("paper", "counted"))


def _own_attempts(whose: Whose) -> Rows:
    return [_shown(row) for row in _attempts(whose)]


def _shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """An attempt still open keeps back what was given: whether it is right is not told before the end."""
    if row["state"] != State.IN_PROGRESS:
        return row
    return {name: value for name, value in row.items() if name != "responses"}


_met = rows_of(QuestionsMet, "member_id")


def _how_many_met(whose: Whose) -> Rows:
    """Which questions these are by id says nothing to anyone; that they are kept, and how many, does."""
    return [{"questions": len(row["question_ids"])} for row in _met(whose)]


PART = Part(
    "quizzes",
    {
        "attempts": _own_attempts,
        "quiz_first_tries": rows_of(FirstTries, "member_id"),
        "quiz_questions_met": _how_many_met,
    },
)
