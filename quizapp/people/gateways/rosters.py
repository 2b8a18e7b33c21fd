"""Carrying a roster file in: its rows read and staged in chunks, checked as a whole, and then applied."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter

from sqlalchemy.exc import IntegrityError

from quizapp.config import Secrets
from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import queries
from quizapp.people.gateways.judging import Desk, check
from quizapp.people.operations import rosters as operations
from quizapp.people.operations.rosters import Started
from quizapp.people.roster_files.lines import Line
from quizapp.people.roster_files.reading import Roster
from quizapp.people.roster_plan import TIED, Mode
from quizapp.people.store import rosters

CHUNK = 10_000  # rows in one short transaction


@dataclass(frozen=True, slots=True)
class CarriedIn:
    """A roster that waits to be applied: how many rows make each change, and how many were staged before."""

    import_id: int
    counts: Mapping[str, int]
    resumed_at: int


def carry_in(
    roster: Roster,
    *,
    organisation_id: int,
    mode: Mode,
    file_name: str,
    keys: Secrets,
    by: int | None,
    at: datetime,
    chunk: int = CHUNK,
    note: Callable[[int], None] = lambda rows: None,
) -> CarriedIn:
    """Stage and check a roster; `note` hears of every chunk. What `roster.lines` refuses ends it, as does a kill."""
    started = operations.begin_roster(
        organisation_id=organisation_id, mode=mode, file_name=file_name, digest=roster.digest, by=by, at=at
    )
    step(roster, started, organisation_id=organisation_id, keys=keys, chunk=chunk, note=note)
    return CarriedIn(started.import_id, rosters.counts(started.import_id), started.staged)


def step(
    roster: Roster,
    started: Started,
    *,
    organisation_id: int,
    keys: Secrets,
    chunk: int = CHUNK,
    most: int | None = None,
    note: Callable[[int], None] = lambda rows: None,
) -> bool:
    """Stage the next rows, at most so many; with the last of them, check the whole. Gives whether that was done.

    What `roster.lines` refuses ends the import.
    """
    ended = _stage(roster, started, organisation_id, keys, chunk, most, note)
    if ended:
        operations.take_stock()
        ties = check(started.import_id, roster)
        report = {**rosters.counts(started.import_id), **({TIED: ties} if ties else {})}
        operations.check_roster(import_id=started.import_id, report=report)
    return ended


def apply(
    import_id: int, *, allow_leaving: int, by: int | None, at: datetime, ticket: str | None = None
) -> tuple[operations.Applied, float]:
    """Apply a checked roster; gives what it did, and for how many seconds others could not write.

    Refused as by the operation, and when members were added meanwhile whom the roster does not know.
    """
    try:
        with atomic():
            begun = perf_counter()
            # The indexes of all members grow in memory; the log is copied after others may write again.
            _tell_sqlite("cache_size = -131072", "wal_autocheckpoint = 0")
            done = operations.apply_roster(
                import_id=import_id, allow_leaving=allow_leaving, by=by, at=at, ticket=ticket
            )
        return done, perf_counter() - begun
    except IntegrityError as error:
        raise Refused(operations.CHANGED_MEANWHILE) from error
    finally:
        _tell_sqlite("wal_autocheckpoint = 1000", "cache_size = -2000")


def _tell_sqlite(*pragmas: str) -> None:
    connection = db.session.connection()
    for pragma in pragmas if connection.dialect.name == "sqlite" else ():
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def forget(organisation_id: int) -> None:
    """Delete the staged rows that are needed no more, in short transactions."""
    while operations.forget_rows(organisation_id=organisation_id):
        pass


def _stage(
    roster: Roster,
    started: Started,
    organisation_id: int,
    keys: Secrets,
    chunk: int,
    most: int | None,
    note: Callable[[int], None],
) -> bool:
    """Whether the last row is in."""
    desk = Desk(rosters.house(queries.organisation(organisation_id)), keys, started.before_id)
    after = started.staged
    left = _lines(roster, started)
    for lines in _chunks(islice(left, most), chunk):
        rows, upto = desk.rows(started.import_id, lines), lines[-1].number
        operations.stage_rows(import_id=started.import_id, after=after, upto=upto, rows=rows)
        after = upto
        note(after)
    return next(left, None) is None


def _lines(roster: Roster, started: Started) -> Iterator[Line]:
    """The lines that are not staged yet. A file that turns out to be none ends the import."""
    try:
        yield from (line for line in roster.lines if line.number > started.staged)
    except Refused:
        operations.drop_roster(import_id=started.import_id)
        raise


def _chunks(lines: Iterator[Line], size: int) -> Iterator[Sequence[Line]]:
    while part := list(islice(lines, size)):
        yield part
