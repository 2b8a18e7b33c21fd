"""Rosters sent by a page: the file is kept encrypted with its import, and whoever comes next reads on."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.config import Secrets
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import sealing
from quizapp.people.gateways import rosters as gateway
from quizapp.people.models import RosterImport
from quizapp.people.operations import rosters as operations
from quizapp.people.operations.rosters import Started
from quizapp.people.roster_files import mending
from quizapp.people.roster_files.limits import PAGE
from quizapp.people.roster_files.reading import read
from quizapp.people.roster_files.writing import write
from quizapp.people.roster_plan import Mode, Stage
from quizapp.people.store import rosters

STEP = 4_000  # rows read while somebody waits for the page
_PIECE = 1_000_000  # bytes of a file kept in one row
NO_FILE = Message("This roster was begun by a command, and its file is not here. Send it by this page.")


def take_in(
    path: Path,
    *,
    organisation_id: int,
    mode: Mode,
    file_name: str,
    keys: Secrets,
    by: int,
    at: datetime,
) -> int:
    """Keep a roster file that was sent, and read its first rows; gives the import's id.

    Refused when the file is no roster at all. The same file sent again goes on with the import it began.
    """
    roster = read(path, PAGE)
    last_row = max((line.number for line in roster.lines), default=0)
    if not last_row:
        raise Refused(Message("The file has a header and no row below it."))
    started = operations.begin_roster(
        organisation_id=organisation_id,
        mode=mode,
        file_name=file_name,
        digest=roster.digest,
        by=by,
        at=at,
        last_row=last_row,
    )
    operations.keep_file(import_id=started.import_id, parts=_sealed(path, keys.phone))
    gateway.step(read(path, PAGE), started, organisation_id=organisation_id, keys=keys, most=STEP)
    gateway.forget(organisation_id)
    return started.import_id


def go_on(its: RosterImport, *, keys: Secrets, most: int | None = STEP) -> bool:
    """Read the next rows of an import; gives whether every row is in and checked."""
    if its.state is not Stage.STAGING:
        return True
    started = Started(its.id, its.staged, rosters.before(its))
    organisation_id = its.organisation_id
    with opened(its.id, keys.phone) as path:
        return gateway.step(read(path, PAGE), started, organisation_id=organisation_id, keys=keys, most=most)


def write_refused(its: RosterImport, target: Path, *, keys: Secrets, words: Mapping[int, str]) -> None:
    """Write the refused rows as they were sent, each with what is wrong; `words` says it by the row's number."""
    with opened(its.id, keys.phone) as path:
        write(target, mending.refused(path, PAGE, words))


def mend(
    its: RosterImport,
    mended: Path,
    *,
    refused: Sequence[int],
    keys: Secrets,
    by: int,
    at: datetime,
) -> int:
    """Begin an import of the same roster with its refused rows replaced by those of a mended file; gives its id."""
    if its.state is not Stage.CHECKED:
        raise Refused(Message("Nothing of this roster waits to be mended."))
    with opened(its.id, keys.phone) as path, TemporaryDirectory(prefix="quizapp-") as folder:
        whole = Path(folder) / f"whole{mending.ending(path)}"
        write(whole, mending.merged(path, mended, PAGE, frozenset(refused)))
        return take_in(
            whole,
            organisation_id=its.organisation_id,
            mode=its.mode,
            file_name=its.file_name,
            keys=keys,
            by=by,
            at=at,
        )


@contextmanager
def opened(import_id: int, key: bytes) -> Iterator[Path]:
    """The file of an import, decrypted in a folder that only this process reads and that is gone afterwards."""
    with TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder) / "roster"
        with path.open("wb") as out:
            for piece in rosters.file_of(import_id):
                out.write(sealing.unseal_bytes(piece, key))
        if not path.stat().st_size:
            raise Refused(NO_FILE)
        yield path


def _sealed(path: Path, key: bytes) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield sealing.seal_bytes(piece, key)
