"""The blueprint of the staff pages, and what each of them begins with: is this in my hands?"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, flash, request

from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.rewards import policy, queries
from quizapp.rewards.queries import managed
from quizapp.web.guards import me
from quizapp.web.i18n import say

bp = Blueprint("reward_desk", __name__, url_prefix="/desk/rewards")


def tops() -> tuple[str, ...]:
    return me().tops(Permission.MANAGE_REWARDS)


def in_hand_at(reward_id: int) -> tuple[queries.Offered, str]:
    """The reward, and the path of who offers it; to someone who may not manage that, it is not there (404)."""
    offered, path = managed.offered(reward_id)
    return (offered, path) if policy.may_manage(me(), path) else abort(404)


def in_hand(reward_id: int) -> queries.Offered:
    return in_hand_at(reward_id)[0]


def held_in_hand(redemption_id: int) -> queries.Held:
    """The redemption; to someone who may not manage its reward, it is not there (404)."""
    held = queries.held(redemption_id)
    return held if policy.may_manage(me(), held.offered_at) else abort(404)


def by_code(code: str | None) -> Organisation | None:
    """The organisation with this code, if what it offers is in one's hands."""
    node = people.organisation_by_code((code or "").strip())
    return node if node and policy.may_manage(me(), node.path) else None


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
