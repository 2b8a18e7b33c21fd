"""Paying members for what they did, by the tariff, and keeping why something paid nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Insert, delete

from quizapp.db import changed, operation, table_of, upsert
from quizapp.kernel.clock import local_day
from quizapp.points import queries
from quizapp.points.additions import Addition
from quizapp.points.earning import FIRST_OF_DAY, Code, Rule, award_key
from quizapp.points.models import Unpaid
from quizapp.points.payee import Payee
from quizapp.points.payment import Payment
from quizapp.points.posted import Posted
from quizapp.points.projections import caps
from quizapp.points.projections.posting import post
from quizapp.points.reasons import Reason, paid_before, refusal
from quizapp.prepared import PreparedChange

UNPAID_KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class _Fact:
    """What is to be paid for: how many times the rule's amount, which tier, or points that the fact itself brings."""

    to: Payee
    code: Code
    object_key: str
    wanted: int
    count: int
    tier: str
    day: date

    def worth(self, rule: Rule | None) -> int:
        return self.wanted or (rule.worth(self.count, self.tier) if rule else self.count or 1)


@operation
def earn(
    *, to: Payee, code: Code, object_key: str, at: datetime, wanted: int = 0, count: int = 0, tier: str = ""
) -> Payment:
    """Pay for one fact, once, as far as the cap allows; the answer says how much, and why not more.

    The tariff says how much: `count` times the rule's points (right answers, or 1 for an article), or those of a
    `tier`; `wanted` are points that the fact itself brings, as a contest's place does.
    An operation that pays several members pays them by rising id, or two of them may wait for each other for ever.
    """
    assert wanted > 0 or count > 0 or tier, (
        f"{code} of {object_key} wants nothing; what earns nothing is noted by note_unpaid"
    )
    fact = _Fact(to, code, object_key, wanted, count, tier, local_day(at, to.zone))
    rule, addition, seen = _look(fact)
    reason = refusal(rule, day=fact.day, member_type=to.member_type)
    if reason is not None or rule is None:
        return _nothing(fact, rule, reason or Reason.NOT_IN_TARIFF)
    return _settle(fact, rule, addition, seen, at)


def _settle(fact: _Fact, rule: Rule, addition: Addition | None, seen: queries.Seen, at: datetime) -> Payment:
    """Pay what the tariff pays, as far as it was not paid before and the cap lets it through."""
    if seen.paid_on is not None:
        return _again(fact, rule, seen.paid_on)
    if seen.time > FIRST_OF_DAY.get(rule.code, seen.time):
        return _nothing(fact, rule, Reason.FIRST_ONLY)
    wants = fact.worth(rule)
    granted = caps.take(rule, member_id=fact.to.member_id, day=fact.day, wanted=wants, used=seen.used)
    if granted:
        return _pay(fact, rule, addition, granted, seen.time, at)
    if rule.what_fits(wanted=wants, used=seen.used):
        # There was room when we looked: what filled it may have been this very fact.
        seen = queries.look(fact.to, rule, object_key=fact.object_key, day=fact.day)
    if seen.paid_on is not None:
        return _again(fact, rule, seen.paid_on)
    return _nothing(fact, rule, Reason.CAP_REACHED)


def _look(fact: _Fact) -> tuple[Rule | None, Addition | None, queries.Seen]:
    """The rule as it pays this member, what is added in it, and what was paid before; read again when the tariff this
    process kept has grown since.
    """
    kept = queries.tariff()
    rule = kept.in_force(fact.day).get(fact.code)
    seen = queries.look(fact.to, rule, object_key=fact.object_key, day=fact.day)
    if seen.tariff != kept.number:
        kept = queries.tariff(fresh=True)
        rule = kept.in_force(fact.day).get(fact.code)
        seen = queries.look(fact.to, rule, object_key=fact.object_key, day=fact.day)
    return (*kept.paying(rule, seen.path, fact.day), seen) if rule else (None, None, seen)


def _pay(
    fact: _Fact, rule: Rule, addition: Addition | None, granted: int, time: int, at: datetime
) -> Payment:
    to, day, wants = fact.to, fact.day, fact.worth(rule)
    named = str(time) if time else fact.object_key
    posted = post(
        Posted(to.member_id, to.branch_id, to.member_type, rule.code, granted, counts_on=day),
        key=award_key(rule, member_id=to.member_id, object_key=named, day=day),
        version=rule.version,
        addition_id=addition.id if addition else None,
        object_key=fact.object_key,
        day=day,
        at=at,
    )
    if not posted:
        # Someone paid the same fact between our look and our entry, or the same time of the day.
        caps.give_back(rule, member_id=to.member_id, day=day, amount=granted)
        if not time:
            return _again(fact, rule, day)
        seen = queries.look(to, rule, object_key=fact.object_key, day=day)
        return _settle(fact, rule, addition, seen, at)
    if granted == wants:
        return Payment(granted, wants, rule=rule)
    _note(to.member_id, rule.code, fact.object_key, wants, Reason.CAP_REACHED, day)
    return Payment(granted, wants, Reason.CAP_REACHED, rule=rule)


def _nothing(fact: _Fact, rule: Rule | None, reason: Reason) -> Payment:
    wants = fact.worth(rule)
    _note(fact.to.member_id, fact.code, fact.object_key, wants, reason, fact.day)
    return Payment.nothing(wants, reason, rule)


def _again(fact: _Fact, rule: Rule, paid_on: date) -> Payment:
    """Nothing moves. Told on the statement only when the payment was another day's: a retry is no news."""
    wants, reason = fact.worth(rule), paid_before(fact.code)
    if paid_on != fact.day:
        _note(fact.to.member_id, fact.code, fact.object_key, wants, reason, fact.day)
    return Payment.nothing(wants, reason, rule, again=True)


@operation
def note_unpaid(*, to: Payee, code: Code, object_key: str, wanted: int, reason: Reason, at: datetime) -> None:
    """Keep for the member's statement why an action paid nothing; the latest reason of a day stands.

    `wanted` is what it might have paid. In an operation that also earns, earn first.
    """
    _note(to.member_id, code, object_key, wanted, reason, local_day(at, to.zone))


def _note(member_id: int, code: Code, object_key: str, wanted: int, reason: Reason, day: date) -> None:
    _unpaid.touched(
        member_id=member_id,
        day=day,
        code=code,
        object_key=object_key,
        wanted=wanted,
        reason=reason.value,
    )


@PreparedChange
def _unpaid() -> Insert:
    noted = upsert(table_of(Unpaid)).inline()
    key = ["member_id", "day", "code", "object_key"]
    again = {"wanted": noted.excluded.wanted, "reason": noted.excluded.reason}
    return noted.on_conflict_do_update(index_elements=key, set_=again)


@operation
def forget_unpaid(*, today: date) -> int:
    """Drop the reasons of unpaid actions that are older than 60 days; gives how many."""
    return changed(delete(Unpaid).where(Unpaid.day < today - UNPAID_KEPT))
