"""First tries: each question counts once for a member, by topic and month, and tells what was learned since the month before."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from quizapp.bank.models import Question, Topic
from quizapp.db import atomic, db
from quizapp.quizzes import operations, worker
from quizapp.quizzes.first_tries import LEAST, Learning, Tries, in_all, learning_gain
from quizapp.quizzes.models import Attempt, FirstTries, QuestionsMet
from quizapp.quizzes.own_month import change, rate
from quizapp.quizzes.states import Mode, State
from tests.conftest import BACKEND, NOON
from tests.counting import statements
from tests.quizzes.playing import play, run_of, start

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def test_the_gain_is_the_difference_of_two_shares_exactly():
    gain = learning_gain(Tries(12, 9), Tries(11, 7))

    assert gain == Fraction(9, 12) - Fraction(7, 11)
    assert change(gain) == "+11" and change(-gain) == "−11" and change(Fraction(1, 1000)) == "0"
    assert rate(Tries(12, 9)) == "75%"


@pytest.mark.parametrize(
    "few", [(Tries(LEAST - 1, 9), Tries(40, 20)), (Tries(40, 20), Tries(9, 9)), (Tries(),) * 2]
)
def test_below_ten_questions_in_either_month_there_is_nothing_to_say(few):
    assert learning_gain(*few) is None
    assert change(learning_gain(*few)) == "—"
    assert learning_gain(Tries(LEAST, 10), Tries(LEAST, 10)) == 0


def test_all_topics_together_count_every_question_alike():
    topics = [Learning("甲", "A", Tries(9, 9), Tries(2, 1)), Learning("乙", "B", Tries(1, 0), Tries(8, 4))]

    assert in_all(topics).gain == Fraction(9, 10) - Fraction(1, 2)


@pytest.fixture
def shelf(app):
    """Eight questions of two topics."""
    topics = [{"key": key, "title_zh": key, "title_en": key} for key in ("law", "tea")]
    asked = [
        {"id": number, "key": f"q{number}", "topic_key": ("law", "tea")[number % 2]} for number in range(1, 9)
    ]
    common = {"lang": "zh-Hans", "difficulty": 1, "asked": True, "version": 1, "loaded_digest": ""}
    with atomic():
        db.session.execute(insert(Topic), topics)
        db.session.execute(insert(Question), [row | common for row in asked])


def take(member, number, questions, shares, *, day=TODAY, state=State.GRADED, minute=0):
    """An attempt as it stands when it has ended: `shares` holds None where nothing was answered."""
    ended = state is not State.IN_PROGRESS
    return insert(Attempt).values(
        handle=f"{member.id}-{number}",
        member_id=member.id,
        mode=Mode.DAILY,
        quiz_key=f"daily:{number}",
        number=1,
        day=day,
        state=state,
        paper=[{"v": one, "q": one, "k": "single", "o": [], "h": []} for one in questions],
        responses=[None if share is None else {"a": [0], "t": 1, "s": share} for share in shares],
        answered=sum(share is not None for share in shares),
        score=0,
        right_count=0,
        started_at=NOON,
        saved_at=NOON,
        finished_at=NOON + timedelta(minutes=minute) if ended else None,
    )


def stored() -> Counter:
    db.session.rollback()
    rows = db.session.scalars(select(FirstTries))
    return Counter(
        {
            (row.member_id, row.month, row.topic_key, what): count
            for row in rows
            for what, count in (("asked", row.asked), ("right", row.right_count))
            if count
        }
    )


def naive() -> Counter:
    """Every ended attempt again, in the order they ended, with all that was seen before."""
    sums, seen = Counter(), set()
    ended = select(Attempt).where(Attempt.finished_at.is_not(None)).order_by(Attempt.finished_at, Attempt.id)
    topic = dict(db.session.execute(select(Question.id, Question.topic_key)).all())
    for one in db.session.scalars(ended):
        for place, given_ in zip(one.paper, one.responses, strict=True):
            if given_ and (one.member_id, place["q"]) not in seen:
                key = one.member_id, one.day.replace(day=1), topic[place["q"]]
                sums[(*key, "asked")] += 1
                sums[(*key, "right")] += given_["s"] == "1"
        seen |= {(one.member_id, place["q"]) for place in one.paper}
    return +sums


ATTEMPTS = st.tuples(
    st.integers(0, 1),  # who
    st.lists(st.integers(1, 8), min_size=1, max_size=5, unique=True),
    st.lists(st.sampled_from([None, "1", "0", "1/2"]), min_size=5, max_size=5),
    st.integers(0, 40),  # days ago
    st.sampled_from([State.GRADED, State.GRADED, State.IN_PROGRESS, State.ABANDONED]),
    st.sampled_from(["", "count", "killed"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ATTEMPTS, min_size=1, max_size=8), st.integers(1, 3))
def test_first_tries_are_what_going_through_every_attempt_again_would_give(house, shelf, attempts, most):
    members = [house.li_mei, house.wang_qiang]
    with atomic():
        for table in (FirstTries, QuestionsMet, Attempt):
            db.session.execute(delete(table))
    for number, (who, questions, shares, ago, state, then) in enumerate(attempts):
        given_ = shares[: len(questions)] if state is not State.ABANDONED else [None] * len(questions)
        with atomic():
            taken = take(
                members[who], number, questions, given_, day=TODAY - ago * DAY, state=state, minute=number
            )
            db.session.execute(taken)
        if then == "count":
            operations.count_first_tries(most=most)
        if then == "killed":
            with pytest.raises(KeyboardInterrupt), atomic():
                operations.count_first_tries(most=most)
                raise KeyboardInterrupt
    worker.count_first_tries()

    assert stored() == naive()
    assert worker.count_first_tries() == 0


def test_five_answered_on_the_page_count_once_and_practice_does_not(house, five, mei, reading_english):
    visitor = reading_english(house.li_mei)
    assert "Nothing here yet. Finish today" in visitor.get("/challenge").text

    handle = start(mei)
    play(mei, handle, [True, True, True, False, True])
    again = operations.practise_again(to=mei, handle=handle, rng=Random(2), at=NOON)
    play(mei, again, [True] * 5)
    worker.count_first_tries()

    assert stored() == {
        (mei.member_id, NOVEMBER, "first-aid", "asked"): 5,
        (mei.member_id, NOVEMBER, "first-aid", "right"): run_of(mei, handle).right_count,
    }
    page = visitor.get("/challenge").text
    assert "First aid" in page and "4/5" in page and '<td class="number">—</td>' in page


def test_from_ten_in_both_months_on_the_page_tells_the_change(house, shelf, reading_english):
    rows = [("tea", OCTOBER, 10, 5), ("tea", NOVEMBER, 12, 9)]
    with atomic():
        db.session.execute(
            insert(FirstTries),
            [
                {
                    "member_id": house.li_mei.id,
                    "month": month,
                    "topic_key": topic,
                    "asked": asked,
                    "right_count": right,
                }
                for topic, month, asked, right in rows
            ],
        )
    visitor = reading_english(house.li_mei)
    visitor.get("/challenge")

    with statements() as sent:
        page = visitor.get("/challenge").text

    assert "75%" in page and "50%" in page and "+25" in page
    assert len(sent) <= 6, "\n".join(sent)


def test_nothing_waiting_costs_one_statement(house, shelf):
    with statements() as sent:
        operations.count_first_tries()

    assert len(sent) == 1


@pytest.mark.skipif(BACKEND == "sqlite", reason="one writer at a time: ids are committed in their order")
def test_an_attempt_whose_end_is_committed_late_is_counted_all_the_same(house, shelf):
    with atomic():
        db.session.execute(take(house.li_mei, 1, [1, 2], ["1", "0"], state=State.IN_PROGRESS))
        db.session.execute(take(house.li_mei, 2, [2, 3], ["1", "1"], minute=2))
    with db.engine.connect() as slow:
        late = update(Attempt).where(Attempt.quiz_key == "daily:1")
        slow.execute(late.values(state=State.GRADED, finished_at=NOON))
        worker.count_first_tries()
        slow.commit()
    worker.count_first_tries()

    assert sum(count for (*_, what), count in stored().items() if what == "asked") == 3
