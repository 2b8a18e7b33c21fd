"""What entries of the ledger were exchanged for, told to its pages."""

from collections.abc import Sequence

from sqlalchemy import select

from quizapp.db import db
from quizapp.people.reach import Me
from quizapp.points.facts import Fact, Told
from quizapp.rewards.models import LEDGER, Redemption, Reward
from quizapp.web.i18n import title_of


def told_facts(facts: Sequence[Fact], asking: Me) -> dict[Fact, Told]:
    """The rewards that exchanges were for; one's own lead to their page. One statement."""
    keys = {fact: fact.object_key.removeprefix(LEDGER) for fact in facts}
    wanted = {fact: int(key) for fact, key in keys.items() if key.isdigit()}
    rows = db.session.execute(
        select(Redemption.id, Redemption.member_id, Reward.title_zh, Reward.title_en)
        .join(Reward, Reward.id == Redemption.reward_id)
        .where(Redemption.id.in_(set(wanted.values())))
    )
    by_id = {row.id: row for row in rows}
    found = {}
    for fact, number in wanted.items():
        row = by_id.get(number)
        if row is not None and row.member_id == fact.member_id:
            endpoint = "rewards.redemption" if row.member_id == asking.id else None
            found[fact] = Told(title_of(row), endpoint, {"redemption_id": number})
    return found
