"""What Today reads: each slice asked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from quizapp.inbox import queries as inbox
from quizapp.inbox.queries import Waiting
from quizapp.people.reach import Me
from quizapp.points import leaderboards
from quizapp.points import queries as points
from quizapp.points.additions import Addition
from quizapp.points.diary import Streak
from quizapp.points.earning import Code, Rule
from quizapp.points.leaderboards import Place
from quizapp.points.spans import Span
from quizapp.quizzes import queries as quizzes
from quizapp.quizzes.queries import TodaysFive
from quizapp.rewards.models import Reward
from quizapp.rewards.queries import catalogue
from quizapp.site import day as rules
from quizapp.study import queries as study
from quizapp.study.queries import NextArticle


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the page shows, worked out."""

    day: date
    tasks: tuple[rules.Task, ...]
    got: int
    most: int
    step: rules.Step
    five: TodaysFive
    reading: NextArticle | None
    place: Place | None
    streak: Streak
    notices: Waiting


def today(me: Me, *, day: date, got: Mapping[Code, int]) -> Today:
    """The member's day. `got`: points per code today, as `points.queries.day_used` gives them."""
    five = quizzes.today(me.id, day)
    reading = study.continue_reading(me.id, me.content_language, me.audience)
    offered = rules.tasks(
        points.rules_for(me.branch_path, day),
        got,
        day=day,
        member_type=me.member_type,
        unread=reading is not None,
    )
    sums = rules.total(offered)
    return Today(
        day=day,
        tasks=offered,
        got=sums[0],
        most=sums[1],
        step=rules.next_step(five=five.state, unread=reading is not None),
        five=five,
        reading=reading,
        place=leaderboards.place_in_branch(
            branch_id=me.branch_id, span=Span.MONTH, day=day, member_id=me.id, ahead=False
        ),
        streak=points.streak(me.id, day),
        notices=inbox.waiting(me.id),
    )


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in force, what is added to it for the reader and from where, and the versions announced."""

    rule: Rule
    addition: Addition | None
    coming: tuple[Rule, ...]
    coming_added: tuple[Addition, ...]


def tariff_lines(path: str, day: date) -> list[RuleLine]:
    """Every rule of the tariff for members at a path, in the tariff's own order; those that begin later, too."""
    kept = points.tariff(fresh=True)
    now, added = kept.in_force(day), kept.standing(path, day)
    later = kept.coming(day)
    codes = [code for code in Code if code in now or code in {rule.code for rule in later}]
    return [
        RuleLine(
            rule=now.get(code) or next(rule for rule in later if rule.code is code),
            addition=added.get(code),
            coming=tuple(rule for rule in later if rule.code is code),
            coming_added=tuple(one for one in kept.announced(path, day) if one.code is code),
        )
        for code in codes
    ]


def offered_to(me: Me, day: date) -> list[Reward]:
    """The rewards that are offered to a member, cheapest first."""
    return [one.reward for one in catalogue(me, day)]
