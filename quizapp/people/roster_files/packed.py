"""Looking at an XLSX before anything of it is unpacked: a small file must not become a large one in memory."""

import zipfile
from pathlib import Path

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files.limits import Limits

DAMAGED = Message("The file is no XLSX, or it is damaged.")
TOO_DENSE = Message(
    "The file is packed in a way no spreadsheet packs one: too many parts, too large, or too dense."
)
_SMALL = 1_000_000  # bytes, below which a part may be as dense as it likes
_ENCRYPTED = 0x1
_NESTED = (".zip", ".xlsx", ".xlsm", ".gz", ".7z", ".rar")


def insist_on_sound(path: Path, limits: Limits) -> None:
    """Refused when the list of the file's parts names too many, too large, too dense or packed ones.

    zipfile unpacks no more of a part than the list says, and fails on a part that is not as listed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise Refused(DAMAGED) from error
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise Refused(TOO_DENSE)
    if len({part.filename for part in parts}) < len(parts) or not all(
        _is_sound(part, limits) for part in parts
    ):
        raise Refused(TOO_DENSE)


def _is_sound(part: zipfile.ZipInfo, limits: Limits) -> bool:
    dense = part.file_size > _SMALL and part.file_size > part.compress_size * limits.ratio
    nested = part.filename.lower().endswith(_NESTED) or part.flag_bits & _ENCRYPTED
    return not dense and not nested and part.file_size <= _most(part.filename, limits)


def _most(name: str, limits: Limits) -> int:
    if name.endswith("sharedStrings.xml"):
        return limits.texts_bytes
    return limits.unpacked_bytes if name.startswith("xl/worksheets/") else limits.part_bytes
