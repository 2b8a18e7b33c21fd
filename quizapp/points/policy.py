"""Who may change a member's points and study days by hand: asked by pages before the button, and by operations."""

from datetime import date

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import ALLOWED, Verdict, all_of, unless
from quizapp.people.reach import Me
from quizapp.people.roles import Permission
from quizapp.points.earning import Code
from quizapp.points.models import ProposalState

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
        unless(state is ProposalState.WAITING, Message("It has been decided already.")),
    )


def may_last(from_on: date, last_on: date) -> Verdict:
    """Whether a leave or an outage may have these days."""
    if last_on < from_on:
        return Verdict(Message("The last day lies before the first."))
    long = (last_on - from_on).days >= LONGEST
    return Verdict(Message("At most %(days)s days at once.", days=LONGEST)) if long else ALLOWED
