"""The files of pictures, below QUIZAPP_HOME/media: written whole, under random names, for the owner's eyes alone."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from quizapp.kernel import tokens
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.uploads import operations
from quizapp.uploads.limits import LEAST_FREE
from quizapp.uploads.models import Upload
from quizapp.uploads.pictures import SIZES, made_anew

ENDING = ".webp"


def take_in(
    content: bytes, *, folder: Path, by: int | None, day: date, at: datetime, least_free: int = LEAST_FREE
) -> Upload:
    """Make a picture anew, write its files and note it. Refused, and nothing is kept, when it is none or too much.

    The files come first: who dies in between leaves files without a row, and those are swept.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unless(
        shutil.disk_usage(folder).free >= least_free,
        Message("There is no room for pictures at present. Your administrator has to make some."),
    ).enforce()
    picture, handle = made_anew(content), tokens.fresh()
    try:
        for size, drawn in picture.sizes.items():
            _write(path_of(folder, handle, size), drawn)
        return operations.note(
            handle=handle,
            width=picture.width,
            height=picture.height,
            size=picture.bytes,
            by=by,
            day=day,
            at=at,
        )
    except BaseException:
        remove(folder, handle)
        raise


def path_of(folder: Path, handle: str, size: str) -> Path:
    """Where a picture's file lies; ValueError for a handle or a size that we did not make."""
    if not tokens.is_ticket(handle) or size not in SIZES:
        raise ValueError(f"{handle!r} in {size!r} is no file of ours")
    return folder / f"{handle}.{size}{ENDING}"


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def remove(folder: Path, handle: str) -> None:
    for size in SIZES:
        path_of(folder, handle, size).unlink(missing_ok=True)


def handles_before(folder: Path, before: datetime) -> Iterator[str]:
    """The handles of files that were written before an instant."""
    for path in folder.glob(f"*{ENDING}"):
        handle, written = path.name.split(".")[0], datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if written < before and tokens.is_ticket(handle):
            yield handle
