"""Giving back what a redemption cost, and telling its member, or all who hold one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from quizapp.db import operation
from quizapp.inbox import operations as inbox
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.people import queries as people
from quizapp.people.models import Member
from quizapp.points import operations as points
from quizapp.rewards.models import Redemption, Reward
from quizapp.rewards.queries import Held
from quizapp.rewards.states import HELD
from quizapp.rewards.store import steps as store

LONGEST_REASON = 200
SAY_WHY = Message("Say why: the member reads the reason.")


@operation
def give_back(*, held: Held, by: int | None, at: datetime) -> None:
    """The price to the member, once; the piece to the site. Asked for by whoever took the step that ended it."""
    points.refund(
        member_id=held.redemption.member_id,
        object_key=held.redemption.object_key,
        actor_id=by,
        reason=held.reward.title_zh,
        at=at,
    )
    store.put_back(held.redemption)


@operation
def tell(*, held: Held, template: str, by: int | None, at: datetime) -> bool:
    """Leave the member a notice, in the language they read, once for each redemption, template and day it is kept to.

    True when it is there now.
    """
    redemption, person = held.redemption, people.standing(held.redemption.member_id, at=at)
    last_moment = redemption.expires_at - timedelta(seconds=1)  # it runs out at midnight
    until = str(local_day(last_moment, person.zone))
    told = {
        "reward": held.reward.title_en if person.interface_language == "en" else held.reward.title_zh,
        "site": held.site_name,
        "until": until,
        "price": redemption.price,
    }
    sent = inbox.send(
        to=select(Member.id).where(Member.id == person.id),
        template=template,
        key=f"{template}:{redemption.id}:{until}",
        told=told,
        sender_id=by,
        day=local_day(at, person.zone),
        at=at,
    )
    return bool(sent.sent or sent.had)


@operation
def tell_all(
    *, reward: Reward, template: str, told: Mapping[str, Any], day: date, by: int | None, at: datetime
) -> None:
    """Leave a notice to every member who holds one of a reward; two statements for each language, however many they are."""
    holds = Redemption.reward_id == reward.id, Redemption.state.in_(HELD)
    english = func.coalesce(Member.interface_language, "") == "en"
    for reads, title in ((english, reward.title_en), (~english, reward.title_zh)):
        inbox.send(
            to=select(Member.id).where(reads, Member.id.in_(select(Redemption.member_id).where(*holds))),
            template=template,
            key=f"{template}:{reward.id}:{at:%Y%m%d%H%M%S%f}",
            told={"reward": title, **told},
            sender_id=by,
            day=day,
            at=at,
        )
