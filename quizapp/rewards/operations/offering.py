"""Offering rewards: their terms, their pictures, their stock at each site, and their voucher codes. All of it audited."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation, table_of, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.people.reach import covers
from quizapp.rewards import policy, queries
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Reward, Stock, VoucherCode
from quizapp.rewards.terms import MOST_STOCK
from quizapp.uploads import operations as uploads

CHANGED_MEANWHILE = Message("The stock changed a moment ago. Look at it again before you change it.")


@operation
def offer(*, organisation_id: int, draft: Draft, ticket: str, by: int | None, at: datetime) -> int:
    """Offer a reward to everyone at and below an organisation; gives its id. The same ticket sent twice is one reward."""
    node = _in_hand(people.organisation(organisation_id), by, at)
    earlier = db.session.scalar(db.select(Reward.id).where(Reward.ticket == ticket))
    if earlier is not None:
        return int(earlier)
    _judge(draft)
    made = Reward(organisation_id=node.id, ticket=ticket, created_at=at, **asdict(draft))
    db.session.add(made)
    db.session.flush()
    _note("offer_reward", made, {"name": [None, made.title_zh], "price": [None, made.price]}, by, at)
    return made.id


@operation
def change(*, reward_id: int, draft: Draft, by: int | None, at: datetime) -> None:
    """Change a reward's terms. What is redeemed already keeps the price it was paid for; a kind once redeemed stays."""
    reward = _locked(reward_id, by, at)
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
    if moved:
        _note("change_reward", reward, moved, by, at)


@operation
def show_picture(*, reward_id: int, upload_id: int, by: int | None, at: datetime) -> None:
    """Have a reward show a picture from now on; the one before is let go."""
    reward = _locked(reward_id, by, at)
    if reward.picture_id == upload_id:
        return
    if reward.picture_id is not None:
        uploads.release(upload_id=reward.picture_id, at=at)
    uploads.attach(upload_id=upload_id, subject=f"reward:{reward_id}")
    reward.picture_id = upload_id
    _note("picture_reward", reward, {}, by, at)


@operation
def withdraw(*, reward_id: int, by: int | None, at: datetime) -> None:
    """Offer a reward no longer; what is reserved is still handed over. Twice is once."""
    reward = _locked(reward_id, by, at)
    if reward.withdrawn_at is None:
        reward.withdrawn_at = at
        _note("withdraw_reward", reward, {}, by, at)


@operation
def offer_again(*, reward_id: int, by: int | None, at: datetime) -> None:
    """Offer a reward again that was withdrawn. Twice is once."""
    reward = _locked(reward_id, by, at)
    if reward.withdrawn_at is not None:
        reward.withdrawn_at = None
        _note("offer_again", reward, {}, by, at)


@operation
def change_stock(
    *, reward_id: int, site_id: int, by_pieces: int, seen_total: int, by: int | None, at: datetime
) -> None:
    """Add pieces to a site's stock, or (below nought) take away some that are left.

    `seen_total` is what the page said there had been in all: a form sent twice changes the stock once.
    """
    reward = _locked(reward_id, by, at)
    unless(
        reward.kind is not Kind.VOUCHER, Message("The stock of a voucher is its codes: add codes instead.")
    ).enforce()
    site = _site(reward, site_id)
    if not by_pieces or abs(by_pieces) > MOST_STOCK:
        raise Refused(Message("Say by how many pieces the stock changes."))
    _move_stock(reward_id, site_id, by_pieces, seen_total)
    told = {"site": [None, site.name], "stock": [seen_total, seen_total + by_pieces]}
    _note("change_stock", reward, told, by, at)


def _move_stock(reward_id: int, site_id: int, pieces: int, seen_total: int) -> None:
    here = Stock.reward_id == reward_id, Stock.site_id == site_id
    more = {"amount_left": Stock.amount_left + pieces, "amount_total": Stock.amount_total + pieces}
    if seen_total == 0 and pieces > 0:
        first = upsert(table_of(Stock)).values(
            reward_id=reward_id, site_id=site_id, amount_left=pieces, amount_total=pieces
        )
        untouched = Stock.amount_total == 0
        keys = ["reward_id", "site_id"]
        moved = changed(first.on_conflict_do_update(index_elements=keys, set_=more, where=untouched))
    else:
        stays = Stock.amount_total == seen_total, Stock.amount_left + pieces >= 0
        moved = changed(update(Stock).where(*here, *stays).values(more))
    if moved:
        return
    left = db.session.scalar(db.select(Stock.amount_left).where(*here, Stock.amount_total == seen_total))
    if left is None:
        raise Refused(CHANGED_MEANWHILE)
    raise Refused(Message("There are only %(left)s left here to take away.", left=left))


@operation
def add_codes(
    *, reward_id: int, site_id: int, sealed: Sequence[tuple[bytes, str]], by: int | None, at: datetime
) -> int:
    """Add voucher codes, each sealed and with its blind index; gives how many were new. One that is there stays as it is."""
    reward = _locked(reward_id, by, at)
    unless(reward.kind is Kind.VOUCHER, Message("Only a voucher has codes.")).enforce()
    site = _site(reward, site_id)
    rows = [
        {
            "reward_id": reward_id,
            "site_id": site_id,
            "code_sealed": code,
            "code_index": index,
            "added_at": at,
        }
        for code, index in sealed
    ]
    added = changed(upsert(table_of(VoucherCode)).values(rows).on_conflict_do_nothing()) if rows else 0
    if added:
        first = upsert(table_of(Stock)).values(
            reward_id=reward_id, site_id=site_id, amount_left=added, amount_total=added
        )
        more = {"amount_left": Stock.amount_left + added, "amount_total": Stock.amount_total + added}
        changed(first.on_conflict_do_update(index_elements=["reward_id", "site_id"], set_=more))
        _note("add_codes", reward, {"site": [None, site.name], "codes": [None, added]}, by, at)
    return added


def _judge(draft: Draft) -> None:
    if wrong := draft.complaint():
        raise Refused(wrong)


def _site(reward: Reward, site_id: int) -> Organisation:
    site, offering = people.organisation(site_id), people.organisation(reward.organisation_id)
    unless(
        covers(offering.path, site.path),
        Message("A reward is fetched at the organisation that offers it, or below it."),
    ).enforce()
    return site


def _locked(reward_id: int, by: int | None, at: datetime) -> Reward:
    wanted = db.select(Reward).where(Reward.id == reward_id).with_for_update()
    reward: Reward = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    _in_hand(people.organisation(reward.organisation_id), by, at)
    return reward


def _in_hand(node: Organisation, by: int | None, at: datetime) -> Organisation:
    """The organisation; Refused when what it offers is not in the hands of `by`. None: a command of the house."""
    if by is not None:
        policy.may_manage(people.standing(by, at=at, lock=True), node.path).enforce()
    return node


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | list) else str(value)


def _note(verb: str, reward: Reward, changes: dict[str, Any], by: int | None, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=reward.organisation_id,
        verb=verb,
        subject=f"reward:{reward.id}",
        changes=changes,
        at=at,
    )
