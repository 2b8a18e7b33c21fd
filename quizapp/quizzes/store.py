"""What quizzes keep about one person."""

from collections.abc import Mapping
from typing import Any

from quizapp.kernel.own_data import Part, Rows, Whose
from quizapp.people.store.own_rows import rows_of
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.states import State

# The paper itself stays: which version stands where, and in what order, never leaves the server.
_attempts = rows_of(Attempt, "member_id", without=("paper",))


def _own_attempts(whose: Whose) -> Rows:
    return [_shown(row) for row in _attempts(whose)]


def _shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """An attempt still open keeps back what was given: whether it is right is not told before the end."""
    if row["state"] != State.IN_PROGRESS:
        return row
    return {name: value for name, value in row.items() if name != "responses"}


PART = Part("quizzes", {"attempts": _own_attempts})
