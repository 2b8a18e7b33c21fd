"""Keeping a file of organisations between being looked at and being applied, and noting that the tree was carried out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.verdict import unless
from quizapp.people import policy, queries
from quizapp.people.models import TreeFile
from quizapp.people.operations.organisations import CHANGED_MEANWHILE, import_organisations
from quizapp.people.roster_files.organisations import Said

KEPT_FOR = timedelta(days=3)


@operation
def keep_tree_file(
    *, organisation_id: int, file_name: str, sealed: bytes, by: int | None, at: datetime
) -> int:
    """Keep a file until it is applied or given up, in place of one that waits already; gives its id."""
    node = queries.organisation(organisation_id, lock=True)
    if by is not None:
        policy.may_manage(queries.standing(by, at=at, lock=True), node.path).enforce()
    waiting = (TreeFile.organisation_id == organisation_id) & TreeFile.applied_at.is_(None)
    changed(delete(TreeFile).where(waiting))
    kept = TreeFile(
        organisation_id=organisation_id, file_name=file_name, sealed=sealed, counts={}, made_at=at
    )
    db.session.add(kept)
    db.session.flush()
    return kept.id


@operation
def apply_tree_file(*, file_id: int, rows: Sequence[Said], seen: str, by: int | None, at: datetime) -> None:
    """Apply a file that waits, if it still comes to what was `seen`. Applied twice, it is applied once."""
    kept = db.session.get_one(TreeFile, file_id, with_for_update=True, populate_existing=True)
    if kept.applied_at is not None:
        return
    counts = import_organisations(organisation_id=kept.organisation_id, rows=rows, by=by, at=at, seen=seen)
    mine = update(TreeFile).where(TreeFile.id == file_id, TreeFile.applied_at.is_(None))
    done = changed(mine.values(applied_at=at, counts=dict(counts), sealed=None))
    unless(done == 1, CHANGED_MEANWHILE).enforce()


@operation
def drop_tree_file(*, file_id: int) -> None:
    """Give a file up that waits; one that was applied stays noted."""
    changed(delete(TreeFile).where(TreeFile.id == file_id, TreeFile.applied_at.is_(None)))


@operation
def drop_stale_tree_files(*, at: datetime) -> int:
    """Give up the files that nobody applied in days; gives how many."""
    stale = (TreeFile.made_at < at - KEPT_FOR) & TreeFile.applied_at.is_(None)
    return changed(delete(TreeFile).where(stale))


@operation
def note_export_of_organisations(
    *, organisation_id: int, organisations: int, by: int | None, at: datetime
) -> None:
    """Note that organisations were written to a file."""
    node = queries.organisation(organisation_id)
    record(
        actor_id=by,
        organisation_id=node.id,
        verb="export_organisations",
        subject=f"organisation:{node.code}",
        changes={"organisations": [0, organisations]},
        at=at,
    )
