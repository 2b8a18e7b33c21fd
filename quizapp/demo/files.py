"""Whether the folders of articles and questions are still what was loaded."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(folders: Iterable[Path], *, version: str) -> str:
    """One digest over the names and bytes of every file below the folders, and over the version that reads them."""
    whole = hashlib.sha256(version.encode())
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            whole.update(f"\n{file.relative_to(folder).as_posix()} {content}".encode())
        whole.update(b"\n\n")
    return whole.hexdigest()
