from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select, update

from quizapp.audit.models import AuditRow
from quizapp.bank import operations, queries
from quizapp.bank.files import folder
from quizapp.bank.models import Question, QuestionVersion, Topic
from quizapp.config import CHECKOUT
from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from tests.bank import shelf
from tests.bank.shelf import question, shelve
from tests.conftest import NOON

NEW_STEM = shelf.SINGLE.replace("绿茶", "红茶")
TWO = question("tea-001") + question("tea-002", shelf.TRUE_FALSE)


def load(path, *, take_files=False):
    loaded = operations.load(bank=folder.read(path), take_files=take_files, at=NOON)
    return {name: value for name, value in vars_of(loaded).items() if value and name != "topics"}


def vars_of(loaded) -> dict:
    return {name: getattr(loaded, name) for name in loaded.__slots__}


def stems() -> list[str]:
    """What is asked now, by key."""
    versions = [one.version_id for one in queries.candidates(lang="zh-Hans")]
    return [one.stem for one in sorted(queries.asked(versions).values(), key=lambda one: one.key)]


def edit_in_product(key: str) -> None:
    with atomic():
        db.session.execute(update(Question).where(Question.key == key).values(edited_at=NOON))


@contextmanager
def counting():
    """The statements sent inside the block, but for BEGIN."""
    statements: list[str] = []

    def note(*told):
        if not told[2].startswith("BEGIN"):
            statements.append(told[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_new_bank_is_asked(app, shelves):
    assert load(shelve(shelves)) == {"added": 5}

    assert len(queries.candidates(lang="zh-Hans")) == 5
    assert queries.candidates(lang="en") == []


def test_loading_the_same_again_changes_nothing(app, shelves):
    load(shelve(shelves))

    assert load(shelves) == {"unchanged": 5}
    assert db.session.scalar(select(func.count()).select_from(QuestionVersion)) == 5
    assert db.session.scalar(select(func.count()).select_from(AuditRow)) == 1


def test_moving_questions_to_another_line_or_file_changes_nothing(app, shelves):
    load(shelve(shelves, TWO))

    shelve(shelves, "\n\n" + question("tea-002", shelf.TRUE_FALSE))
    shelve(shelves, question("tea-001"), file="tea/02-water.toml")

    assert load(shelves) == {"unchanged": 2}


def test_a_changed_question_becomes_a_new_version(app, shelves):
    load(shelve(shelves, TWO))

    assert load(shelve(shelves, TWO.replace("绿茶？", "红茶？"))) == {"changed": 1, "unchanged": 1}
    assert stems() == ["哪一种是红茶？", "龙井是绿茶。"]


def test_an_old_version_can_still_be_shown_word_for_word(app, shelves):
    load(shelve(shelves, question()))
    (old,) = queries.candidates(lang="zh-Hans")

    load(shelve(shelves, question(kind=NEW_STEM)))

    assert queries.asked([old.version_id])[old.version_id].stem == "哪一种是绿茶？"


def test_a_question_that_vanished_is_no_longer_asked(app, shelves):
    load(shelve(shelves, TWO))

    assert load(shelve(shelves, question())) == {"unchanged": 1, "withdrawn": 1}
    assert stems() == ["哪一种是绿茶？"]
    assert load(shelves) == {"unchanged": 1}


def test_a_withdrawn_question_that_returns_as_it_was_is_asked_again(app, shelves):
    load(shelve(shelves, TWO))
    load(shelve(shelves, question()))

    assert load(shelve(shelves, TWO)) == {"restored": 1, "unchanged": 1}
    assert len(stems()) == 2


def test_the_key_of_a_withdrawn_question_is_never_used_for_another(app, shelves):
    load(shelve(shelves, TWO))
    load(shelve(shelves, question()))

    with pytest.raises(
        Refused, match=r"01-leaves.toml:12: key 'tea-002' belonged to a question that was withdrawn"
    ):
        load(shelve(shelves, question() + question("tea-002", shelf.ORDERING)))


def test_a_key_stays_in_its_language(app, shelves):
    load(shelve(shelves, question()))

    with pytest.raises(Refused, match="another language needs a key of its own"):
        load(shelve(shelves, question(more='lang = "en"\n')))


def test_a_question_edited_in_the_product_is_left_and_named(app, shelves):
    load(shelve(shelves, TWO))
    edit_in_product("tea-001")

    assert load(shelve(shelves, TWO.replace("绿茶？", "红茶？"))) == {"unchanged": 1, "kept": ("tea-001",)}
    assert stems()[0] == "哪一种是绿茶？"


def test_the_files_win_when_told_so(app, shelves):
    load(shelve(shelves, TWO))
    edit_in_product("tea-001")

    assert load(shelves, take_files=True) == {"changed": 1, "unchanged": 1}
    assert load(shelves) == {"unchanged": 2}


def test_a_question_edited_in_the_product_outlives_its_file(app, shelves):
    load(shelve(shelves, TWO))
    edit_in_product("tea-002")
    shelve(shelves, question())

    assert load(shelves) == {"unchanged": 1, "kept": ("tea-002",)}
    assert load(shelves, take_files=True) == {"unchanged": 1, "withdrawn": 1}


def test_a_question_made_in_the_product_is_nothing_a_load_touches(app, shelves):
    load(shelve(shelves, TWO))
    with atomic():
        db.session.execute(
            update(Question).where(Question.key == "tea-002").values(loaded_digest="", edited_at=NOON)
        )

    assert load(shelve(shelves, question()), take_files=True) == {"unchanged": 1}


def test_nothing_is_loaded_when_there_is_one_complaint(app, shelves):
    shelve(shelves, TWO + question("tea-003", more="wrong = 1\n"))

    with pytest.raises(Refused, match="unknown field 'wrong'"):
        load(shelves)
    assert stems() == []


def test_a_topics_new_title_is_taken_over(app, shelves):
    load(shelve(shelves))
    file = shelves / "tea/topic.toml"
    file.write_text(file.read_text("utf8").replace("茶", "茶叶"), "utf8")

    load(shelves)

    assert db.session.scalar(select(Topic.title_zh)) == "茶叶"


def test_the_whole_shipped_bank_takes_a_handful_of_statements(app):
    bank = folder.read(CHECKOUT / "question_bank")

    with counting() as statements:
        loaded = operations.load(bank=bank, take_files=False, at=NOON)

    assert loaded.added == len(bank.questions) >= 330
    assert len(statements) <= 6


def test_changing_and_withdrawing_many_takes_a_handful_too(app, shelves):
    many = [question(f"tea-{n:03}") for n in range(200)]
    load(shelve(shelves, "".join(many)))

    with counting() as statements:
        done = load(shelve(shelves, "".join(many[:100]).replace("绿茶", "红茶")))

    assert done == {"changed": 100, "withdrawn": 100}
    assert len(statements) <= 7


def test_candidates_and_versions_are_one_statement_each(app, shelves):
    load(shelve(shelves))
    db.session.rollback()

    with counting() as statements:
        queries.asked([one.version_id for one in queries.candidates(lang="zh-Hans")])

    assert len(statements) == 2


def test_a_version_tells_everything_a_page_needs(app, shelves):
    load(shelve(shelves, question(more='article = "tea-leaves"\nquote = "龙井是绿茶。"\npolicy = "exact"\n')))
    (candidate,) = queries.candidates(lang="zh-Hans")

    one = queries.asked([candidate.version_id])[candidate.version_id]

    assert (one.key, one.kind, one.policy, one.article_key, one.quote) == (
        "tea-001",
        "single",
        "exact",
        "tea-leaves",
        "龙井是绿茶。",
    )
    assert (one.topic_key, one.topic_zh, one.topic_en, candidate.difficulty) == ("tea", "茶", "Tea", 2)
    assert [option["right"] for option in one.body["options"]] == [True, False, False]
