"""Loading the library: twice is once, a change is a new revision, and what was edited in the product is left."""

import pytest
from sqlalchemy import func, select, update

from quizapp.db import atomic, db
from quizapp.search.models import OutboxRow
from quizapp.study import queries
from quizapp.study.files import read
from quizapp.study.models import Article, Edition, Package, Revision
from quizapp.study.operations import load
from tests.conftest import NOON
from tests.counting import statements
from tests.study.library import PARAGRAPH, SHIPPED, put, stock, write_article, write_library

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def folder(tmp_path):
    return write_library(tmp_path / "content", {"river": PARAGRAPH, "lake": PARAGRAPH})


def edit_here():
    """An editor changes the river article in the product."""
    with atomic():
        river = select(Article.id).where(Article.key == "river").scalar_subquery()
        db.session.execute(update(Edition).where(Edition.article_id == river).values(edited_at=NOON))


def counts(loaded):
    return loaded.added, loaded.changed, loaded.unchanged, loaded.withdrawn


def revisions() -> int:
    return db.session.scalar(select(func.count()).select_from(Revision))


def outbox() -> list[tuple[str, bool]]:
    """What waits for the index: the key, and whether it is to be found."""
    return [
        (row.key, row.document is not None)
        for row in db.session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    ]


def test_the_shipped_library_is_loaded_whole():
    loaded = stock()

    assert counts(loaded) == (35, 0, 0, 0)
    assert (loaded.modules, loaded.packages, loaded.kept) == (6, 2, ())
    assert len(queries.editions_plain()) == 35


def test_loading_again_changes_nothing():
    stock()

    again = stock()

    assert counts(again) == (0, 0, 35, 0)
    assert revisions() == 35 and len(outbox()) == 35


def test_loading_costs_no_more_for_more_articles():
    library = read(SHIPPED)

    with statements() as sent:
        load(library=library, take_files=False, at=NOON)

    assert len([text for text in sent if "search_outbox" not in text]) <= 16


def test_a_changed_file_becomes_a_new_revision(folder):
    stock(folder)
    write_article(folder, "river", "新的一段话。")

    loaded = stock(folder)

    assert counts(loaded) == (0, 1, 1, 0)
    assert queries.editions_plain()["river", "zh-Hans"] == "新的一段话。"
    assert revisions() == 3


def test_what_was_edited_here_is_left_and_named(folder):
    stock(folder)
    edit_here()
    write_article(folder, "river", "新的一段话。")

    loaded = stock(folder)

    assert loaded.kept == ("river (zh-Hans)",) and counts(loaded) == (0, 0, 1, 0)
    assert queries.editions_plain()["river", "zh-Hans"] == PARAGRAPH


def test_taking_the_files_takes_them(folder):
    stock(folder)
    edit_here()
    write_article(folder, "river", "新的一段话。")

    loaded = stock(folder, take_files=True)

    assert loaded.kept == () and loaded.changed == 1
    assert queries.editions_plain()["river", "zh-Hans"] == "新的一段话。"
    assert stock(folder).unchanged == 2


def test_an_article_that_vanished_is_no_longer_published_or_found(folder):
    stock(folder)
    next((folder / "rivers").glob("*lake*")).unlink()

    loaded = stock(folder)

    assert loaded.withdrawn == 1 and stock(folder).withdrawn == 0
    assert set(queries.editions_plain()) == {("river", "zh-Hans")}
    assert outbox()[-1] == ("lake/zh-Hans", False)
    assert db.session.scalar(select(Article.published).where(Article.key == "lake")) is False


def test_an_article_that_comes_back_is_published_again(folder):
    stock(folder)
    path = next((folder / "rivers").glob("*lake*"))
    kept = path.read_text("utf8")
    path.unlink()
    stock(folder)

    put(path, kept)
    stock(folder)

    assert ("lake", "zh-Hans") in queries.editions_plain()
    assert outbox()[-1] == ("lake/zh-Hans", True)


def test_one_language_may_vanish_and_the_other_stays(folder):
    english = write_article(folder, "river", "Water.", lang="en")
    stock(folder)
    english.unlink()

    assert stock(folder).withdrawn == 1
    assert ("river", "zh-Hans") in queries.editions_plain() and (
        "river",
        "en",
    ) not in queries.editions_plain()


def test_an_article_for_other_members_is_told_to_search_again(folder):
    stock(folder)
    write_article(folder, "river", PARAGRAPH, more='member_types = ["office"]\n')

    stock(folder)

    latest = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
    assert latest.document["member_types"] == ["office"]


def test_an_article_that_moved_to_another_module_is_told_to_search_again(folder):
    stock(folder)
    module = (folder / "rivers" / "module.toml").read_text("utf8")
    put(folder / "seas" / "module.toml", module.replace('key = "rivers"', 'key = "seas"'))
    path = next((folder / "rivers").glob("*lake*"))
    path.rename(folder / "seas" / path.name)

    loaded = stock(folder)

    latest = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
    assert latest.document["module"] == "seas" and loaded.changed == 0


def test_a_package_that_vanished_is_gone(tmp_path):
    stock()
    assert db.session.scalar(select(func.count()).select_from(Package)) == 2

    stock(write_library(tmp_path / "content"))

    assert db.session.scalar(select(func.count()).select_from(Package)) == 0


def test_a_library_with_a_complaint_is_not_loaded(folder):
    put(folder / "columns.toml", "")

    with pytest.raises(ValueError, match="complaint"):
        load(library=read(folder), take_files=False, at=NOON)

    assert revisions() == 0


def test_search_is_handed_every_text_that_is_read_now():
    stock()

    documents = {document.key: document for document in queries.documents()}

    assert len(documents) == 35
    assert documents["first-aid-choking/en"].lang == "en"
    assert "+++" not in documents["first-aid-choking/en"].body
