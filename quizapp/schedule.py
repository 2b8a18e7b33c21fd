"""What runs by itself and how often: one table, carried out by `quizapp work`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from quizapp import config
from quizapp.inbox import operations as inbox
from quizapp.people import operations as people
from quizapp.people import worker as rosters
from quizapp.points import operations as points
from quizapp.points import worker as counts
from quizapp.quizzes import worker as quizzes
from quizapp.rewards import worker as rewards
from quizapp.search import worker as search
from quizapp.study import worker as study
from quizapp.study.queries import documents
from quizapp.uploads import worker as uploads


@dataclass(frozen=True, slots=True)
class Job:
    """Something to run every so many seconds; `run` is handed the instant and may be run again at any time.

    `alone`: no other job may make it wait.
    """

    name: str
    every_s: int
    run: Callable[[datetime], object]
    alone: bool = False


JOBS: Sequence[Job] = (
    Job(
        "search catch-up",
        5,
        lambda at: search.catch_up(config.current().index_folder, at=at, documents=documents),
    ),
    # Boards follow within 5 s: looked for every half second, and folded in some hundredths.
    Job("counts of organisations", 4, lambda at: counts.catch_up(at=at), alone=True),
    Job("rosters against their counts", 3600, lambda at: counts.compare(at=at)),
    Job("books of past days", 300, lambda at: config.current().mode != "demo" and counts.close_day(at=at)),
    Job("most improved", 3600, lambda at: counts.count_gains(at=at)),
    Job("tariff simulations", 1, lambda at: counts.simulate(at=at)),
    Job("quiz sweeper", 60, lambda at: quizzes.sweep(at=at)),
    Job("first tries", 30, lambda at: quizzes.count_first_tries()),
    Job("reading by month", 60, lambda at: study.sum_up_reading()),
    Job("planned moves", 60, lambda at: people.carry_out_moves(at=at)),
    Job("rosters sent", 3, lambda at: rosters.read_on(keys=config.current().secrets)),
    Job("redemptions that run out", 60, lambda at: rewards.catch_up(at=at)),
    Job("names to find by", 5, lambda at: rosters.keep_words()),
    Job("requests nobody decided", 3600, lambda at: people.drop_undecided(at=at)),
    Job("old rosters", 3600, lambda at: rosters.forget(at=at)),
    Job("old notices", 3600, lambda at: inbox.forget_old(today=at.date())),
    Job("loose pictures", 3600, lambda at: uploads.sweep(config.current().media_folder, at=at)),
    Job("old reasons", 3600, lambda at: points.forget_unpaid(today=at.date())),
)


def due(jobs: Sequence[Job], last_run: dict[str, datetime], at: datetime) -> list[Job]:
    """The jobs whose time has come: those never run, and those whose interval has passed."""
    return [
        job
        for job in jobs
        if job.name not in last_run or (at - last_run[job.name]).total_seconds() >= job.every_s
    ]
