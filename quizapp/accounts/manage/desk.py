"""The blueprint of the staff pages, and what each of them begins with: is this in my reach?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, abort, flash, request

from quizapp.accounts.queries.members import Person, person
from quizapp.kernel.verdict import Refused
from quizapp.people import policy, queries
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.web.guards import me
from quizapp.web.i18n import say

bp = Blueprint("desk", __name__, url_prefix="/desk")


def in_reach(organisation_id: int) -> Organisation:
    """The organisation; to someone who may not manage it, it is not there (404)."""
    node = queries.organisation(organisation_id)
    if not policy.may_manage(me(), node.path):
        abort(404)
    return node


def person_in_reach(member_id: int) -> Person:
    """The member; to someone who may not manage their branch, they are not there (404)."""
    found = person(member_id)
    if not policy.may_manage(me(), found.branch_path):
        abort(404)
    return found


def in_phone_reach(organisation_id: int) -> Organisation:
    """The organisation; to someone who may not keep the phones of its members, it is not there (404)."""
    node = queries.organisation(organisation_id)
    if not policy.may_keep_phones(me(), node.path):
        abort(404)
    return node


def person_in_phone_reach(member_id: int) -> Person:
    """The member; to someone who may not keep their phone, they are not there (404)."""
    found = person(member_id)
    if not policy.may_keep_phones(me(), found.branch_path):
        abort(404)
    return found


def within_reach(chain: Sequence[Organisation]) -> list[Organisation]:
    """Those organisations of a way down from the root that may be managed."""
    tops = me().tops(Permission.MANAGE_PEOPLE)
    return [node for node in chain if node.path.startswith(tops)]


def by_code(code: str | None) -> Organisation | None:
    """The organisation with this code, if it may be managed."""
    node = queries.organisation_by_code((code or "").strip())
    return node if node and policy.may_manage(me(), node.path) else None


def asked(name: str) -> str:
    """What the address says for a name: one line of text, "" when it says nothing."""
    return request.args.get(name, "").replace("\0", "").strip()[:100]


def asked_number(name: str) -> int:
    """What the address says for the id of a row, 0 when it says nothing that could be one."""
    said = asked(name)
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
