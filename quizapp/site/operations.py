"""What opening Today does: the first visit of a study day pays the login point and activates a registered member."""

from datetime import datetime

from quizapp.db import operation
from quizapp.people import operations as people
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee


@operation
def note_first_visit(*, to: Payee, at: datetime) -> int:
    """Pay the login point of the study day, once; returns the points paid."""
    people.activate(member_id=to.member_id, at=at)
    return points.earn(to=to, code=Code.LOGIN, object_key="today", count=1, at=at).granted
