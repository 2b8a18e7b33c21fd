"""I10: what people enter has an actor and a reason, and above the limit a second person; nobody changes their own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from quizapp.points.by_hand import MOST_ALONE
from quizapp.points.earning import Code
from quizapp.points.queries.verifying.found import Difference

Limits = Sequence[tuple[datetime, int]]


@dataclass(slots=True)
class Hands:
    """What each actor moved alone for each of some members, day by day, under the limits there were."""

    limits: Limits
    alone: Counter[tuple[int, int, date]] = field(default_factory=Counter)

    def look_at(self, entry: Row[Any]) -> Iterator[Difference]:
        """What is wrong with one entry, taken in the order of their ids."""
        if entry.code not in (Code.ADJUST, Code.REVERSAL):
            return
        who = f"entry {entry.id} ({entry.key})"
        if not entry.reason:
            yield Difference("I10", f"{who}: says no reason")
        if entry.code == Code.ADJUST and entry.actor_id is None:
            yield Difference("I10", f"{who}: nobody answers for it")
        given_back = entry.first_code == Code.REDEMPTION  # by the exchange's own rules, also by who made it
        if entry.member_id in (entry.actor_id, entry.approver_id) and not given_back:
            yield Difference("I10", f"{who}: was made or approved by the member it is for")
        if entry.approver_id is not None and entry.approver_id == entry.actor_id:
            yield Difference("I10", f"{who}: was approved by who made it")
        if entry.actor_id is not None and entry.approver_id is None and not given_back:
            yield from self._alone(entry, who)

    def _alone(self, entry: Row[Any], who: str) -> Iterator[Difference]:
        mine = entry.actor_id, entry.member_id, entry.day
        self.alone[mine] += abs(entry.amount)
        most = MOST_ALONE
        for from_at, held in self.limits:
            most = held if from_at <= entry.at else most
        if self.alone[mine] > most:
            words = f"{who}: member {entry.actor_id} moved {self.alone[mine]} points alone that day"
            yield Difference("I10", f"{words}; the limit was {most}")
