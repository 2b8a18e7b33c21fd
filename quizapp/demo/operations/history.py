"""Raising the demo organisation and playing its days, by the same operations that the pages use.

One day is one transaction: the operations inside join it, so that a day is flushed to the disk once and not at each of
its thousand writes, and so that an interruption leaves whole days behind. Each day is noted in the audit trail by the
transaction that plays it, and is never played twice.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from quizapp.audit.operations import record
from quizapp.bank import queries as bank
from quizapp.config import Secrets
from quizapp.db import operation
from quizapp.demo import queries
from quizapp.demo.answering import Fields, fields
from quizapp.demo.cast import BRANCHES, KNOWN, PEOPLE, WORKS, ZONE, Person
from quizapp.demo.history import Visit, own_order
from quizapp.demo.operations.rewards import play_rewards
from quizapp.demo.queries import Text
from quizapp.kernel.clock import day_begins
from quizapp.people import operations as people
from quizapp.people import queries as known_people
from quizapp.people.models import Member
from quizapp.people.roles import Role
from quizapp.points.payee import Payee
from quizapp.quizzes import operations as quizzes
from quizapp.quizzes import queries as attempts
from quizapp.quizzes.paper import versions_of
from quizapp.site import operations as site
from quizapp.study import operations as study
from quizapp.study.reading import nominal_s

LANGUAGE = "zh-Hans"
OPEN_BEFORE = timedelta(days=3)
LOOK_AROUND_S = (10, 60)  # the least and the most seconds before the first thing is opened
ANSWER_S = (14, 40)  # the same for one answer


@operation
def found(
    *, hashes: Mapping[str, str], secrets: Secrets, first_day: date, first_end: date, at: datetime
) -> None:
    """Make the organisation and its people some days before the history begins; nothing when it is there already.

    `hashes` are password hashes by sign-in name: who has none there stays invited.
    """
    if queries.standing():
        return
    opened = day_begins(first_day - OPEN_BEFORE, ZONE)
    people.seed_member_types()
    code, name = WORKS
    works = people.create_organisation(
        code=code, name=name, parent_id=None, is_branch=False, zone=ZONE, at=opened
    )
    homes = {code: works.id}
    for branch in BRANCHES:
        made = people.create_organisation(
            code=branch.code, name=branch.name, parent_id=works.id, is_branch=True, at=opened
        )
        homes[branch.code] = made.id
    for person in PEOPLE:
        _add(person, homes, hashes.get(person.sign_in_name), secrets, opened)
    record(
        actor_id=None,
        organisation_id=works.id,
        verb=queries.FOUNDED,
        subject=f"organisation:{works.id}",
        changes={"history": [None, [first_day.isoformat(), first_end.isoformat()]]},
        at=at,
    )


def _add(
    person: Person, homes: Mapping[str, int], hashed: str | None, secrets: Secrets, at: datetime
) -> Member:
    new = people.NewMember(
        sign_in_name=person.sign_in_name,
        name=person.name,
        branch_id=homes[person.branch],
        member_type=person.member_type,
        password_hash=hashed,
        must_change_password=False,
    )
    member = people.add_member(new=new, phone_key=secrets.phone, index_key=secrets.index, at=at)
    if person.role is not Role.MEMBER:
        people.grant(
            member_id=member.id, role=person.role, organisation_id=homes[person.role_on], by=None, at=at
        )
    return member


@operation
def set_passwords(*, hashes: Mapping[str, str], at: datetime) -> None:
    """Give the known sign-ins other passwords: the file that listed the old ones is lost."""
    for person in KNOWN:
        held = known_people.credentials(sign_in_name=person.sign_in_name)
        if held:
            people.change_password(
                member_id=held.member_id, password_hash=hashes[person.sign_in_name], sign_in_id=0, at=at
            )


@operation
def note_loaded(*, digest: str, at: datetime) -> None:
    """Note which files were loaded, in the transaction that loads them."""
    record(
        actor_id=None,
        organisation_id=None,
        verb=queries.LOADED,
        subject=f"{queries.FILES}{digest}",
        changes={},
        at=at,
    )


@operation
def play_day(
    *,
    day: date,
    visits: Sequence[Visit],
    library: Sequence[Sequence[Text]],
    first_end: date,
    at: datetime,
) -> None:
    """Carry out the visits of one day, unless it was played before; `at` is the present, for the audit trail.

    Who has been here on that day or since, by their own hand, is left alone: nobody's past is written for them.
    """
    if queries.was_played(day):
        return
    payees, own_hand = queries.payees(), queries.here_since(day)
    asks = bool(bank.candidates(lang=LANGUAGE))
    for visit in visits:
        to = payees[visit.who]
        if to.member_id not in own_hand:
            _play(visit, to, library, asks=asks)
    play_rewards(day=day, visits=visits, payees=payees, first_end=first_end, spared=own_hand)
    record(
        actor_id=None,
        organisation_id=None,
        verb=queries.PLAYED,
        subject=f"{queries.DAY}{day}",
        changes={},
        at=at,
    )


def _play(visit: Visit, to: Payee, library: Sequence[Sequence[Text]], *, asks: bool) -> None:
    site.note_first_visit(to=to, at=visit.at)
    rng = Random(f"{visit.who} at {visit.at}")
    shelf = own_order(visit.who, library)
    now = visit.at + timedelta(seconds=rng.randint(*LOOK_AROUND_S))
    for place in visit.articles:
        now = _read(to, shelf[place % len(shelf)], rng, now)
    if visit.answers and asks:
        _take_five(to, visit.answers, rng, now)


def _read(to: Payee, text: Text, rng: Random, opened_at: datetime) -> datetime:
    """Read one article without script, at one's leisure; gives when it was finished."""
    finished_at = opened_at + timedelta(seconds=round(nominal_s(text.characters) * rng.uniform(1.1, 2.6)))
    study.finish(to=to, article_key=text.key, lang=LANGUAGE, opened_at=opened_at, at=finished_at)
    return finished_at


def _take_five(to: Payee, rights: Sequence[bool], rng: Random, started_at: datetime) -> None:
    """Take the daily quiz; the last answer finishes it."""
    handle = quizzes.start_daily(to=to, lang=LANGUAGE, rng=rng, at=started_at)
    paper = attempts.run(handle, member_id=to.member_id).paper
    asked = bank.asked(versions_of(paper))
    now = started_at
    for number, (place, right) in enumerate(zip(paper, rights, strict=False)):
        now += timedelta(seconds=rng.randint(*ANSWER_S))
        form = fields(place, asked[place.version_id].body, right=right, rng=rng)
        quizzes.answer(to=to, handle=handle, place=number, sent=_sent(form), at=now)


def _sent(form: Fields) -> Callable[[str], list[str]]:
    return lambda name: form.get(name, [])
