"""Carrying one entry into the sums, in the transaction that writes it."""

from sqlalchemy import Insert, Integer, bindparam, case, exists, literal, update
from sqlalchemy.orm import aliased

from quizapp.db import changed, table_of, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.points.earning import Code
from quizapp.points.models import Balance, Score
from quizapp.points.posted import Posted, balance_of
from quizapp.points.projections import study_days
from quizapp.points.spans import Span
from quizapp.prepared import PreparedChange


def apply(entry: Posted) -> None:
    """Move the member's balance, their scores in the branch, and their study day."""
    _move_balance(entry)  # first: its row is what two entries of one member wait for each other on
    if entry.moves_earned:
        _move_scores(entry)
    if entry.moves_learned:
        study_days.note(entry.member_id, entry.counts_on, entry.moves_learned)


def _move_balance(entry: Posted) -> None:
    if entry.code is Code.REDEMPTION:
        _spend(entry)
        return
    available, owed = balance_of(entry.amount)
    _balance.touched(member_id=entry.member_id, available=available, owed=owed, amount=entry.amount)


@PreparedChange
def _balance() -> Insert:
    # Added in the database, not in Python: two entries at once cannot both start from the old sum.
    total = Balance.available - Balance.owed + bindparam("amount", type_=Integer)
    moved = {"available": case((total > 0, total), else_=0), "owed": case((total < 0, -total), else_=0)}
    first = upsert(table_of(Balance)).inline()
    return first.on_conflict_do_update(index_elements=["member_id"], set_=moved)


def _spend(entry: Posted) -> None:
    """Only what is there can be spent: one statement judges and takes, so two purchases cannot share the same points."""
    cost = -entry.amount
    mine = Balance.member_id == entry.member_id, Balance.available >= cost
    if changed(update(Balance).where(*mine).values(available=Balance.available - cost)) == 0:
        raise Refused(Message("You do not have %(cost)s points to spend.", cost=cost))


def _move_scores(entry: Posted) -> None:
    _scores.touched(
        the_branch=entry.branch_id,
        the_member=entry.member_id,
        the_type=entry.member_type,
        more=entry.moves_earned,
        more_visits=entry.moves_visits,
        more_learned=entry.moves_learned,
        **{f"{span}_starts": span.start(entry.counts_on) for span in Span},
    )


@PreparedChange
def _scores() -> Insert:
    added = upsert(table_of(Score)).inline().values([_score(span) for span in Span])
    key = ["branch_id", "period", "starts_on", "member_id"]
    sums = ("score", "visits", "learned")
    more: dict[str, object] = {name: getattr(Score, name) + added.excluded[name] for name in sums}
    return added.on_conflict_do_update(index_elements=key, set_=more | {"folded": False})


def _score(span: Span) -> dict[str, object]:
    elsewhere = aliased(Score)
    counted = exists().where(
        elsewhere.member_id == bindparam("the_member"),
        elsewhere.period == span.value,
        elsewhere.starts_on == bindparam(f"{span}_starts"),
        elsewhere.branch_id != bindparam("the_branch"),
    )
    return {
        "branch_id": bindparam("the_branch"),
        "period": span.value,
        "starts_on": bindparam(f"{span}_starts"),
        "member_id": bindparam("the_member"),
        "score": bindparam("more"),
        "member_type": bindparam("the_type"),
        "visits": bindparam("more_visits"),
        "learned": bindparam("more_learned"),
        "counted": ~counted,
        "folded": literal(False),
    }
