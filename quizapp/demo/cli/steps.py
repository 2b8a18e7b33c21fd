"""The steps that make an instance the demo: tables, files, people, history, index. Each may be run again at any time."""

import gc
import secrets as random_secrets
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import SystemRandom

import click

from quizapp.bank import operations as bank
from quizapp.bank.files import folder as bank_folder
from quizapp.bank.files import quotes
from quizapp.config import BadSettings, Settings
from quizapp.db import atomic, db
from quizapp.demo import history, operations, queries, sign_ins
from quizapp.demo.cast import PEOPLE, ZONE
from quizapp.demo.files import digest_of
from quizapp.demo.pictures import DRAWINGS
from quizapp.demo.rewards import offers
from quizapp.kernel.clock import day_begins, days_between, local_day
from quizapp.migrations import running
from quizapp.people.passwords import hashed
from quizapp.points import operations as points
from quizapp.points import queries as ledger
from quizapp.points import worker as counts
from quizapp.quizzes import worker as quizzes
from quizapp.rewards import worker as rewards
from quizapp.search import worker as search
from quizapp.study import files as study_files
from quizapp.study import operations as study
from quizapp.study import queries as study_queries
from quizapp.study import worker as reading
from quizapp.uploads import gateways

EXTEND = "`make demo EXTEND=1` (or `quizapp demo --extend`)"


def get_ready(settings: Settings, *, days: int, extend: bool, at: datetime) -> dict[str, str]:
    """Make everything that is missing, and give the passwords of the known sign-ins.

    BadSettings when the instance belongs to somebody else, or its first files cannot be loaded.
    """
    make_tables()
    if queries.is_somebody_elses():
        raise BadSettings(
            f"{settings.home} holds an organisation that is not the demo's. Set QUIZAPP_HOME to another folder for the demo."
        )
    load_files(settings, at)
    passwords = _people(settings, days, at)
    _rewards(settings)
    _history(extend=extend, at=at)
    operations.leave_waiting(at=at)
    _close_days(at)
    make_index(settings, at)
    return passwords


def yesterday(at: datetime) -> date:
    """The study day before the one an instant falls on, in the demo's zone."""
    return local_day(at, ZONE) - timedelta(days=1)


def make_tables() -> None:
    if running.revision_of(db.engine) != running.newest():
        click.echo("Preparing the database ...")
        running.upgrade(db.engine)


def load_files(settings: Settings, at: datetime) -> None:
    """Load articles and questions, when a file or the program's schema has changed since the last time."""
    digest = digest_of((settings.content, settings.question_bank), version=running.newest())
    loaded = queries.loaded_digest()
    if loaded == digest:
        return
    click.echo("Loading articles and questions ...")
    library, found = study_files.read(settings.content), bank_folder.read(settings.question_bank)
    plain = {(article.key, edition.lang): edition.plain for article, edition in library.editions()}
    complaints = [*library.complaints, *found.complaints, *quotes.complaints(found.questions, plain)]
    if complaints:
        _complain(complaints, first=loaded is None)
        return
    with atomic():
        points.load_tariff(at=at)
        study.load(library=library, take_files=False, at=at)
        bank.load(bank=found, take_files=False, at=at)
        operations.note_loaded(digest=digest, at=at)


def make_index(settings: Settings, at: datetime) -> None:
    """What search reads: made whole where it is missing, or else brought up to the last load."""
    if settings.index_folder.exists():
        search.catch_up(settings.index_folder, at=at, documents=study_queries.documents)
        return
    click.echo("Building the search index ...")
    search.rebuild(settings.index_folder, study_queries.documents())


def _complain(complaints: Sequence[object], *, first: bool) -> None:
    for complaint in complaints:
        click.echo(f"  {complaint}", err=True)
    if first:
        raise BadSettings(
            "The articles or questions cannot be loaded; the lines above say where to mend them."
        )
    click.echo("Nothing was loaded; the demo goes on with what was loaded before.", err=True)


def _people(settings: Settings, days: int, at: datetime) -> dict[str, str]:
    """The organisation and its sign-ins. The list is written first: a password that is stored is never unknown."""
    kept = sign_ins.read(settings.home)
    passwords = kept or sign_ins.made(SystemRandom())
    if not kept:
        sign_ins.write(settings.home, passwords)
    if not queries.standing():
        click.echo("Founding the demo organisation ...")
        end = yesterday(at)
        operations.found(
            hashes=_first_hashes(passwords),
            secrets=settings.secrets,
            first_day=end - timedelta(days=days - 1),
            first_end=end,
            at=at,
        )
    elif not kept:
        click.echo(f"{sign_ins.FILE} was lost, so that the sign-ins below have new passwords.")
        operations.set_passwords(
            hashes={name: hashed(password) for name, password in passwords.items()}, at=at
        )
    return passwords


def _first_hashes(passwords: dict[str, str]) -> dict[str, str]:
    """The hashes of all who registered. Outside the list it is that of a password thrown away: nobody signs in there."""
    nobodys = hashed(random_secrets.token_urlsafe())
    known = {name: hashed(password) for name, password in passwords.items()}
    return {
        person.sign_in_name: known.get(person.sign_in_name, nobodys)
        for person in PEOPLE
        if not person.invited
    }


def _rewards(settings: Settings) -> None:
    """What is offered for points, with its pictures: on the first day of the history."""
    standing = queries.standing()
    assert standing is not None
    first = day_begins(standing.first_day, ZONE)
    missing = [offer for offer in offers(standing.first_end) if not queries.is_offered(offer.key)]
    if missing:
        click.echo("Drawing pictures of rewards ...")
    for offer in missing:
        upload = offer.picture and gateways.take_in(
            DRAWINGS[offer.picture](), folder=settings.media_folder, by=None, day=standing.first_day, at=first
        )
        operations.offer_reward(
            offer=offer, upload_id=upload.id if upload else None, secrets=settings.secrets, at=first
        )


def _history(*, extend: bool, at: datetime) -> None:
    """Play the days that are missing: up to the first end, or up to yesterday when asked to extend."""
    standing = queries.standing()
    assert standing is not None
    last = max(standing.first_end, yesterday(at)) if extend else standing.first_end
    begin = standing.played_to + timedelta(days=1) if standing.played_to else standing.first_day
    missing = list(days_between(begin, last))
    if missing:
        _play(missing, standing, at)
    if last < yesterday(at):
        click.echo(f"The demo's history ends on {last}; {EXTEND} brings it up to yesterday.")


def _play(missing: list[date], standing: queries.Standing, at: datetime) -> None:
    library = queries.library(operations.LANGUAGE)
    plan = history.plan(
        PEOPLE,
        first_day=standing.first_day,
        first_end=standing.first_end,
        last=missing[-1],
        library=sum(len(module) for module in library),
    )
    gc.disable()  # short statements leave little behind that needs it, and a fifth of the time goes to it
    try:
        with click.progressbar(
            missing, label=f"Playing {len(missing)} days of history", show_pos=True
        ) as days:
            for number, day in enumerate(days, 1):
                operations.play_day(
                    day=day, visits=plan[day], library=library, first_end=standing.first_end, at=at
                )
                evening = day_begins(day + timedelta(days=1), ZONE) - timedelta(seconds=1)
                _sum_up(evening)
                rewards.catch_up(at=evening)
                _tell_now_and_then(number, len(missing))
    finally:
        gc.enable()


def _sum_up(at: datetime) -> None:
    """What `quizapp work` would have done by the end of the day."""
    counts.catch_up(at=at)
    reading.sum_up_reading()
    quizzes.count_first_tries()


def _tell_now_and_then(number: int, of: int) -> None:
    """The bar is only drawn on a terminal; a log gets a line a week."""
    if number % 7 == 0 and not sys.stdout.isatty():
        click.echo(f"  {number} of {of} days")


def _close_days(at: datetime) -> None:
    """Close the books of the days that were played. Later ones stay open: an extended history plays them, too."""
    standing = queries.standing()
    assert standing is not None
    played_to = standing.played_to
    while played_to and (day := ledger.day_to_close(at)) and day <= played_to:
        if not counts.close_day(at=at):
            return
