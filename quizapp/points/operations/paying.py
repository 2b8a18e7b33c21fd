"""Paying members for what they did, by the tariff, and keeping why something paid nothing."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.sql import Executable

from quizapp.db import built_once, changed, operation, table_of, touched, upsert
from quizapp.kernel.clock import local_day
from quizapp.points import queries
from quizapp.points.earning import Code, Rule, award_key
from quizapp.points.models import Unpaid
from quizapp.points.payee import Payee
from quizapp.points.payment import Payment
from quizapp.points.posted import Posted
from quizapp.points.projections import caps
from quizapp.points.projections.posting import post
from quizapp.points.reasons import Reason, paid_before, refusal

UNPAID_KEPT = timedelta(days=60)


@operation
def earn(*, to: Payee, code: Code, object_key: str, wanted: int, at: datetime) -> Payment:
    """Pay for one fact, once, as far as the cap allows; the answer says how much, and why not more.

    An operation that pays several members pays them by rising id, or two of them may wait for each other for ever.
    """
    assert wanted > 0, (
        f"{code} of {object_key} wants {wanted} points; what earns nothing is noted by note_unpaid"
    )
    day = local_day(at, to.zone)
    rule, seen = _look(to, code, object_key, day)
    reason = refusal(rule, day=day, member_type=to.member_type)
    if reason is not None or rule is None:
        return _nothing(to, code, object_key, wanted, reason or Reason.NOT_IN_TARIFF, day)
    if seen.paid_on is not None:
        return _again(to, code, object_key, wanted, day, seen.paid_on)
    granted = caps.take(rule, member_id=to.member_id, day=day, wanted=wanted, used=seen.used)
    if granted:
        return _pay(to, rule, object_key, granted, wanted, day, at)
    if rule.what_fits(wanted=wanted, used=seen.used):
        # There was room when we looked: what filled it may have been this very fact.
        seen = queries.look(to.member_id, rule, object_key=object_key, day=day)
    if seen.paid_on is not None:
        return _again(to, code, object_key, wanted, day, seen.paid_on)
    return _nothing(to, code, object_key, wanted, Reason.CAP_REACHED, day)


def _look(to: Payee, code: Code, object_key: str, day: date) -> tuple[Rule | None, queries.Seen]:
    """The rule in force and what was paid before; read again when the tariff this process kept has grown since."""
    kept = queries.tariff()
    rule = kept.in_force(day).get(code)
    seen = queries.look(to.member_id, rule, object_key=object_key, day=day)
    if seen.tariff != kept.number:
        rule = queries.tariff(fresh=True).in_force(day).get(code)
        seen = queries.look(to.member_id, rule, object_key=object_key, day=day)
    return rule, seen


def _pay(
    to: Payee, rule: Rule, object_key: str, granted: int, wanted: int, day: date, at: datetime
) -> Payment:
    key = award_key(rule, member_id=to.member_id, object_key=object_key, day=day)
    entry = Posted(to.member_id, to.branch_id, to.member_type, rule.code, granted, counts_on=day)
    if not post(entry, key=key, to=to, version=rule.version, object_key=object_key, day=day, at=at):
        # Someone paid the same fact between our look and our entry.
        caps.give_back(rule, member_id=to.member_id, day=day, amount=granted)
        return _again(to, rule.code, object_key, wanted, day, day)
    if granted == wanted:
        return Payment(granted, wanted)
    _note(to.member_id, rule.code, object_key, wanted, Reason.CAP_REACHED, day)
    return Payment(granted, wanted, Reason.CAP_REACHED)


def _nothing(to: Payee, code: Code, object_key: str, wanted: int, reason: Reason, day: date) -> Payment:
    _note(to.member_id, code, object_key, wanted, reason, day)
    return Payment.nothing(wanted, reason)


def _again(to: Payee, code: Code, object_key: str, wanted: int, day: date, paid_on: date) -> Payment:
    """Nothing moves. Told on the statement only when the payment was another day's: a retry is no news."""
    if paid_on != day:
        _note(to.member_id, code, object_key, wanted, paid_before(code), day)
    return Payment.nothing(wanted, paid_before(code), again=True)


@operation
def note_unpaid(*, to: Payee, code: Code, object_key: str, wanted: int, reason: Reason, at: datetime) -> None:
    """Keep for the member's statement why an action paid nothing; the latest reason of a day stands.

    `wanted` is what it might have paid. In an operation that also earns, earn first.
    """
    _note(to.member_id, code, object_key, wanted, reason, local_day(at, to.zone))


def _note(member_id: int, code: Code, object_key: str, wanted: int, reason: Reason, day: date) -> None:
    touched(
        _unpaid(),
        member_id=member_id,
        day=day,
        code=code,
        object_key=object_key,
        wanted=wanted,
        reason=reason.value,
    )


@built_once
def _unpaid() -> Executable:
    noted = upsert(table_of(Unpaid)).inline()
    key = ["member_id", "day", "code", "object_key"]
    again = {"wanted": noted.excluded.wanted, "reason": noted.excluded.reason}
    return noted.on_conflict_do_update(index_elements=key, set_=again)


@operation
def forget_unpaid(*, today: date) -> int:
    """Drop the reasons of unpaid actions that are older than 60 days; gives how many."""
    return changed(delete(Unpaid).where(Unpaid.day < today - UNPAID_KEPT))
