"""What the library keeps about one person."""

from quizapp.kernel.own_data import Part
from quizapp.people.store.own_rows import rows_of
from quizapp.study.models import Reading, ReadingMonth

PART = Part(
    "study",
    {
        "readings": rows_of(Reading, "member_id", without=("summed_s",)),
        "reading_months": rows_of(ReadingMonth, "member_id"),
    },
)
