"""The rules of the Today page."""

from datetime import UTC, date, datetime

import pytest

from quizapp.points.earning import Code, Period, Rule
from quizapp.site import day

SATURDAY = date(2026, 11, 21)


def rule(code, cap, **more):
    return Rule(code, 1, 1, date(2026, 1, 1), Period.DAY, cap=cap, cap_per=Period.DAY, **more)


RULES = {
    Code.LOGIN: rule(Code.LOGIN, 1),
    Code.DAILY_QUIZ: rule(Code.DAILY_QUIZ, 5),
    Code.ARTICLE_READ: rule(Code.ARTICLE_READ, 6),
    Code.READING_TIME: rule(Code.READING_TIME, 8),
    Code.CHECK_IN: rule(Code.CHECK_IN, None),
}


def tasks(got=None, unread=True, rules=RULES):
    return day.tasks(rules, got or {}, day=SATURDAY, member_type="office", unread=unread)


def test_the_day_counts_only_what_exists():
    assert day.total(tasks({Code.LOGIN: 1, Code.CHECK_IN: 5})) == (1, 20)


def test_when_all_is_read_reading_no_longer_counts_in_the_days_total():
    assert day.total(tasks(unread=False)) == (0, 14)


def test_but_what_reading_paid_today_stays():
    assert day.total(tasks({Code.ARTICLE_READ: 2}, unread=False)) == (2, 16)


def test_a_rule_that_does_not_pay_on_saturdays_is_no_task_on_a_saturday():
    weekdays = {**RULES, Code.DAILY_QUIZ: rule(Code.DAILY_QUIZ, 5, weekdays=(1, 2, 3, 4, 5))}

    assert Code.DAILY_QUIZ not in [task.code for task in tasks(rules=weekdays)]


def test_a_rule_for_floating_members_is_no_task_for_others():
    floating = {**RULES, Code.DAILY_QUIZ: rule(Code.DAILY_QUIZ, 5, member_types=("floating",))}

    assert Code.DAILY_QUIZ not in [task.code for task in tasks(rules=floating)]


def test_a_task_is_done_when_it_has_paid_its_most():
    assert [task.done for task in tasks({Code.DAILY_QUIZ: 5, Code.ARTICLE_READ: 5})] == [
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("five", "unread", "step"),
    [
        ("new", True, day.Step.START_FIVE),
        ("open", False, day.Step.GO_ON_WITH_FIVE),
        ("done", True, day.Step.READ),
        ("done", False, day.Step.DONE),
    ],
)
def test_the_five_come_first_then_reading(five, unread, step):
    assert day.next_step(five=five, unread=unread) is step


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "Good morning"), (4, "Good day"), (6, "Good afternoon"), (11, "Good evening")]
)
def test_the_greeting_goes_by_the_clock_in_shanghai(hour, words):
    assert str(day.greeting(datetime(2026, 11, 21, hour, 30, tzinfo=UTC), "Asia/Shanghai")) == words
