"""The blueprint of the tariff's pages, and what each of them begins with: is this in my reach?"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.points import policy
from quizapp.points.queries import proposals
from quizapp.points.queries.proposals import Proposed
from quizapp.web.guards import me, requires
from quizapp.web.i18n import say

bp = Blueprint("tariff", __name__, url_prefix="/tariff")

PROPOSED = Message("Proposed. Nothing changes before a second administrator approves it.")


@bp.get("/")
@requires(Permission.MANAGE_TARIFF)
def tops() -> ResponseReturnValue:
    """To the tariff itself for who holds the top of the tree, else to what one's own organisation adds."""
    if policy.may_propose(me(), proposals.top().path):
        return redirect(url_for(".rules"), code=303)
    first = me().tops(Permission.MANAGE_TARIFF)[0]
    return redirect(url_for(".additions", organisation_id=int(first.split("/")[-2])), code=303)


def at_the_top() -> Organisation:
    """The top of the tree; the tariff is not there (404) for who holds nothing on it."""
    top = proposals.top()
    if not policy.may_propose(me(), top.path):
        abort(404)
    return top


def in_reach(organisation_id: int) -> Organisation:
    """The organisation; to someone who may not add to its tariff, it is not there (404)."""
    node = people.organisation(organisation_id)
    if not policy.may_propose(me(), node.path):
        abort(404)
    return node


def proposal_in_reach(proposal_id: int) -> Proposed:
    """The proposal; out of one's reach, it is not there (404)."""
    found = proposals.proposal(proposal_id)
    if not policy.may_propose(me(), found.path):
        abort(404)
    return found


@contextmanager
def telling(done: str) -> Iterator[None]:
    """Say on the next page that it was done, or why it was refused."""
    try:
        yield
    except Refused as refusal:
        flash(say(refusal.reason), "error")
    else:
        flash(done, "success")
