"""What can be done with a member's file by hand: calling, numbering, classing and moving them; and leaving it to rosters."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import naming, policy, queries
from quizapp.people.details import FOUND_BY, HIDDEN, NAMES, ON_ROSTERS, Detail
from quizapp.people.membership import FLOATING
from quizapp.people.models import Member, MemberType, NameChange, Organisation
from quizapp.people.operations.grants import drop_grants_left_behind
from quizapp.people.reach import Me
from quizapp.people.roster_files import cells
from quizapp.people.store import belonging, changes, words
from quizapp.people.store.joining import name_taken

Changes = dict[str, list[Any]]


@operation
def settle(*, member_id: int, detail: Detail, value: str, by: int, at: datetime) -> None:
    """Say one thing of a member by hand, from today on; rosters leave it. `value` of a branch is its code.

    By the number rosters find the member from now on; without one ("") none does. Who moves loses the roles on what does not
    hold the new branch, as by a roster. The file of earlier days stays as it was.
    """
    member = _locked(member_id)
    person, me = queries.standing(member_id, at=at), queries.standing(by, at=at, lock=True)
    policy.may_settle(me, person, member.state).enforce()
    if detail in NAMES:
        changed = _call(member, detail, value, by, at)
    elif detail is Detail.BRANCH:
        policy.may_rehome(me, person, member.state).enforce()
        changed = _move(member, value, me, at)
    elif detail is Detail.ROSTER_KEY:
        changed = _number(member, value, me, at)
    else:
        changed = _class(member, value, at)
    if detail in ON_ROSTERS:
        member.kept_fields = sorted({*member.kept_fields, detail.value})
    if detail in FOUND_BY:
        words.write(Member.id == member_id)
    db.session.flush()
    _note("settle_member", member, changed, by, at)


@operation
def leave_to_rosters(*, member_id: int, detail: Detail, by: int, at: datetime) -> None:
    """From the next roster on, a thing that was settled by hand is what the roster says. Twice is once."""
    member = _locked(member_id)
    person, me = queries.standing(member_id, at=at), queries.standing(by, at=at, lock=True)
    policy.may_settle(me, person, member.state).enforce()
    if detail not in member.kept_fields:
        return
    member.kept_fields = [field for field in member.kept_fields if field != detail]
    if member.roster_key:
        db.session.execute(changes.unsaid(member.roster_key, detail))
    _note("leave_to_rosters", member, {"kept_fields": [[detail.value], None]}, by, at)


def _call(member: Member, detail: Detail, value: str, by: int, at: datetime) -> Changes:
    if detail is Detail.SIGN_IN_NAME:
        naming.may_sign_in_with(value).enforce()
        value = fold(value)
    before = str(getattr(member, detail))
    _insist_on_another(before, value)
    if detail is Detail.SIGN_IN_NAME:
        unless(not name_taken(value), Message("This sign-in name is taken.")).enforce()
    elif not isinstance(wrong := cells.name(value), str):
        raise Refused(wrong)
    setattr(member, detail, value)
    db.session.add(
        NameChange(member_id=member.id, what=detail, before=before, after=value, actor_id=by, at=at)
    )
    return {detail.value: [HIDDEN, HIDDEN]}


def _number(member: Member, text: str, me: Me, at: datetime) -> Changes:
    number = cells.tidy(text)
    if isinstance(number, str) and number:
        number = cells.key(number, stored_as_text=True)
    if not isinstance(number, str):
        raise Refused(number)
    before = member.roster_key or ""
    _insist_on_another(before, number)
    _insist_that_it_is_free(number, me)
    member.roster_key = number or None
    for one in filter(None, (before, number)):
        db.session.execute(changes.unsaid(one, Detail.NAME))
    what = Detail.ROSTER_KEY
    db.session.add(
        NameChange(member_id=member.id, what=what, before=before, after=number, actor_id=me.id, at=at)
    )
    return {what.value: [HIDDEN if before else None, HIDDEN if number else None]}


def _insist_that_it_is_free(number: str, me: Me) -> None:
    """Whose number it is, is said to whoever manages them."""
    found = select(Member.name, Organisation.name, Organisation.path)
    found = found.join(Organisation, Organisation.id == Member.branch_id).where(Member.roster_key == number)
    if (holder := db.session.execute(found).first()) is None:
        return
    name, branch, path = holder
    if policy.may_manage(me, path):
        raise Refused(Message("%(name)s (%(branch)s) has this number.", name=name, branch=branch))
    raise Refused(Message("Another member has this number."))


def _class(member: Member, key: str, at: datetime) -> Changes:
    before, home = member.member_type, queries.organisation(member.branch_id)
    _insist_on_another(before, key)
    if db.session.get(MemberType, key) is None:
        raise NoResultFound(f"no member type {key}")
    today = local_day(at, home.zone)
    if before == FLOATING:
        belonging.end_hosting(member.id, today)
    belonging.end(member, today, home.zone)
    member.member_type = key
    belonging.begin(member, today)
    return {Detail.MEMBER_TYPE: [before, key]}


def _move(member: Member, code: str, me: Me, at: datetime) -> Changes:
    home, branch = queries.organisation(member.branch_id), _open_branch(code, me)
    _insist_on_another(home.code, branch.code)
    today = local_day(at, home.zone)
    belonging.end(member, today, home.zone)
    if belonging.host_of(member.id) == branch.id:
        belonging.end_hosting(member.id, today)
    member.branch_id = branch.id
    belonging.begin(member, today)
    drop_grants_left_behind(member_id=member.id, old_path=home.path, new_path=branch.path, by=me.id, at=at)
    return {Detail.BRANCH: [home.id, branch.id]}


def _open_branch(code: str, me: Me) -> Organisation:
    """The branch with this code, locked so that nobody closes it meanwhile."""
    found = queries.organisation_by_code(code)
    if found is None:
        raise NoResultFound(f"no organisation {code}")
    branch = queries.organisation(found.id, lock=True)
    policy.may_manage(me, branch.path).enforce()
    is_open = branch.is_branch and branch.closed_on is None
    unless(is_open, Message("Members belong to an open branch. Choose one.")).enforce()
    return branch


def _insist_on_another(before: str, value: str) -> None:
    unless(value != before, Message("It is so already.")).enforce()


def _locked(member_id: int) -> Member:
    return db.session.get_one(Member, member_id, with_for_update=True, populate_existing=True)


def _note(verb: str, member: Member, changed: Changes, by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=member.branch_id,
        verb=verb,
        subject=f"member:{member.id}",
        changes=changed,
        at=at,
    )
