"""Giving back what a redemption cost, and telling its member."""

from datetime import datetime, timedelta

from sqlalchemy import select

from quizapp.db import operation
from quizapp.inbox import operations as inbox
from quizapp.kernel.clock import local_day
from quizapp.people import queries as people
from quizapp.people.models import Member
from quizapp.points import operations as points
from quizapp.rewards.queries import Held
from quizapp.rewards.store import steps as store


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
def tell(*, held: Held, template: str, by: int | None, at: datetime) -> None:
    """Leave the member a notice, once for each redemption and template, in the language they read."""
    redemption, person = held.redemption, people.standing(held.redemption.member_id, at=at)
    last_moment = redemption.expires_at - timedelta(seconds=1)  # it runs out at midnight
    told = {
        "reward": held.reward.title_en if person.interface_language == "en" else held.reward.title_zh,
        "site": held.site_name,
        "until": str(local_day(last_moment, person.zone)),
        "price": redemption.price,
    }
    inbox.send(
        to=select(Member.id).where(Member.id == person.id),
        template=template,
        key=f"{template}:{redemption.id}",
        told=told,
        sender_id=by,
        day=local_day(at, person.zone),
        at=at,
    )
