"""Tables of rewards: what is offered, how much of it lies where, voucher codes, and who has redeemed what."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.rewards.kinds import Kind
from quizapp.rewards.states import State
from quizapp.rewards.terms import Per, Terms

LEDGER = "reward:"


class Reward(Model):
    """Something that points can be exchanged for, offered by an organisation to everyone at and below it."""

    __tablename__ = "rewards"
    __table_args__ = (
        CheckConstraint("price > 0", name="price_above_nothing"),
        CheckConstraint("limit_count IS NULL OR limit_count > 0", name="limit_above_nothing"),
        Index(None, "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[str] = mapped_column(String(64), unique=True)  # of the form: sent twice, offered once
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[Kind] = mapped_column(ValueOf(Kind))
    title_zh: Mapped[str] = mapped_column(String(60))
    title_en: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(600), default="")
    price: Mapped[int]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"))
    member_types: Mapped[list[Any] | None]  # keys of those it is for; None: everyone
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    happens_on: Mapped[date | None]
    place: Mapped[str | None] = mapped_column(String(80))
    limit_count: Mapped[int | None]
    limit_per: Mapped[Per] = mapped_column(ValueOf(Per), default=Per.EVER)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    reserve_days: Mapped[int] = mapped_column(default=14)
    withdrawn_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    called_off_because: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]

    @property
    def terms(self) -> Terms:
        return Terms(
            kind=self.kind,
            price=self.price,
            member_types=None if self.member_types is None else tuple(self.member_types),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            happens_on=self.happens_on,
            place=self.place,
            limit_count=self.limit_count,
            limit_per=self.limit_per,
            needs_approval=self.needs_approval,
            reserve_days=self.reserve_days,
            withdrawn=self.withdrawn_at is not None,
            called_off=self.called_off_at is not None,
        )


class Stock(Model):
    """How much of a reward there was at a site, and how much is left: what is gone is held or handed over."""

    __tablename__ = "reward_stock"
    # The floor under every redemption: if two arrive together for the last one, the second is turned away here.
    __table_args__ = (
        CheckConstraint("amount_left >= 0", name="never_negative"),
        CheckConstraint("amount_left <= amount_total", name="never_more_than_there_was"),
    )

    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    amount_left: Mapped[int]
    amount_total: Mapped[int]  # what was there at the start, with all that people added and took away since


class Redemption(Model):
    """One exchange of points for one reward. Its code is what is shown, scanned or typed when it is fetched."""

    __tablename__ = "redemptions"
    __table_args__ = (
        UniqueConstraint("member_id", "ticket"),
        Index(None, "member_id", "id"),
        Index(None, "state", "expires_at"),
        Index(None, "reward_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    ticket: Mapped[str] = mapped_column(String(64), info=KEEP)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[State] = mapped_column(ValueOf(State), info=KEEP)
    price: Mapped[int]  # what was paid, whatever the reward costs now
    code: Mapped[str] = mapped_column(String(16), unique=True, info=KEEP)
    day: Mapped[date]  # the study day it was made on, which limits count
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    approved_at: Mapped[datetime | None]
    handed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    handed_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    ended_at: Mapped[datetime | None]  # cancelled, declined or run out, and given back
    reason: Mapped[str | None] = mapped_column(String(200), info=KEEP)

    @property
    def object_key(self) -> str:
        """What the ledger calls this exchange."""
        return f"{LEDGER}{self.id}"


class VoucherCode(Model):
    """One code, encrypted; found again, so that none comes in twice under whatever reward, by a keyed blind index."""

    __tablename__ = "voucher_codes"
    __table_args__ = (Index(None, "reward_id", "site_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    code_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    code_index: Mapped[str] = mapped_column(String(64), unique=True)
    redemption_id: Mapped[int | None] = mapped_column(ForeignKey("redemptions.id"), unique=True)
    added_at: Mapped[datetime]
