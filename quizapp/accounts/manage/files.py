"""Files that staff send and fetch: saved where only this process reads them, named, and handed out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, send_file
from werkzeug.datastructures import FileStorage


@contextmanager
def a_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="quizapp-") as folder:
        yield Path(folder)


@contextmanager
def saved(sent: FileStorage) -> Iterator[Path]:
    with a_folder() as folder:
        sent.save(folder / "sent")
        yield folder / "sent"


def name_of(sent: FileStorage) -> str:
    """What the sender calls a file, without its folders."""
    return " ".join((sent.filename or "").replace("\0", "").replace("\\", "/").split("/")[-1].split())[:200]


def download(path: Path) -> Response:
    """The file as an answer; it may be deleted as soon as this one is made."""
    return send_file(path.open("rb"), as_attachment=True, download_name=path.name)
