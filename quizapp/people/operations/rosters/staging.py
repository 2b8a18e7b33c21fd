"""Bringing a roster's rows in, chunk by chunk: a run that was cut off goes on where it stopped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation, table_of
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import policy, queries
from quizapp.people.models import RosterImport, RosterPart, RosterRow
from quizapp.people.reach import Me
from quizapp.people.roster_files.columns import Column
from quizapp.people.roster_plan import Change, Mode, Stage
from quizapp.people.store import rosters

_ROWS, _PARTS = table_of(RosterRow), table_of(RosterPart)
UNFINISHED = (Stage.STAGING, Stage.CHECKED)
KEPT_FOR = timedelta(days=3)  # an import that waits for somebody


@dataclass(frozen=True, slots=True)
class Started:
    """An import under way. Rows up to `staged` are in; `before_id` is the roster that a diff is compared with."""

    import_id: int
    staged: int
    before_id: int | None


@operation
def insist_on_reach(*, organisation_id: int, by: int | None, at: datetime) -> Me | None:
    """Refused when someone no longer manages the organisation whose roster this is; their grants stay until the end.

    Gives who it is; None for a command, which may bring in anything.
    """
    if by is None:
        return None
    me = queries.standing(by, at=at, lock=True)
    policy.may_manage(me, queries.organisation(organisation_id).path).enforce()
    return me


@operation
def begin_roster(
    *,
    organisation_id: int,
    mode: Mode,
    file_name: str,
    digest: str,
    by: int | None,
    at: datetime,
    last_row: int = 0,
) -> Started:
    """Begin an import, or go on with the one that read the same file and was cut off.

    Others of the organisation that were not finished are dropped, and so is one from before a roster was applied.
    `last_row` is the file's, where it is known. `by` None is a command; anyone else must manage the organisation now.
    """
    insist_on_reach(organisation_id=organisation_id, by=by, at=at)
    found = _drop_all_but(organisation_id, digest, mode)
    if found is None:
        found = RosterImport(
            organisation_id=organisation_id,
            actor_id=by,
            mode=mode,
            state=Stage.STAGING,
            file_name=file_name[:200],
            digest=digest,
            staged=0,
            made_at=at,
        )
        db.session.add(found)
    # Checked anew, it is judged by whoever sent it last.
    found.actor_id, found.state, found.report = by, Stage.STAGING, {"last_row": last_row}
    db.session.flush()
    return Started(found.id, found.staged, rosters.before(found))


def _drop_all_but(organisation_id: int, digest: str, mode: Mode) -> RosterImport | None:
    """Give up an organisation's unfinished imports; the one of the same file that can be gone on with is given back.

    One whose rows were refused is read anew: a branch that was missing may stand there now.
    """
    found = None
    unfinished = RosterImport.state.in_(UNFINISHED)
    mine = select(RosterImport).where(RosterImport.organisation_id == organisation_id, unfinished)
    for one in db.session.scalars(mine.with_for_update()):
        same = (one.digest, one.mode) == (digest, mode) and not one.report.get(Change.REFUSED)
        if same and not rosters.applied_since(one.made_at):
            found = one
        else:
            one.state = Stage.DROPPED
    return found


@operation
def keep_file(*, import_id: int, parts: Iterable[bytes]) -> None:
    """Keep the file of an import, in encrypted pieces; one that is kept already stays."""
    if rosters.has_file(import_id):
        return
    for number, sealed in enumerate(parts):
        db.session.execute(insert(_PARTS).values(import_id=import_id, number=number, sealed=sealed))


@operation
def stage_rows(*, import_id: int, after: int, upto: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bring in the rows numbered after `after` up to `upto`. Refused when another run does so at the same time."""
    moved = update(RosterImport).where(RosterImport.id == import_id, RosterImport.staged == after)
    if not changed(moved.where(RosterImport.state == Stage.STAGING).values(staged=upto)):
        raise Refused(Message("Another run is reading this roster. Wait until it has ended."))
    db.session.connection().execute(insert(_ROWS), rows)


@operation
def take_stock() -> None:
    """Have PostgreSQL count what was staged: without, it plans for a handful of rows and takes an hour over many."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("ANALYZE roster_rows, members"))


@operation
def refuse_rows(*, import_id: int, numbers: Sequence[int], column: Column | None, fault: Message) -> None:
    """Refuse rows that were staged, for one reason; rows refused before keep theirs. `column` None: the whole row."""
    if not numbers:
        return
    row = update(_ROWS).where(_ROWS.c.import_id == import_id, _ROWS.c.number == bindparam("row"))
    refused = row.where(_ROWS.c.change != Change.REFUSED).values(
        change=Change.REFUSED, complaint_column=column and column.value, complaint=fault.id
    )
    db.session.connection().execute(refused, [{"row": number} for number in numbers])


@operation
def tie_rows(*, import_id: int, ties: Mapping[int, int]) -> None:
    """Take new rows, by their numbers, to be about members who have no number yet, by their ids."""
    if not ties:
        return
    row = update(_ROWS).where(_ROWS.c.import_id == import_id, _ROWS.c.number == bindparam("row"))
    tied = row.where(_ROWS.c.change == Change.NEW).values(
        change=Change.CHANGED, member_id=bindparam("member"), sign_in_name=None
    )
    pairs = [{"row": number, "member": member_id} for number, member_id in ties.items()]
    db.session.connection().execute(tied, pairs)


@operation
def check_roster(*, import_id: int, report: Mapping[str, Any]) -> None:
    """Note that every row is in and was checked, and what came of it."""
    done = update(RosterImport).where(RosterImport.id == import_id, RosterImport.state == Stage.STAGING)
    changed(done.values(state=Stage.CHECKED, report=dict(report)))


@operation
def drop_roster(*, import_id: int) -> None:
    """Give up an import that was not applied; its rows are forgotten next."""
    unfinished = RosterImport.state.in_(UNFINISHED)
    changed(update(RosterImport).where(RosterImport.id == import_id, unfinished).values(state=Stage.DROPPED))


@operation
def drop_stale(*, at: datetime) -> Sequence[int]:
    """Give up the imports that nobody finished in days; gives the ids of all organisations with something to forget."""
    old = RosterImport.made_at < at - KEPT_FOR
    unfinished = RosterImport.state.in_(UNFINISHED)
    changed(update(RosterImport).where(unfinished, old).values(state=Stage.DROPPED))
    return rosters.with_leftovers()


@operation
def forget_rows(*, organisation_id: int, most: int = 20_000) -> int:
    """Delete rows nobody needs any more, at most so many at once; gives how many.

    Those of dropped imports, and of applied ones but the last, which the next roster is compared with; and their files.
    """
    last = rosters.last_applied(organisation_id)
    ended = RosterImport.state.in_([Stage.DROPPED, Stage.APPLIED])
    over = select(RosterImport.id).where(RosterImport.organisation_id == organisation_id, ended)
    changed(delete(_PARTS).where(_PARTS.c.import_id.in_(over)))
    first = select(_ROWS.c.import_id).where(_ROWS.c.import_id.in_(over.where(RosterImport.id != (last or 0))))
    import_id = db.session.scalar(first.limit(1))
    if import_id is None:
        return 0
    some = select(_ROWS.c.number).where(_ROWS.c.import_id == import_id).limit(most)
    return changed(delete(_ROWS).where(_ROWS.c.import_id == import_id, _ROWS.c.number.in_(some)))


@operation
def note_export(*, organisation_id: int, members: int, phones: bool, by: int | None, at: datetime) -> None:
    """Write into the audit trail that members were carried out, and whether their phones were whole."""
    record(
        actor_id=by,
        organisation_id=organisation_id,
        verb="export_roster",
        subject=f"organisation:{organisation_id}",
        changes={"members": [0, members], "phone": [None, "whole" if phones else "masked"]},
        at=at,
    )
