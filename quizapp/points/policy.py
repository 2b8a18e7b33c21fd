"""Who may change points and study days by hand, and the tariff, and open an entry: asked by pages before the button, and by operations."""

from datetime import date

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import ALLOWED, Verdict, all_of, unless
from quizapp.people.reach import Me
from quizapp.people.roles import Permission
from quizapp.points.earning import Code
from quizapp.points.models import ProposalState, TariffState

FINAL = (Code.REVERSAL, Code.REDEMPTION)  # a redemption is cancelled where it was made, with its stock
LONGEST = 366  # days of one leave or outage


def may_keep(me: Me, path: str) -> Verdict:
    """Whether the points of members at `path`, their leave and the outages there are in the hands of `me`."""
    return unless(
        me.may(Permission.ADJUST_POINTS, path),
        Message("Only an administrator of this organisation, or of one above it, may do this."),
    )


def may_change(me: Me, person: Me) -> Verdict:
    """Whether `me` may add or take a member's points, or note their leave: never one's own."""
    return all_of(
        may_keep(me, person.branch_path),
        unless(me.id != person.id, Message("Nobody changes their own points. Ask another administrator.")),
    )


def may_take_back(me: Me, person: Me, code: Code, *, taken_back: bool, waiting: bool = False) -> Verdict:
    """Whether `me` may take back an entry of a member; `waiting`: a proposal to do so waits already."""
    return all_of(
        may_change(me, person),
        unless(code not in FINAL, Message("This entry cannot be taken back.")),
        unless(not taken_back, Message("It has been taken back already.")),
        unless(not waiting, Message("A proposal to take it back waits for a second person.")),
    )


def may_decide(me: Me, person: Me, proposer_id: int, state: ProposalState) -> Verdict:
    """Whether `me` may approve or decline what another proposed for a member."""
    return all_of(
        may_change(me, person),
        unless(me.id != proposer_id, Message("Somebody else has to approve what you propose.")),
        _still_waits(state),
    )


def may_withdraw_change(me: Me, person: Me, proposer_id: int, state: ProposalState) -> Verdict:
    """Whether `me` may take back what waits to change a member's points: who proposed it."""
    return all_of(
        may_change(me, person),
        unless(me.id == proposer_id, Message("Only who proposed this may do so.")),
        _still_waits(state),
    )


def _still_waits(state: ProposalState) -> Verdict:
    if state is ProposalState.WITHDRAWN:
        return Verdict(Message("It has been withdrawn by who proposed it."))
    return unless(state is ProposalState.WAITING, Message("It has been decided already."))


def may_last(from_on: date, last_on: date) -> Verdict:
    """Whether a leave or an outage may have these days."""
    if last_on < from_on:
        return Verdict(Message("The last day lies before the first."))
    long = (last_on - from_on).days >= LONGEST
    return Verdict(Message("At most %(days)s days at once.", days=LONGEST)) if long else ALLOWED


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
        unless(state is not TariffState.DRAFT, Message("It is not proposed yet.")),
        unless(state is TariffState.OPEN, Message("This proposal is decided.")),
        unless(proposer_id != me.id, Message("You proposed this. A second administrator decides it.")),
    )


def may_withdraw(me: Me, path: str, *, proposer_id: int, state: TariffState) -> Verdict:
    """Whether `me` may take a proposal back, or choose another day for it: who made it."""
    return all_of(
        may_propose(me, path),
        unless(state in (TariffState.OPEN, TariffState.DRAFT), Message("This proposal is decided.")),
        unless(proposer_id == me.id, Message("Only who proposed this may do so.")),
    )


def may_send(me: Me, path: str, *, proposer_id: int, state: TariffState) -> Verdict:
    """Whether `me` may propose what was counted as a draft: who made it."""
    return all_of(
        may_withdraw(me, path, proposer_id=proposer_id, state=state),
        unless(state is TariffState.DRAFT, Message("It is proposed already.")),
    )


def may_open_entry(me: Me, *, member_id: int, branch_path: str) -> bool:
    """Whether `me` may open an entry of a member who stands at `branch_path`: their own, or one in reach."""
    return member_id == me.id or me.may(Permission.SEE_ENTRIES, branch_path)
