"""What can be done with uploads: noting one, showing it somewhere, letting go of it, and dropping what nothing shows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from quizapp.db import changed, db, operation, table_of, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.uploads.limits import BYTES_A_DAY, FILES_A_DAY
from quizapp.uploads.models import Upload, UploadDay

LOOSE_FOR = timedelta(days=1)
DAYS_KEPT = timedelta(days=7)


@operation
def note(
    *, handle: str, width: int, height: int, size: int, by: int | None, day: date, at: datetime
) -> Upload:
    """Note a picture whose files are written, within what its sender may send on a day. Nothing shows it yet."""
    if by is not None and not _counted(by, day, size):
        raise Refused(
            Message("You have sent as many pictures today as one may. Go on tomorrow, or send smaller ones.")
        )
    upload = Upload(
        handle=handle, member_id=by, width=width, height=height, bytes=size, made_at=at, loose_since=at
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def _counted(member_id: int, day: date, size: int) -> bool:
    first = upsert(table_of(UploadDay)).values(member_id=member_id, day=day, files=1, bytes=size)
    fits = (UploadDay.files + 1 <= FILES_A_DAY) & (UploadDay.bytes + size <= BYTES_A_DAY)
    more = {"files": UploadDay.files + 1, "bytes": UploadDay.bytes + size}
    return (
        changed(first.on_conflict_do_update(index_elements=["member_id", "day"], set_=more, where=fits)) > 0
    )


@operation
def attach(*, upload_id: int, subject: str) -> None:
    """Have something show a picture from now on. Refused when the picture was dropped meanwhile."""
    mine = update(Upload).where(Upload.id == upload_id)
    if not changed(mine.values(subject=subject, loose_since=None)):
        raise Refused(Message("This picture is no longer there. Send it once more."))


@operation
def release(*, upload_id: int, at: datetime) -> None:
    """Nothing shows a picture any more; a day later its files are gone."""
    shown = update(Upload).where(Upload.id == upload_id, Upload.loose_since.is_(None))
    changed(shown.values(subject=None, loose_since=at))


@operation
def forget_loose(*, at: datetime) -> Sequence[str]:
    """Drop the rows of pictures that nothing has shown for a day; gives the handles of their files."""
    loose = select(Upload.id, Upload.handle).where(Upload.loose_since < at - LOOSE_FOR)
    rows = db.session.execute(loose.with_for_update(skip_locked=True)).all()
    dropped = [
        row.handle
        for row in rows
        if changed(delete(Upload).where(Upload.id == row.id, Upload.loose_since < at - LOOSE_FOR))
    ]
    changed(delete(UploadDay).where(UploadDay.day < at.date() - DAYS_KEPT))
    return dropped
