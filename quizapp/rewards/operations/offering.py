"""Offering rewards: their terms, their pictures and their stock at each site. All of it audited."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import update

from quizapp.db import changed, db, operation, table_of, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.rewards import policy, queries
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Reward, Stock
from quizapp.rewards.operations.keeping import in_hand, locked, note, site_of
from quizapp.rewards.operations.moving import move_day
from quizapp.rewards.terms import MOST_STOCK
from quizapp.uploads import operations as uploads

CHANGED_MEANWHILE = Message("The stock changed a moment ago. Look at it again before you change it.")


@operation
def offer(*, organisation_id: int, draft: Draft, ticket: str, by: int | None, at: datetime) -> int:
    """Offer a reward to everyone at and below an organisation; gives its id. The same ticket sent twice is one reward."""
    node = in_hand(node=people.organisation(organisation_id), by=by, at=at)
    earlier = db.session.scalar(db.select(Reward.id).where(Reward.ticket == ticket))
    if earlier is not None:
        return int(earlier)
    _judge(draft)
    made = Reward(organisation_id=node.id, ticket=ticket, created_at=at, **asdict(draft))
    db.session.add(made)
    db.session.flush()
    note(
        verb="offer_reward",
        reward=made,
        changes={"name": [None, made.title_zh], "price": [None, made.price]},
        by=by,
        at=at,
    )
    return made.id


@operation
def change(*, reward_id: int, draft: Draft, by: int | None, at: datetime) -> None:
    """Change a reward's terms. What is redeemed already keeps the price it was paid for; a kind once redeemed stays.

    Where the day or the place of a ticket or a trip is another one, those who hold it keep it until then, and are told.
    """
    reward = locked(reward_id=reward_id, by=by, at=at)
    _judge(draft)
    unless(
        draft.kind is reward.kind or not queries.sites(reward_id),
        Message("It has stock already, so that its kind stays. Offer another reward instead."),
    ).enforce()
    before = {name: getattr(reward, name) for name in asdict(draft)}
    after = asdict(draft)
    moved = {
        name: [_plain(before[name]), _plain(after[name])] for name in after if before[name] != after[name]
    }
    for name, value in after.items():
        setattr(reward, name, value)
    if moved.keys() & {"happens_on", "place"}:
        move_day(reward=reward, by=by, at=at)
    if moved:
        note(verb="change_reward", reward=reward, changes=moved, by=by, at=at)


@operation
def show_picture(*, reward_id: int, upload_id: int, by: int | None, at: datetime) -> None:
    """Have a reward show a picture from now on; the one before is let go."""
    reward = locked(reward_id=reward_id, by=by, at=at)
    if reward.picture_id == upload_id:
        return
    if reward.picture_id is not None:
        uploads.release(upload_id=reward.picture_id, at=at)
    uploads.attach(upload_id=upload_id, subject=f"reward:{reward_id}")
    reward.picture_id = upload_id
    note(verb="picture_reward", reward=reward, changes={}, by=by, at=at)


@operation
def withdraw(*, reward_id: int, by: int | None, at: datetime) -> None:
    """Offer a reward no longer; what is reserved is still handed over. Twice is once."""
    reward = locked(reward_id=reward_id, by=by, at=at)
    if reward.withdrawn_at is None:
        reward.withdrawn_at = at
        note(verb="withdraw_reward", reward=reward, changes={}, by=by, at=at)


@operation
def offer_again(*, reward_id: int, by: int | None, at: datetime) -> None:
    """Offer a reward again that was withdrawn. Twice is once."""
    reward = locked(reward_id=reward_id, by=by, at=at)
    unless(reward.called_off_at is None, policy.CALLED_OFF).enforce()
    if reward.withdrawn_at is not None:
        reward.withdrawn_at = None
        note(verb="offer_again", reward=reward, changes={}, by=by, at=at)


@operation
def change_stock(
    *, reward_id: int, site_id: int, by_pieces: int, seen_total: int, by: int | None, at: datetime
) -> None:
    """Add pieces to a site's stock, or (below nought) take away some that are left.

    `seen_total` is what the page said there had been in all: a form sent twice changes the stock once.
    """
    reward = locked(reward_id=reward_id, by=by, at=at)
    unless(
        reward.kind is not Kind.VOUCHER, Message("The stock of a voucher is its codes: add codes instead.")
    ).enforce()
    site = site_of(reward=reward, site_id=site_id)
    if not by_pieces or abs(by_pieces) > MOST_STOCK:
        raise Refused(Message("Say by how many pieces the stock changes."))
    _move_stock(reward_id, site, by_pieces, seen_total)
    told = {"site": [None, site.name], "stock": [seen_total, seen_total + by_pieces]}
    note(verb="change_stock", reward=reward, changes=told, by=by, at=at)


def _move_stock(reward_id: int, site: Organisation, pieces: int, seen_total: int) -> None:
    here = Stock.reward_id == reward_id, Stock.site_id == site.id
    more = {"amount_left": Stock.amount_left + pieces, "amount_total": Stock.amount_total + pieces}
    if seen_total == 0 and pieces > 0:
        first = upsert(table_of(Stock)).values(
            reward_id=reward_id, site_id=site.id, amount_left=pieces, amount_total=pieces
        )
        untouched = Stock.amount_total == 0
        keys = ["reward_id", "site_id"]
        moved = changed(first.on_conflict_do_update(index_elements=keys, set_=more, where=untouched))
    else:
        stays = Stock.amount_total == seen_total, Stock.amount_left + pieces >= 0
        moved = changed(update(Stock).where(*here, *stays).values(more))
    if moved:
        return
    raise Refused(_why_not(reward_id, site, seen_total))


def _why_not(reward_id: int, site: Organisation, seen_total: int) -> Message:
    here = Stock.reward_id == reward_id, Stock.site_id == site.id
    now = db.session.execute(db.select(Stock.amount_left, Stock.amount_total).where(*here)).first()
    if now is None or (seen_total and now.amount_total != seen_total):
        return CHANGED_MEANWHILE
    if now.amount_total != seen_total:
        told = {"site": site.name, "left": now.amount_left, "total": now.amount_total}
        return Message("%(site)s has some already: %(left)s left of %(total)s. Change that stock.", **told)
    return Message("There are only %(left)s left here to take away.", left=now.amount_left)


def _judge(draft: Draft) -> None:
    if wrong := draft.complaint():
        raise Refused(wrong)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | list) else str(value)
