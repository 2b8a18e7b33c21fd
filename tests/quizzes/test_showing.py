from dataclasses import fields, replace
from fractions import Fraction
from random import Random

import pytest

from quizapp.quizzes.paper import Given, lay_out
from quizapp.quizzes.showing import Sheet, explained, lacking, pieces, score, sheet
from tests.quizzes.samples import FILL_IN, FIVE, MULTIPLE, ORDERING, SINGLE, TRUE_FALSE


def sheet_of(question):
    return sheet(question, lay_out([question], Random(3))[0], index=0, of=5)


def explained_of(question, answer, number=1):
    given = Given(answer, 5) if answer is not None else None
    return explained(question, lay_out([question], Random(3))[0], given, index=number - 1, of=5)


def test_a_sheet_has_no_field_for_a_key():
    names = {field.name for field in fields(Sheet)}

    assert names == {
        "number",
        "of",
        "kind",
        "kind_title",
        "title_zh",
        "title_en",
        "lang",
        "pieces",
        "parts",
        "credit",
    }


@pytest.mark.parametrize("question", FIVE, ids=lambda question: question.kind)
def test_a_sheet_holds_neither_explanation_nor_quote_nor_article(question):
    told = repr(sheet_of(replace(question, explanation="CANARY-1", quote="CANARY-2", article_key="CANARY-3")))

    assert "CANARY" not in told


def test_credit_is_told_where_an_answer_can_be_partly_right():
    assert [bool(sheet_of(question).credit) for question in (SINGLE, TRUE_FALSE)] == [False, False]
    assert [bool(sheet_of(question).credit) for question in (MULTIPLE, FILL_IN, ORDERING)] == [True] * 3


def test_a_stem_is_cut_where_its_blanks_stand():
    assert sheet_of(FILL_IN).pieces == ("按压 ", " 次，吹气 ", " 次。")


def test_a_blank_without_a_mark_follows_the_stem():
    assert pieces("首都是哪里？", blanks=1) == ("首都是哪里？", "")


def test_a_line_in_a_stem_without_blanks_stays():
    assert pieces("____ 表示空格，对吗？", blanks=0) == ("____ 表示空格，对吗？",)


def test_an_explained_question_tells_what_was_chosen_and_what_is_right():
    parts = {part.text: (part.right, part.chosen) for part in explained_of(SINGLE, [0]).parts}

    assert parts == {
        "上海": (False, True),
        "北京": (True, False),
        "广州": (False, False),
        "西安": (False, False),
    }


def test_partial_credit_is_told_in_hundredths():
    answer = explained_of(MULTIPLE, [1, 2])

    assert (answer.right, answer.percent) == (False, 67)


def test_the_share_stays_as_it_was_marked():
    place = lay_out([SINGLE], Random(3))[0]

    assert explained(SINGLE, place, Given([0], 5, Fraction(1)), index=0, of=5).right


@pytest.mark.parametrize("question", FIVE, ids=lambda question: question.kind)
def test_an_unanswered_question_is_explained_too(question):
    answer = explained_of(question, None)

    assert not answer.answered and not answer.right and answer.explanation


def test_the_score_of_a_result_is_the_one_that_was_marked():
    answers = [explained_of(MULTIPLE, [1, 2]), explained_of(SINGLE, [1]), explained_of(ORDERING, None)]

    assert score(answers) == 167


def test_what_you_lack_names_each_topic_and_article_once():
    wrong = [explained_of(SINGLE, [0], 1), explained_of(SINGLE, [2], 2)]
    right = explained_of(replace(TRUE_FALSE, topic_key="law"), [True], 3)

    (topic,) = lacking([*wrong, right])

    assert (topic.topic_key, topic.article_keys) == ("first-aid", ("first-aid-burns",))
