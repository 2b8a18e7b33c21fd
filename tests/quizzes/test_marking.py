from fractions import Fraction
from random import Random

import pytest

from quizapp.quizzes.marking import hundredths, mark_paper
from quizapp.quizzes.paper import Given, lay_out
from tests.quizzes.samples import FIVE, RIGHT

PAPER = lay_out(FIVE, Random(1))
QUESTIONS = {question.version_id: question for question in FIVE}


def marked(*answers):
    return mark_paper(PAPER, QUESTIONS, [answer and Given(answer, 9) for answer in answers])


def test_everything_right_is_full_marks():
    result = marked(*RIGHT)

    assert (result.right_count, result.score) == (5, 500)


def test_an_unanswered_question_earns_nothing():
    result = marked(RIGHT[0], None, None, None, None)

    assert (result.right_count, result.score) == (1, 100)
    assert result.responses[1:] == [None] * 4


def test_partial_credit_shows_in_the_score_and_is_not_a_right_answer():
    result = marked(RIGHT[0], [1, 2], RIGHT[2], RIGHT[3], RIGHT[4])

    assert (result.right_count, result.score) == (4, 467)


def test_each_response_keeps_its_share():
    result = marked([0], [1, 2], [False], ["30", "3"], [1, 0, 2, 3])

    assert [given.share for given in result.responses] == [0, Fraction(2, 3), 0, 0, Fraction(1, 2)]


@pytest.mark.parametrize(
    ("share", "shown"), [(Fraction(2, 3), 67), (Fraction(1, 3), 33), (Fraction(1, 8), 13)]
)
def test_hundredths_are_rounded_halves_up(share, shown):
    assert hundredths(share) == shown
