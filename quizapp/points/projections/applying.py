"""Carrying one entry into the sums, in the transaction that writes it."""

from sqlalchemy import case

from quizapp.db import db, upsert
from quizapp.points.models import Balance, Score
from quizapp.points.posted import Posted, balance_of
from quizapp.points.projections import study_days
from quizapp.points.spans import Span


def apply(entry: Posted) -> None:
    """Move the member's balance, their scores in the branch, and their study day."""
    _move_balance(entry)  # first: its row is what two entries of one member wait for each other on
    if entry.moves_earned:
        _move_scores(entry)
    if entry.moves_learned:
        study_days.note(entry.member_id, entry.counts_on, entry.moves_learned)


def _move_balance(entry: Posted) -> None:
    available, owed = balance_of(entry.amount)
    first = upsert(Balance).values(member_id=entry.member_id, available=available, owed=owed)
    # Added in the database, not in Python: two entries at once cannot both start from the old sum.
    total = Balance.available - Balance.owed + entry.amount
    moved = {"available": case((total > 0, total), else_=0), "owed": case((total < 0, -total), else_=0)}
    db.session.execute(first.on_conflict_do_update(index_elements=["member_id"], set_=moved))


def _move_scores(entry: Posted) -> None:
    rows = [
        {
            "branch_id": entry.branch_id,
            "period": span.value,
            "starts_on": span.start(entry.counts_on),
            "member_id": entry.member_id,
            "score": entry.moves_earned,
        }
        for span in Span
    ]
    added = upsert(Score).values(rows)
    key = ["branch_id", "period", "starts_on", "member_id"]
    more = {"score": Score.score + added.excluded.score}
    db.session.execute(added.on_conflict_do_update(index_elements=key, set_=more))
