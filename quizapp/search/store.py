"""The index on disk: a folder of generations, and a manifest that names the one that counts.

A writer never changes what the manifest names. It works in a new generation, into which the finished files are
hard-linked, and then replaces the manifest in one step: whenever it is killed, the index before stays whole.
A reader takes the files the manifest names into memory and compares their digests, so that a damaged index is
known before it is read. Whoosh's files hold pickles: the folder is for its owner only, and is never restored from
a backup but made anew.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.index import FileIndex

from quizapp.search.schema import FORM, SCHEMA

MANIFEST = "current.json"
LOCK = "indexer.lock"
GENERATION = "generation-"
KEPT = (".toc", ".seg")


class NoIndex(Exception):
    """There is no index of the present form."""


class DamagedIndex(Exception):
    """There is an index, and it cannot be read; it must be made anew."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The generation that counts. `whole`: it was once made from all documents, and followed the changes since."""

    generation: str
    whole: bool
    files: Mapping[str, str]  # name to SHA-256


class _InMemory(RamStorage):  # type: ignore[misc]
    def open_file(self, name: str, **options: Any) -> BufferFile:
        if name not in self.files:
            raise NameError(name)
        return BufferFile(self.files[name], name=name)


def signature(folder: Path) -> tuple[int, int] | None:
    """Something that differs whenever the index has changed; None without an index."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def manifest(folder: Path) -> Manifest:
    """What the folder holds. NoIndex or DamagedIndex."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf8"))
        if found["form"] != FORM:
            raise NoIndex(f"{folder}: an index of another form")
        return Manifest(found["generation"], bool(found["whole"]), dict(found["files"]))
    except FileNotFoundError as error:
        raise NoIndex(f"{folder}: no index") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DamagedIndex(f"{folder / MANIFEST}: {error}") from error


def open_index(folder: Path) -> tuple[FileIndex, Manifest]:
    """The index, read into memory. NoIndex or DamagedIndex."""
    for _ in range(5):
        found = manifest(folder)
        try:
            return FileIndex(_storage(folder, found), schema=SCHEMA), found
        except FileNotFoundError as error:
            if manifest(folder).generation == found.generation:
                raise DamagedIndex(f"{folder}: {error}") from error
            # A writer finished while the files were read: read what it made.
    raise DamagedIndex(f"{folder}: it changes faster than it can be read")


def _storage(folder: Path, found: Manifest) -> RamStorage:
    storage = _InMemory()
    for name, digest in found.files.items():
        try:
            content = (folder / found.generation / name).read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise DamagedIndex(f"{folder}: {error}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise DamagedIndex(f"{folder / found.generation / name}: not as it was written")
        storage.files[name] = content
    return storage


@contextmanager
def only_indexer(folder: Path, *, wait_s: float) -> Iterator[bool]:
    """Whether the caller is the one indexer until the block ends; the lock falls with its process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (folder / LOCK).open("w") as file:
        yield _locked(file.fileno(), time.monotonic() + wait_s)


def _locked(descriptor: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)


@contextmanager
def new_generation(folder: Path, *, base: Manifest | None, whole: bool) -> Iterator[Any]:
    """A Whoosh writer on a copy of `base`, or on an empty index. When the block ends well, the result counts.

    Only for the one indexer. OSError when the disk refuses; the index before then still counts.
    """
    _sweep(folder)
    place = Path(tempfile.mkdtemp(prefix=GENERATION, dir=folder))
    try:
        for name in base.files if base else ():
            os.link(folder / base.generation / name, place / name)  # type: ignore[union-attr]
        storage = FileStorage(str(place), supports_mmap=False)
        index = FileIndex(storage, schema=SCHEMA) if base else FileIndex.create(storage, SCHEMA)
        writer = index.writer(limitmb=64)
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        _publish(folder, place, whole=whole)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    _sweep(folder)


def _publish(folder: Path, place: Path, *, whole: bool) -> None:
    files = {file.name: _settled(file) for file in sorted(place.iterdir()) if file.suffix in KEPT}
    _settle_folder(place)
    text = json.dumps({"form": FORM, "generation": place.name, "whole": whole, "files": files})
    draft = folder / f"{MANIFEST}.new"
    with draft.open("w", encoding="utf8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(folder / MANIFEST)
    _settle_folder(folder)


def _settled(file: Path) -> str:
    """The file's digest, after it has reached the disk: Whoosh itself never waits for that."""
    with file.open("rb") as written:
        os.fsync(written.fileno())
        return hashlib.file_digest(written, "sha256").hexdigest()


def _settle_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove every generation but the one that counts: what a writer that was killed left, and what is replaced."""
    try:
        kept = manifest(folder).generation
    except (NoIndex, DamagedIndex):
        kept = ""
    for place in folder.glob(f"{GENERATION}*"):
        if place.name != kept:
            shutil.rmtree(place, ignore_errors=True)
