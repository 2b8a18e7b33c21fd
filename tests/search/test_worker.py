"""The outbox, the one indexer, and an index that breaks."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.search import operations, store, worker
from quizapp.search.models import OutboxRow
from quizapp.search.queries import ask
from tests.conftest import NOON
from tests.search.shelf import document


@pytest.fixture
def folder(app, tmp_path):
    """An empty, whole index."""
    worker.rebuild(tmp_path / "index", [])
    return tmp_path / "index"


def put(*documents):
    for one in documents:
        operations.put(one, at=NOON)


def waiting():
    return db.session.scalar(select(func.count()).select_from(OutboxRow))


def keys(folder, text="学习"):
    return [hit.key for hit in ask(folder, text).hits]


def test_what_is_put_is_found_after_catching_up(folder):
    put(document("a", "学习"), document("b", "学习"))

    assert worker.catch_up(folder, at=NOON) == 2
    assert sorted(keys(folder)) == ["a", "b"] and waiting() == 0


def test_the_last_word_on_a_key_counts(folder):
    put(document("a", "学习"), document("b", "学习"), document("a", "退货"))
    operations.take_out("b", at=NOON)

    worker.catch_up(folder, at=NOON)

    assert keys(folder) == [] and keys(folder, "退货") == ["a"]


def test_a_changed_document_is_found_once(folder):
    for _ in range(3):
        put(document("a", "学习"))
        worker.catch_up(folder, at=NOON)

    assert keys(folder) == ["a"]


def test_what_is_taken_out_is_no_longer_found(folder):
    put(document("a", "学习"), document("b", "学习"))
    worker.catch_up(folder, at=NOON)
    operations.take_out("a", at=NOON)
    worker.catch_up(folder, at=NOON)

    assert keys(folder) == ["b"]


def test_a_refused_operation_leaves_nothing_to_index(folder):
    with pytest.raises(Refused):
        _put_and_refuse()

    assert waiting() == 0


@operations.operation
def _put_and_refuse():
    operations.put(document("a"), at=NOON)
    raise Refused(worker.Message("No"))


def test_more_than_one_batch_is_done_at_once(folder, monkeypatch):
    monkeypatch.setattr(worker, "BATCH", 2)
    put(*(document(f"d{n}", "学习") for n in range(5)))

    assert worker.catch_up(folder, at=NOON) == 5 and len(keys(folder)) == 5


def test_rows_done_again_change_nothing(folder):
    put(document("a", "学习"))
    worker._write(folder, worker.queries.waiting(limit=9))  # killed before the rows were dropped

    assert keys(folder) == ["a"] and waiting() == 1
    assert worker.catch_up(folder, at=NOON) == 1 and keys(folder) == ["a"]


def test_a_second_indexer_leaves_the_work_to_the_first(folder):
    put(document("a", "学习"))

    with store.only_indexer(folder, wait_s=0):
        assert worker.catch_up(folder, at=NOON) == 0
        with pytest.raises(Refused):
            worker.rebuild(folder, [], wait_s=0.1)

    assert worker.catch_up(folder, at=NOON) == 1


def test_a_lock_falls_with_its_process(folder):
    holding = f"import time,pathlib;from quizapp.search.store import only_indexer\nwith only_indexer(pathlib.Path({str(folder)!r}), wait_s=0): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    assert worker.catch_up(folder, at=NOON) == 0

    holder.kill()
    holder.communicate()

    put(document("a", "学习"))
    assert worker.catch_up(folder, at=NOON) == 1


WRITING = """
import pathlib, sys
from tests.search.shelf import document
from quizapp.search import store
from quizapp.search.worker import fields_of
folder = pathlib.Path(sys.argv[1])
print("go", flush=True)
while True:
    with store.new_generation(folder, base=store.manifest(folder), whole=True) as writer:
        writer.add_document(**fields_of(document("more", "退货" * 200)))
"""


def test_an_indexer_killed_at_any_moment_leaves_a_whole_index(folder):
    worker.rebuild(folder, [document("a", "学习")])

    for moment in (0, 2, 5):
        writing = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", WRITING, str(folder)], stdout=subprocess.PIPE
        )
        writing.stdout.readline()
        time.sleep(0.013 * moment)
        os.kill(writing.pid, signal.SIGKILL)
        writing.communicate()
        assert store.open_index(folder)[1].whole and keys(folder) == ["a"]


def test_a_failed_rebuild_leaves_the_index_before(folder):
    worker.rebuild(folder, [document("a", "学习")])

    with pytest.raises(RuntimeError):
        worker.rebuild(folder, _failing())

    assert keys(folder) == ["a"] and len(list(folder.glob("generation-*"))) == 1


def _failing():
    yield document("b", "学习")
    raise RuntimeError("the database went away")


def test_a_rebuild_holds_what_it_was_given_and_the_folder_is_its_owners(folder):
    put(document("old", "学习"))
    worker.catch_up(folder, at=NOON)

    assert worker.rebuild(folder, [document("new", "学习")]) == 1
    assert keys(folder) == ["new"]
    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.glob("generation-*")]} == {0}


def test_searches_go_on_while_the_index_is_made_anew(folder):
    worker.rebuild(folder, [document("a", "学习")])

    def asking():
        assert keys(folder) == ["a"] and not ask(folder, "学习").degraded
        yield document("b", "学习")
        assert keys(folder) == ["a"]

    worker.rebuild(folder, asking())
    assert keys(folder) == ["b"]


def newest_segment(folder):
    return next(folder.glob("generation-*/*.seg"))


@pytest.mark.parametrize(
    "harm", ["truncate", "flip", "delete", "empty_manifest", "other_form", "wrong_manifest"]
)
def test_a_damaged_index_is_admitted_and_made_anew(folder, harm):
    worker.rebuild(folder, [document("a", "学习")])
    HARMS[harm](folder)

    answer = ask(folder, "学习")
    assert answer.degraded and answer.hits == () and answer.total == 0

    put(document("b", "学习"))
    assert worker.catch_up(folder, at=NOON, documents=lambda: [document("a", "学习")]) == 1
    assert sorted(keys(folder)) == ["a", "b"] and not ask(folder, "学习").degraded


def _flip(file):
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


HARMS = {
    "truncate": lambda folder: os.truncate(newest_segment(folder), 100),
    "flip": lambda folder: _flip(newest_segment(folder)),
    "delete": lambda folder: newest_segment(folder).unlink(),
    "empty_manifest": lambda folder: (folder / store.MANIFEST).write_text(""),
    "other_form": lambda folder: (folder / store.MANIFEST).write_text('{"form": 0}'),
    "wrong_manifest": lambda folder: (folder / store.MANIFEST).write_text("[]"),
}


def test_a_missing_index_answers_nothing_and_says_so(tmp_path):
    assert (
        ask(tmp_path / "nowhere", "学习") == ask(tmp_path / "nowhere", "")
        and ask(tmp_path / "nowhere", "").degraded
    )


def test_an_index_begun_from_the_outbox_alone_is_not_called_complete(app, tmp_path):
    put(document("a", "学习"))
    worker.catch_up(tmp_path, at=NOON)

    assert keys(tmp_path) == ["a"] and ask(tmp_path, "学习").degraded


def test_without_documents_a_damaged_index_keeps_its_rows(folder):
    (folder / store.MANIFEST).write_text("")
    put(document("a", "学习"))

    assert worker.catch_up(folder, at=NOON) == 0 and waiting() == 1


def test_an_index_in_use_answers_on_when_its_files_are_gone(folder):
    worker.rebuild(folder, [document("a", "学习")])
    assert keys(folder) == ["a"]

    (folder / store.MANIFEST).unlink()

    assert keys(folder) == ["a"] and ask(folder, "学习").degraded
