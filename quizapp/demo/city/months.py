"""What a member's days come to by month: seconds read, first tries by topic, and the questions met."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from quizapp.demo.city.days import FirstTry, Read
from quizapp.kernel.clock import month_start

Row = dict[str, object]


@dataclass(slots=True)
class Months:
    """One member's own sums while their days are played, and where each article was left."""

    read_s: Counter[date] = field(default_factory=Counter)
    tries: dict[tuple[date, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    met: list[int] = field(default_factory=list)
    readings: dict[int, Row] = field(default_factory=dict)  # by article

    def add(self, day: date, begins: datetime, readings: Iterable[Read], tries: Iterable[FirstTry]) -> None:
        """One day: what was read to its end, and what was asked for the first time."""
        month = month_start(day)
        for read in readings:
            self.read_s[month] += read.credited_s
            self._leave(day, begins + timedelta(seconds=read.at_s), read)
        for one in tries:
            sums = self.tries[month, one.asked.topic_key]
            sums[0] += 1
            sums[1] += one.right
            self.met.append(one.asked.id)

    def _leave(self, day: date, at: datetime, read: Read) -> None:
        before = self.readings.get(read.article_id)
        self.readings[read.article_id] = {
            "article_id": read.article_id,
            "credited_s": 0,  # a full reading begins the next one at nothing
            "reached_end": False,
            "day": day,
            "day_s": read.credited_s,
            "summed_s": read.credited_s,
            "last_at": at,
            "first_read_at": before["first_read_at"] if before else at,
            "read_on": day,
        }

    def reading_rows(self, member_id: int) -> Iterator[Row]:
        """How far each article was read."""
        return ({"member_id": member_id, **row} for row in self.readings.values())

    def month_rows(self, member_id: int) -> Iterator[Row]:
        """What was read in each month."""
        for month, seconds in self.read_s.items():
            yield {"member_id": member_id, "month": month, "seconds": seconds}

    def try_rows(self, member_id: int) -> Iterator[Row]:
        """First tries by month and topic."""
        for (month, topic), (asked, right) in self.tries.items():
            yield {
                "member_id": member_id,
                "month": month,
                "topic_key": topic,
                "asked": asked,
                "right_count": right,
            }

    def met_rows(self, member_id: int) -> Iterator[Row]:
        """Which questions are new no more."""
        if self.met:
            yield {"member_id": member_id, "question_ids": sorted(self.met)}
