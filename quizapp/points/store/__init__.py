"""What the ledger keeps about one person."""

from quizapp.kernel.own_data import Part
from quizapp.people.store.own_rows import rows_of
from quizapp.points.models import (
    Balance,
    CapCounter,
    Entry,
    Leader,
    Leave,
    Outage,
    Proposal,
    Score,
    StudyDay,
    TariffProposal,
    Unpaid,
)

PART = Part(
    "points",
    {
        "points_balances": rows_of(Balance, "member_id"),
        "points_entries": rows_of(Entry, "member_id"),
        "points_unpaid": rows_of(Unpaid, "member_id"),
        "points_study_days": rows_of(StudyDay, "member_id"),
        "points_scores": rows_of(Score, "member_id"),
        "points_leaders": rows_of(Leader, "member_id"),
        "points_caps": rows_of(CapCounter, "member_id"),
        "points_proposals": rows_of(Proposal, "member_id"),
        "points_leaves": rows_of(Leave, "member_id"),
        "points_outages": rows_of(Outage, "actor_id"),
        "points_tariff_proposals": rows_of(TariffProposal, "proposer_id", "decider_id", without=("ticket",)),
    },
)
