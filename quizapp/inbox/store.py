"""What notices keep about one person."""

from quizapp.inbox.models import Notice
from quizapp.kernel.own_data import Part
from quizapp.people.store.own_rows import rows_of

PART = Part("notices", {"notices": rows_of(Notice, "member_id")})
