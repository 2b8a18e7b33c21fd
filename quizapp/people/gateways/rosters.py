"""Carrying a roster file in: its rows read, judged, staged in chunks, and checked as a whole. Nothing is applied here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter
from typing import Any

from sqlalchemy.exc import IntegrityError

from quizapp.config import Secrets
from quizapp.db import atomic, db
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import queries, sealing
from quizapp.people.models import RosterRow
from quizapp.people.operations import rosters as operations
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.columns import Column
from quizapp.people.roster_files.lines import Line
from quizapp.people.roster_files.reading import Roster
from quizapp.people.roster_plan import Change, House, Judged, Mode, Row, Standing, first_sign_in_name, judge
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
    try:
        _stage(roster, started, organisation_id, keys, chunk, note)
    except Refused:
        operations.drop_roster(import_id=started.import_id)
        raise
    operations.take_stock()
    _check(started.import_id, roster)
    counts = rosters.counts(started.import_id)
    operations.check_roster(import_id=started.import_id, report=counts)
    return CarriedIn(started.import_id, counts, started.staged)


def apply(
    import_id: int, *, allow_leaving: int, by: int | None, at: datetime
) -> tuple[operations.Applied, float]:
    """Apply a checked roster; gives what it did, and for how many seconds others could not write.

    Refused as by the operation, and when members were added meanwhile whom the roster does not know.
    """
    try:
        with atomic():
            begun = perf_counter()
            # The indexes of all members grow in memory; the log is copied after others may write again.
            _tell_sqlite("cache_size = -131072", "wal_autocheckpoint = 0")
            done = operations.apply_roster(import_id=import_id, allow_leaving=allow_leaving, by=by, at=at)
        return done, perf_counter() - begun
    except IntegrityError as error:
        raise Refused(operations.CHANGED_MEANWHILE) from error
    finally:
        _tell_sqlite("wal_autocheckpoint = 1000")


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
    started: operations.Started,
    organisation_id: int,
    keys: Secrets,
    chunk: int,
    note: Callable[[int], None],
) -> None:
    desk = Desk(rosters.house(queries.organisation(organisation_id)), keys, started.before_id)
    after = started.staged
    for lines in _chunks((line for line in roster.lines if line.number > started.staged), chunk):
        rows, upto = desk.rows(started.import_id, lines), lines[-1].number
        operations.stage_rows(import_id=started.import_id, after=after, upto=upto, rows=rows)
        after = upto
        note(after)


def _chunks(lines: Iterator[Line], size: int) -> Iterator[Sequence[Line]]:
    while part := list(islice(lines, size)):
        yield part


class Desk:
    """Where lines become rows: looked up, judged, their phones sealed."""

    def __init__(self, house: House, keys: Secrets, before_id: int | None) -> None:
        self._house, self._keys, self._before_id = house, keys, before_id
        self._widths = rosters.zero_led_widths()

    def rows(self, import_id: int, lines: Sequence[Line]) -> list[dict[str, Any]]:
        """What is staged of these lines."""
        roster_keys = [line.roster_key for line in lines if line.roster_key]
        standing = rosters.standing(roster_keys)
        before = rosters.staged_before(self._before_id, roster_keys) if self._before_id else {}
        led = self._zero_led([key for key in roster_keys if key not in standing])
        return [
            self._row(import_id, line, standing.get(line.roster_key), before.get(line.roster_key), led)
            for line in lines
        ]

    def _zero_led(self, roster_keys: Sequence[str]) -> Mapping[str, Standing]:
        """Members whose number begins with zeros that one of these may have lost."""
        led = [key.zfill(w) for key in roster_keys if key.isdecimal() for w in self._widths if w > len(key)]
        return rosters.standing(led) if led else {}

    def _row(
        self,
        import_id: int,
        line: Line,
        standing: Standing | None,
        before: Row | None,
        led: Mapping[str, Standing],
    ) -> dict[str, Any]:
        index = sealing.blind_index(line.phone, self._keys.index) if line.phone else None
        judged = judge(line, self._house, phone_index=index, standing=standing)
        if led and any(line.roster_key.zfill(width) in led for width in self._widths):
            judged = Judged(Change.REFUSED, None, Column.ROSTER_KEY, faults.ZEROS)
        if judged.row is not None and judged.row == before and standing:
            judged = judged._replace(change=Change.SAME)
        return self._staged(import_id, line, judged, standing)

    def _staged(
        self, import_id: int, line: Line, judged: Judged, standing: Standing | None
    ) -> dict[str, Any]:
        row, change = judged.row, judged.change
        written = row is not None and change in (Change.NEW, Change.CHANGED)
        return {
            "import_id": import_id,
            "number": line.number,
            "roster_key": line.roster_key or None,
            "sign_in_name": first_sign_in_name(line) if change is Change.NEW else None,
            "name": row and row.name,
            "phone_sealed": sealing.seal(line.phone, self._keys.phone) if written and line.phone else None,
            "phone_index": row and row.phone_index,
            "branch_id": row and row.branch_id,
            "member_type": row and row.member_type,
            "member_id": standing and standing.member_id,
            "change": change,
            "complaint_column": judged.column,
            "complaint": judged.fault and judged.fault.id,
        }


def _check(import_id: int, roster: Roster) -> None:
    """Refuse what only shows when every row is there."""

    def refuse(numbers: Sequence[int], column: Column, fault: Message) -> None:
        operations.refuse_rows(import_id=import_id, numbers=numbers, column=column, fault=fault)

    if full := roster.widths.full:
        refuse(rosters.shortened(import_id, full), Column.ROSTER_KEY, faults.ZEROS)
    refuse(rosters.twice(import_id, RosterRow.roster_key), Column.ROSTER_KEY, faults.TWICE)
    refuse(rosters.twice(import_id, RosterRow.phone_index), Column.PHONE, faults.TWICE)
    refuse(rosters.twice(import_id, RosterRow.sign_in_name, Change.NEW), Column.SIGN_IN_NAME, faults.TWICE)
    refuse(rosters.phones_taken(import_id), Column.PHONE, faults.PHONE_TAKEN)
    refuse(rosters.sign_in_names_taken(import_id), Column.SIGN_IN_NAME, faults.SIGN_IN_NAME_TAKEN)
