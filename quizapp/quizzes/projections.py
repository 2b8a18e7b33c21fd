"""Summing up ended attempts: each is counted once, and each question is a member's first try once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from quizapp.bank import queries as bank
from quizapp.db import db, table_of, upsert
from quizapp.kernel.clock import month_start
from quizapp.quizzes.first_tries import first_tries
from quizapp.quizzes.models import Attempt, FirstTries, QuestionsMet
from quizapp.quizzes.paper import Given, Place, read_paper, read_responses

Sums = dict[tuple[int, date, str], list[int]]  # member, month, topic → asked, right
_TRIES, _MET = table_of(FirstTries), table_of(QuestionsMet)


def count_ended(most: int) -> int:
    """Count at most so many ended attempts that are not counted yet, in the order they ended; gives how many.

    They are found by a mark on the attempt and not by its id: ids are given out in one order and committed in another.
    Locked first: who counts beside us waits, and then finds them counted.
    """
    ended = db.session.execute(
        select(Attempt.id, Attempt.member_id, Attempt.day, Attempt.paper, Attempt.responses)
        .where(Attempt.counted.is_(False), Attempt.finished_at.is_not(None))
        .order_by(Attempt.finished_at, Attempt.id)
        .limit(most)
        .with_for_update()
    ).all()
    if ended:
        _add_up([(row.member_id, row.day, *_read(row)) for row in ended])
        mine = update(Attempt).where(Attempt.id.in_([row.id for row in ended]))
        db.session.execute(mine.values(counted=True), execution_options={"synchronize_session": False})
    return len(ended)


def _read(row: Any) -> tuple[list[Place], list[Given | None]]:
    return read_paper(row.paper), read_responses(row.responses)


def _add_up(ended: Sequence[tuple[int, date, list[Place], list[Given | None]]]) -> None:
    met = _met({member_id for member_id, *_ in ended})
    topics = bank.topics_of({place.question_id for *_, paper, _ in ended for place in paper})
    sums: Sums = defaultdict(lambda: [0, 0])
    for member_id, day, paper, responses in ended:
        for one in first_tries(paper, responses, met[member_id]):
            sum_up = sums[member_id, month_start(day), topics[one.question_id]]
            sum_up[0] += 1
            sum_up[1] += one.right
        met[member_id] |= {place.question_id for place in paper}
    _write(sums, met)


def _met(member_ids: Iterable[int]) -> dict[int, set[int]]:
    rows = db.session.execute(
        select(_MET.c.member_id, _MET.c.question_ids).where(_MET.c.member_id.in_(member_ids))
    )
    return {member_id: set() for member_id in member_ids} | {row[0]: set(row[1]) for row in rows}


def _write(sums: Sums, met: dict[int, set[int]]) -> None:
    known = upsert(_MET)
    db.session.execute(
        known.on_conflict_do_update(
            index_elements=["member_id"], set_={"question_ids": known.excluded.question_ids}
        ),
        [{"member_id": member_id, "question_ids": sorted(ids)} for member_id, ids in sorted(met.items())],
    )
    if not sums:
        return
    added = upsert(_TRIES)
    more = {name: _TRIES.c[name] + added.excluded[name] for name in ("asked", "right_count")}
    key = ["member_id", "month", "topic_key"]
    db.session.execute(
        added.on_conflict_do_update(index_elements=key, set_=more),
        [
            dict(zip((*key, "asked", "right_count"), (*row, *counts), strict=True))
            for row, counts in sorted(sums.items())
        ],
    )
