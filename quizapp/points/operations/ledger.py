"""Every way points move. All of them pass through _post, so entry and sums never part."""

import logging
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.sql import Executable

from quizapp.audit.operations import record
from quizapp.db import built_once, changed, db, operation, table_of, touched, upsert
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.points import queries, tariff
from quizapp.points.earning import Code, Rule, award_key
from quizapp.points.models import Entry, TariffRule, Unpaid
from quizapp.points.payee import Payee
from quizapp.points.payment import Payment
from quizapp.points.posted import Posted
from quizapp.points.projections import caps, redrawing
from quizapp.points.projections.applying import apply
from quizapp.points.reasons import Reason, paid_before, refusal

log = logging.getLogger(__name__)
UNPAID_KEPT = timedelta(days=60)
FINAL = (Code.REVERSAL, Code.REDEMPTION)  # a redemption is cancelled where it was made, with its stock


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
    if not _post(entry, key=key, to=to, version=rule.version, object_key=object_key, day=day, at=at):
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
def reverse(*, entry_id: int, actor_id: int | None, reason: str, at: datetime) -> None:
    """Take one entry back, whatever the balance: what is not there to take is owed.

    Lowers *earned* in the entry's own day; frees neither its cap nor its key. Twice is once. NoResultFound for no such
    entry; Refused for a reversal or a redemption, and without a reason.
    """
    entry = queries.entry(entry_id)
    if entry.code in FINAL:
        raise Refused(Message("This entry cannot be taken back."))
    to = Payee(entry.member_id, entry.branch_id, entry.member_type, entry.zone)
    back = Posted(
        to.member_id, to.branch_id, to.member_type, Code.REVERSAL, -entry.amount, entry.counts_on, entry.code
    )
    _post_by_hand(
        back, to=to, object_key=str(entry_id), reverses_id=entry_id, actor_id=actor_id, reason=reason, at=at
    )


@operation
def adjust(*, to: Payee, amount: int, actor_id: int | None, reason: str, ticket: str, at: datetime) -> None:
    """Add or take points by hand, with a reason the member reads. The same ticket sent twice is the same adjustment."""
    if not amount:
        raise Refused(Message("An adjustment of nothing changes nothing."))
    entry = Posted(to.member_id, to.branch_id, to.member_type, Code.ADJUST, amount, local_day(at, to.zone))
    _post_by_hand(entry, to=to, object_key=ticket, reverses_id=None, actor_id=actor_id, reason=reason, at=at)


def _post_by_hand(
    entry: Posted,
    *,
    to: Payee,
    object_key: str,
    reverses_id: int | None,
    actor_id: int | None,
    reason: str,
    at: datetime,
) -> None:
    if not reason.strip():
        raise Refused(Message("Say why: the member reads the reason."))
    day = local_day(at, to.zone)
    rule = queries.rules_on(day).get(entry.code)
    posted = _post(
        entry,
        key=f"{entry.code}:{to.member_id}:{object_key}:-",
        to=to,
        version=rule.version if rule else 0,
        object_key=object_key,
        day=day,
        at=at,
        reverses_id=reverses_id,
        actor_id=actor_id,
        reason=reason.strip(),
    )
    if posted:
        record(
            actor_id=actor_id,
            organisation_id=to.branch_id,
            verb=f"points_{entry.code}",
            subject=f"member:{to.member_id}",
            changes={"amount": [None, entry.amount], "object": [None, object_key]},
            at=at,
        )


def _post(
    entry: Posted,
    *,
    key: str,
    to: Payee,
    version: int,
    object_key: str,
    day: date,
    at: datetime,
    reverses_id: int | None = None,
    actor_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """Write one entry and move the sums; False, and nothing moved, when its key is there already."""
    written = touched(
        _entry(),
        key=key,
        member_id=entry.member_id,
        branch_id=entry.branch_id,
        member_type=to.member_type,
        code=entry.code,
        rule_version=version,
        amount=entry.amount,
        day=day,
        counts_on=entry.counts_on,
        at=at,
        object_key=object_key,
        reverses_id=reverses_id,
        actor_id=actor_id,
        reason=reason,
    )
    if not written:
        return False
    apply(entry)
    log.info("%s moves %+d points of member %d", key, entry.amount, entry.member_id)
    return True


@built_once
def _entry() -> Executable:
    return upsert(table_of(Entry)).inline().on_conflict_do_nothing(index_elements=["key"])


@operation
def load_tariff(*, at: datetime) -> int:
    """Add the rules of tariff.toml that are not there yet; gives how many were added.

    Refused with every complaint when the file is wrong, and when it tells a loaded version otherwise: history is never
    recomputed, a change is a new version.
    """
    reading = tariff.read(tariff.FILE.read_text("utf8"))
    known = {(rule.code, rule.version): rule for rule in queries.tariff(fresh=True).rules}
    loaded = [known.get((rule.code, rule.version)) for rule in reading.rules]
    complaints = reading.complaints + [
        f"{rule.code}: version {rule.version} is loaded and says otherwise; make a new version"
        for rule, there in zip(reading.rules, loaded, strict=True)
        if there not in (None, rule)
    ]
    if complaints:
        raise Refused(Message("The tariff is not loaded: %(complaints)s", complaints="; ".join(complaints)))
    fresh = [rule for rule, there in zip(reading.rules, loaded, strict=True) if there is None]
    db.session.add_all(_row(rule) for rule in fresh)
    if fresh:
        changes = {"rules": [None, [rule.code for rule in fresh]]}
        record(
            actor_id=None, organisation_id=None, verb="load_tariff", subject="tariff", changes=changes, at=at
        )
    return len(fresh)


def _row(rule: Rule) -> TariffRule:
    return TariffRule(
        code=rule.code,
        version=rule.version,
        points=rule.points,
        starts_on=rule.starts_on,
        once_per=rule.once_per,
        cap=rule.cap,
        cap_per=rule.cap_per,
        weekdays=list(rule.weekdays),
        tiers=[list(tier) for tier in rule.tiers],
        member_types=list(rule.member_types),
    )


@operation
def redraw(*, first_id: int, last_id: int) -> int:
    """Throw away the sums of the members with these ids and draw them from their entries; gives how many entries."""
    return redrawing.redraw(first_id, last_id, queries.tariff(fresh=True))


@operation
def forget_unpaid(*, today: date) -> int:
    """Drop the reasons of unpaid actions that are older than 60 days; gives how many."""
    return changed(delete(Unpaid).where(Unpaid.day < today - UNPAID_KEPT))
