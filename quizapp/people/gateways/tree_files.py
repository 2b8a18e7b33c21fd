"""Files of organisations sent by a page: kept encrypted until they are applied, and read anew each time they are looked at."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import operations, sealing
from quizapp.people.gateways.organisations import read
from quizapp.people.models import TreeFile
from quizapp.people.roster_files import mending
from quizapp.people.roster_files.limits import PAGE
from quizapp.people.roster_files.organisations import SHEET, Said
from quizapp.people.roster_files.writing import write

APPLIED = Message("This file was applied already.")


def take_in(
    path: Path, *, organisation_id: int, file_name: str, key: bytes, by: int | None, at: datetime
) -> int:
    """Keep a file that was sent; gives its id. Refused when it is no table of organisations at all."""
    read(path, PAGE)
    sealed = sealing.seal_bytes(path.read_bytes(), key)
    return operations.keep_tree_file(
        organisation_id=organisation_id, file_name=file_name, sealed=sealed, by=by, at=at
    )


def rows_of(kept: TreeFile, key: bytes) -> Sequence[Said]:
    """The rows of a file that waits."""
    with opened(kept, key) as path:
        return read(path, PAGE)


def write_refused(path: Path, target: Path, words: Mapping[int, str]) -> None:
    """Write the refused rows of a file as they were sent, each with what is wrong; `words` says it by the row's number."""
    write(target, mending.refused(path, PAGE, words, SHEET))


def mend(kept: TreeFile, mended: Path, *, refused: Sequence[int], key: bytes, by: int, at: datetime) -> int:
    """Keep, in place of a file, the same with its refused rows replaced by those of a mended one; gives its id."""
    organisation_id, name = kept.organisation_id, kept.file_name
    with opened(kept, key) as path, TemporaryDirectory(prefix="quizapp-") as folder:
        whole = Path(folder) / f"whole{mending.ending(path)}"
        write(whole, mending.merged(path, mended, PAGE, frozenset(refused), SHEET))
        return take_in(whole, organisation_id=organisation_id, file_name=name, key=key, by=by, at=at)


@contextmanager
def opened(kept: TreeFile, key: bytes) -> Iterator[Path]:
    """A file that waits, decrypted in a folder that only this process reads and that is gone afterwards."""
    if kept.sealed is None:
        raise Refused(APPLIED)
    with TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder) / "organisations"
        path.write_bytes(sealing.unseal_bytes(kept.sealed, key))
        yield path
