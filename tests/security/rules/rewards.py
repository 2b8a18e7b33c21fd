"""Rewards: what members redeem, what administrators offer and decide, what organisers hand over."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from quizapp.kernel.tokens import fresh
from quizapp.people.roles import Permission
from tests.security.rules.saying import (
    DONE,
    HOLDS,
    LEDGER,
    NO_SUCH,
    NOT_NOW,
    SENT_ON,
    SHOWN,
    SHOWN_ONCE,
    Reach,
    Rule,
    Says,
    act,
    own,
    page,
)
from tests.security.stage import Actor
from tests.uploads.making import a_picture

PICTURE = a_picture(size=(64, 64))
TERMS = {"kind": "goods", "title_zh": "新奖品", "price": "2", "limit_per": "ever", "reserve_days": "7"}
GIVEN_BACK = LEDGER | {"redemptions", "reward_stock", "voucher_codes"}
DECIDED = GIVEN_BACK | {"notices", "audit_rows"}


def from_abroad(actor: Actor) -> Says | None:
    """Nothing that the root offers is there for someone of another tree."""
    return NO_SUCH if actor.name == "owner at abroad-1" else None


def reward(method: str, says: Mapping[str, Says], **more: Any) -> Rule:
    """A route over a reward of an organisation whose rewards one manages."""
    return Rule(
        method,
        Permission.MANAGE_REWARDS,
        {"goods": SENT_ON, "voucher": SENT_ON, "withdrawn": SENT_ON, **says},
        takes="reward",
        reach=Reach.GRANTED,
        **more,
    )


def claim(says: Mapping[str, Says], permission: Permission = Permission.MANAGE_REWARDS, **more: Any) -> Rule:
    """A route over another's redemption."""
    states = {"waiting": SENT_ON, "reserved": SENT_ON, "handed over": SENT_ON, **says}
    return Rule("POST", permission, states, takes="claim", reach=Reach.GRANTED, **more)


def offering(_stage: Any, actor: Actor, _thing: Any) -> dict[str, Any]:
    """A new reward, offered where the actor may offer one."""
    places = [place for role, place in actor.grants if role in HOLDS[Permission.MANAGE_REWARDS]]
    return {**TERMS, "ticket": fresh(), "organisation": places[0] if places else "root"}


ALL = dict.fromkeys(("goods", "voucher", "withdrawn"), SHOWN)
EVERY_STATE = dict.fromkeys(("reserved", "waiting", "voucher", "cancelled"), SHOWN)
STAFF = {"permission": Permission.MANAGE_REWARDS}

REWARDS: dict[str, Rule] = {
    "rewards.catalogue": page(),
    "rewards.mine": page(),
    "rewards.show": page(takes="offer", says={"offered": SHOWN, "elsewhere": NO_SUCH}, otherwise=from_abroad),
    "rewards.redeem": act(
        takes="offer",
        says={"offered": DONE, "elsewhere": NO_SUCH},
        otherwise=from_abroad,
        writes=LEDGER | {"redemptions", "reward_stock"},
        form=lambda stage, actor, thing: {"ticket": fresh(), **thing.form},
    ),
    "rewards.redemption": own("redemption", "GET", EVERY_STATE),
    "rewards.cancel": own(
        "redemption",
        "POST",
        {"reserved": DONE, "waiting": DONE, "voucher": DONE, "cancelled": SENT_ON},
        writes=GIVEN_BACK,
    ),
    "rewards.reveal": own(
        "redemption",
        "POST",
        {"reserved": NOT_NOW, "waiting": NOT_NOW, "voucher": SHOWN_ONCE, "cancelled": NOT_NOW},
        writes={"redemptions"},
    ),
    "reward_desk.shelf": page(**STAFF),
    "reward_desk.new": page(**STAFF),
    "reward_desk.queue": page(**STAFF),
    "reward_desk.budget": page(**STAFF),
    "reward_desk.budget_file": page(**STAFF),
    "reward_desk.create": act(**STAFF, writes={"rewards", "audit_rows"}, form=offering),
    "reward_desk.reward": reward("GET", ALL),
    "reward_desk.terms": reward("GET", ALL),
    "reward_desk.budget_line": reward("GET", ALL),
    "reward_desk.change": reward(
        "POST",
        {"goods": DONE, "withdrawn": DONE, "voucher": Says(422)},
        writes={"rewards", "audit_rows"},
        form=lambda *_: {**TERMS, "ticket": fresh(), "organisation": "-"},
    ),
    "reward_desk.picture": reward(
        "POST",
        dict.fromkeys(ALL, DONE),
        writes={"rewards", "uploads", "upload_days", "audit_rows"},
        form=lambda *_: {"picture": (BytesIO(PICTURE), "picture.jpg")},
    ),
    "reward_desk.withdraw": reward(
        "POST", {"goods": DONE, "voucher": DONE}, writes={"rewards", "audit_rows"}
    ),
    "reward_desk.offer_again": reward("POST", {"withdrawn": DONE}, writes={"rewards", "audit_rows"}),
    "reward_desk.change_stock": reward(
        "POST",
        {"goods": DONE, "withdrawn": DONE},
        writes={"reward_stock", "audit_rows"},
        form=lambda stage, actor, thing: {"pieces": "1", **thing.form},
    ),
    "reward_desk.add_codes": reward(
        "POST",
        {"goods": NOT_NOW, "withdrawn": NOT_NOW, "voucher": DONE},
        writes={"voucher_codes", "reward_stock", "audit_rows"},
        form=lambda stage, actor, thing: {"codes": "NEW-1", **thing.form},
    ),
    "reward_desk.approve": claim({"waiting": DONE}, writes={"redemptions", "notices", "audit_rows"}),
    "reward_desk.decline": claim({"waiting": DONE}, writes=DECIDED, form=lambda *_: {"reason": "名额已满"}),
    "reward_desk.cancel": claim(
        {"waiting": DONE, "reserved": DONE}, writes=DECIDED, form=lambda *_: {"reason": "活动取消"}
    ),
    "reward_desk.counter": page(permission=Permission.HAND_OVER),
    "reward_desk.hand_over": claim(
        {"waiting": NOT_NOW, "reserved": DONE},
        Permission.HAND_OVER,
        writes={"redemptions", "audit_rows"},
        form=lambda stage, actor, thing: thing.form,
    ),
    "reward_desk.comers": reward("GET", ALL),
    "reward_desk.comers_file": reward("POST", dict.fromkeys(ALL, SHOWN_ONCE), writes={"audit_rows"}),
    "reward_desk.call_off": Rule(
        "POST",
        Permission.MANAGE_REWARDS,
        {"held": DONE},
        takes="trip",
        reach=Reach.GRANTED,
        writes=DECIDED | {"rewards"},
        form=lambda *_: {"reason": "活动取消"},
    ),
    "reward_desk.take_out_codes": reward(
        "POST",
        {"goods": NOT_NOW, "withdrawn": NOT_NOW, "voucher": DONE},
        writes={"voucher_codes", "reward_stock", "audit_rows"},
        form=lambda stage, actor, thing: {"codes": f"{thing.address['reward_id']}-99"},
    ),
}
