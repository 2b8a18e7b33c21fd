"""The blueprint of the ledger's staff pages, and what each of them begins with: is this in my reach?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import Blueprint, abort, flash, request

from quizapp.kernel.clock import local_day
from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.people.reach import Me
from quizapp.points import policy, queries
from quizapp.web.guards import arrived, me
from quizapp.web.i18n import _, say

bp = Blueprint("ledger", __name__, url_prefix="/ledger")


def person_in_reach(member_id: int) -> Me:
    """The member; to someone who does not keep their points, they are not there (404)."""
    person = people.standing(member_id, at=arrived())
    if not policy.may_keep(me(), person.branch_path):
        abort(404)
    return person


def entry_in_reach(entry_id: int) -> tuple[queries.EntryFacts, Me]:
    """An entry and whose it is."""
    entry = queries.entry(entry_id)
    return entry, person_in_reach(entry.member_id)


def proposal_in_reach(proposal_id: int) -> tuple[queries.Proposed, Me]:
    """A proposal and whom it is about."""
    proposal = queries.proposal(proposal_id)
    return proposal, person_in_reach(proposal.member_id)


def place_in_reach(organisation_id: int) -> Organisation:
    """The organisation; to someone who does not keep the points of its members, it is not there (404)."""
    node = people.organisation(organisation_id)
    if not policy.may_keep(me(), node.path):
        abort(404)
    return node


def today_of(zone: str) -> date:
    return local_day(arrived(), zone)


def asked_number(name: str) -> int:
    """What the address says for the id of a row, 0 when it says nothing that could be one."""
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


@contextmanager
def telling(done: str) -> Iterator[None]:
    """Say on the next page that it was done, or why it was refused."""
    try:
        yield
    except Refused as refusal:
        flash(say(refusal.reason), "error")
    else:
        flash(done, "success")


@contextmanager
def telling_why_not() -> Iterator[None]:
    """Say on the next page why it was refused."""
    try:
        yield
    except Refused as refusal:
        flash(say(refusal.reason), "error")


def tell_whether(posted: bool, name: str) -> None:
    """Say on the next page that it stands, or that it waits."""
    if posted:
        flash(_("Posted. %(name)s reads it with your reason on the statement.", name=name), "success")
    else:
        flash(_("It waits for a second person; nothing has moved yet."), "success")
