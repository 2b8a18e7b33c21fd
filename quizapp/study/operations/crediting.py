"""Crediting reading: every sign of it goes through `_credit`, which writes once and pays what became due."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case

from quizapp.db import changed, operation, upsert
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.people.reach import Audience
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.points.queries import rules_on
from quizapp.points.reasons import Reason
from quizapp.study import queries
from quizapp.study.models import Reading
from quizapp.study.queries import Place
from quizapp.study.reading import Sign, Standing, Step, credit
from quizapp.study.shown import told_in_words

Columns = tuple[str, ...] | None  # those shown to the reader; None: all


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment that reading brought about, or why it brought nothing."""

    code: Code
    points: int
    wanted: int
    why_less: Message | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a sign of reading came to. `read`: a full reading was completed just now, the first of the day."""

    read: bool
    missing_s: int  # what a full reading still lacks
    payments: tuple[Paid, ...]

    @property
    def points(self) -> int:
        return sum(paid.points for paid in self.payments)

    @property
    def in_words(self) -> Message:
        """The same as a sentence for the member."""
        article = next((paid for paid in self.payments if paid.code is Code.ARTICLE_READ), None)
        less = article.why_less if article else None
        part = (article.points, article.wanted) if article else (0, 0)
        return told_in_words(
            points=self.points, read=self.read, why_less=less, part=part, missing_s=self.missing_s
        )


@operation
def beat(*, to: Payee, article_key: str, lang: str, end: bool, at: datetime, columns: Columns = None) -> Told:
    """Credit one beat of an open page: at most 20 seconds, by our own clock. NoResultFound for no such article."""
    there = _place(to, columns, article_key, lang, at)
    sign = Sign(at, local_day(at, to.zone), there.characters, end)
    return _credit(to, article_key, there, sign)


@operation
def finish(
    *, to: Payee, article_key: str, lang: str, opened_at: datetime, at: datetime, columns: Columns = None
) -> Told:
    """Credit a reading without script: the time since the page was opened, at most the nominal time."""
    there = _place(to, columns, article_key, lang, at)
    sign = Sign(at, local_day(at, to.zone), there.characters, end=True, opened_at=opened_at)
    told = _credit(to, article_key, there, sign)
    if told.missing_s and there.standing.first_read_at is None:
        points.note_unpaid(
            to=to,
            code=Code.ARTICLE_READ,
            object_key=article_key,
            wanted=_worth(Code.ARTICLE_READ, local_day(at, to.zone)),
            reason=Reason.TOO_FAST,
            at=at,
        )
    return told


def _place(to: Payee, columns: Columns, article_key: str, lang: str, at: datetime) -> Place:
    return queries.place(
        article_key,
        lang=lang,
        member_id=to.member_id,
        audience=Audience(to.member_type, columns),
        day=local_day(at, to.zone),
        zone=to.zone,
    )


def _credit(to: Payee, article_key: str, there: Place, sign: Sign) -> Told:
    step = credit(there.standing, there.elsewhere, sign)
    if not _write(to.member_id, there, step.standing):
        return Told(False, step.missing_s, ())  # another beat came in between, and was credited instead
    payments = [*_pay_reading(to, article_key, step, sign), *_pay_time(to, step, sign)]
    if step.limit_reached:
        points.note_unpaid(
            to=to,
            code=Code.READING_TIME,
            object_key=article_key,
            wanted=1,
            reason=Reason.TIME_LIMIT,
            at=sign.at,
        )
    return Told(step.read, step.missing_s, tuple(payments))


def _write(member_id: int, there: Place, standing: Standing) -> bool:
    """Store where the member stands now, unless it is no longer what was looked at."""
    values = {
        "credited_s": standing.credited_s,
        "reached_end": standing.reached_end,
        "day": standing.day,
        "day_s": standing.day_s,
        "last_at": standing.last_at,
        "first_read_at": standing.first_read_at,
        "read_on": standing.read_on,
    }
    added = upsert(Reading).values(member_id=member_id, article_id=there.article_id, **values)
    place = ["member_id", "article_id"]
    if there.standing.last_at is None:
        return changed(added.on_conflict_do_nothing(index_elements=place)) == 1
    unmoved = Reading.last_at == there.standing.last_at
    # By the row as it stands, for the months may have been summed up since it was looked at.
    unsummed = case((Reading.day == standing.day, Reading.summed_s), else_=Reading.summed_s - Reading.day_s)
    carried = values | {"summed_s": unsummed}
    return changed(added.on_conflict_do_update(index_elements=place, set_=carried, where=unmoved)) == 1


def _pay_reading(to: Payee, article_key: str, step: Step, sign: Sign) -> list[Paid]:
    return [_pay(to, Code.ARTICLE_READ, article_key, sign)] if step.read else []


def _pay_time(to: Payee, step: Step, sign: Sign) -> list[Paid]:
    return [_pay(to, Code.READING_TIME, str(unit), sign) for unit in step.units]


def _pay(to: Payee, code: Code, object_key: str, sign: Sign) -> Paid:
    payment = points.earn(to=to, code=code, object_key=object_key, count=1, at=sign.at)
    return Paid(code, payment.granted, payment.wanted, payment.why_less)


def _worth(code: Code, day: date) -> int:
    """What the tariff of the day pays for one of these."""
    rule = rules_on(day).get(code)
    return rule.points if rule else 1
