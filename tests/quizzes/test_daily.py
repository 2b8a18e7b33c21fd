from datetime import date
from random import Random

from quizapp.bank.drawing import Candidate
from quizapp.quizzes.daily import QUESTIONS, last_seen, questions_of_the_day, quiz_key
from quizapp.quizzes.paper import Place

BANK = [Candidate(number, number + 1000, f"topic-{number % 3}", 1) for number in range(1, 13)]


def paper(*questions):
    return [Place(question + 1000, question, "single", [], []) for question in questions]


def drawn(papers):
    return [question.question_id for question in questions_of_the_day(BANK, papers, Random(7))]


def test_the_key_names_the_study_day():
    assert quiz_key(date(2026, 11, 21)) == "daily:2026-11-21"


def test_the_day_has_five_different_questions():
    assert len(set(drawn([]))) == QUESTIONS == 5


def test_new_questions_come_before_those_seen():
    assert set(drawn([paper(1, 2, 3), paper(4, 5, 6, 7)])) == {8, 9, 10, 11, 12}


def test_when_all_were_seen_the_oldest_come_back():
    newest_first = [paper(11, 12), paper(1, 2, 3, 4, 5), paper(6, 7, 8, 9, 10)]

    assert set(drawn(newest_first)) == {6, 7, 8, 9, 10}


def test_a_question_seen_twice_counts_from_the_last_time():
    assert last_seen([paper(1), paper(2), paper(1)]) == {1: 3, 2: 2}


def test_a_small_bank_gives_what_it_has():
    assert len(questions_of_the_day(BANK[:3], [], Random(1))) == 3
