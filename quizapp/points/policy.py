"""Who may propose and decide changes of the tariff, and who may open a member's entry."""

from datetime import date

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict, all_of, unless
from quizapp.people.reach import Me
from quizapp.people.roles import Permission
from quizapp.points.models import TariffState


def may_propose(me: Me, path: str) -> Verdict:
    """Whether `me` may propose what the organisation at `path` adds; at the top of the tree, the tariff itself."""
    return unless(
        me.may(Permission.MANAGE_TARIFF, path),
        Message("Only an administrator of this organisation, or of one above it, may do this."),
    )


def may_approve(
    me: Me, path: str, *, proposer_id: int, state: TariffState, starts_on: date, latest: date
) -> Verdict:
    """Whether `me` may put a proposal into force: a second person, and before its day has begun anywhere."""
    return all_of(
        may_reject(me, path, proposer_id=proposer_id, state=state),
        unless(
            starts_on > latest, Message("Its day has come without an approval. Choose a later day first.")
        ),
    )


def may_reject(me: Me, path: str, *, proposer_id: int, state: TariffState) -> Verdict:
    """Whether `me` may turn a proposal down."""
    return all_of(
        may_propose(me, path),
        unless(state is TariffState.OPEN, Message("This proposal is decided.")),
        unless(proposer_id != me.id, Message("You proposed this. A second administrator decides it.")),
    )


def may_withdraw(me: Me, path: str, *, proposer_id: int, state: TariffState) -> Verdict:
    """Whether `me` may take a proposal back, or choose another day for it: who made it."""
    return all_of(
        may_propose(me, path),
        unless(state is TariffState.OPEN, Message("This proposal is decided.")),
        unless(proposer_id == me.id, Message("Only who proposed this may do so.")),
    )


def may_open_entry(me: Me, *, member_id: int, branch_path: str) -> bool:
    """Whether `me` may open an entry of a member who stands at `branch_path`: their own, or one in reach."""
    return member_id == me.id or me.may(Permission.SEE_ENTRIES, branch_path)
