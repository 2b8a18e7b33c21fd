"""The ledger's tables. Entries are facts and stay as written; everything else here is a sum of them."""

from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.points.earning import Code, Period


class TariffRule(Model):
    """One rule of the tariff in one version; a change is a new version from a later day."""

    __tablename__ = "points_rules"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(ValueOf(Code))
    version: Mapped[int]
    points: Mapped[int]
    starts_on: Mapped[date]
    once_per: Mapped[Period] = mapped_column(ValueOf(Period))
    cap: Mapped[int | None]
    cap_per: Mapped[Period | None] = mapped_column(ValueOf(Period))
    weekdays: Mapped[list[Any]]
    tiers: Mapped[list[Any]]
    member_types: Mapped[list[Any]]


class Entry(Model):
    """One change to one member's points, with its reason. Mistakes are mended by a new entry."""

    __tablename__ = "points_entries"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        Index(None, "member_id", "day"),
        Index(None, "day", "id"),  # a closed day is written out in this order
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True, info=PSEUDONYMISE)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))  # where it was earned
    member_type: Mapped[str] = mapped_column(ForeignKey("member_types.key"), info=KEEP)
    code: Mapped[Code] = mapped_column(ValueOf(Code), info=KEEP)
    rule_version: Mapped[int]
    addition_id: Mapped[int | None] = mapped_column(ForeignKey("points_additions.id"))  # beside the rule
    amount: Mapped[int]
    day: Mapped[date]  # the study day it was posted on
    counts_on: Mapped[date]  # the study day whose boards it moves, decided at posting
    at: Mapped[datetime]
    object_key: Mapped[str] = mapped_column(String(100), info=KEEP)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("points_entries.id"), unique=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    reason: Mapped[str | None] = mapped_column(String(200), info=KEEP)
    approver_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=PSEUDONYMISE
    )  # the second person, where the actor may not move so much alone


class Balance(Model):
    """A projection: what each member may spend, and what reversals left owing."""

    __tablename__ = "points_balances"
    __table_args__ = (
        CheckConstraint("available >= 0", name="available_never_negative"),
        CheckConstraint("owed >= 0", name="owed_never_negative"),
        CheckConstraint("available = 0 OR owed = 0", name="one_of_them_zero"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    available: Mapped[int]
    owed: Mapped[int]


class CapCounter(Model):
    """How much of a rule's cap a member has used in one period: the only place a cap is enforced."""

    __tablename__ = "points_caps"
    __table_args__ = (CheckConstraint("used >= 0", name="never_negative"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    code: Mapped[Code] = mapped_column(ValueOf(Code), primary_key=True, info=KEEP)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int]


class Score(Model):
    """A projection: points earned by a member in a branch over a day, a week, a month … or ever, and whether they visited and

    learned there. Who earns in two branches in one span has two rows; one of them is `counted`, so that nobody counts
    twice above.
    """

    __tablename__ = "points_scores"

    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True, info=KEEP)  # a Span of points.spans
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    score: Mapped[int]
    member_type: Mapped[str] = mapped_column(String(30), info=KEEP)  # when they first earned here in the span
    visits: Mapped[int]  # days on which Today was opened, less login points taken back
    learned: Mapped[int]  # paid learning entries, less those taken back
    counted: Mapped[
        bool
    ]  # whether this branch is where the member counts in the span: where they first earned in it
    folded: Mapped[bool]  # whether the counts of the branch know this row as it stands
    ranked: Mapped[int] = mapped_column(server_default="0")  # the score as boards above the branch know it
    ranked_before: Mapped[int] = mapped_column(server_default="0")  # … and knew it until the last fold


Index("ix_points_scores_order", Score.branch_id, Score.period, Score.starts_on, Score.score.desc())
Index("ix_points_scores_member", Score.member_id, Score.period, Score.starts_on)
_unfolded = Score.folded.is_(False)
Index("ix_points_scores_unfolded", Score.branch_id, postgresql_where=_unfolded, sqlite_where=_unfolded)
_elsewhere = Score.counted.is_(False)
Index("ix_points_scores_elsewhere", Score.member_id, postgresql_where=_elsewhere, sqlite_where=_elsewhere)


class StudyDay(Model):
    """A projection: a day with at least one paid learning event, and the length of the streak it closed."""

    __tablename__ = "points_study_days"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    day: Mapped[date] = mapped_column(primary_key=True)
    learned: Mapped[int]  # paid learning entries of the day, less those reversed
    run: Mapped[int]  # study days in a row up to and with this one
    bridged: Mapped[int]  # days of leave from study that freezes bridged just before this one


class Unpaid(Model):
    """Why an action paid nothing, or less than it might: kept 60 days, no part of the ledger."""

    __tablename__ = "points_unpaid"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    day: Mapped[date] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(ValueOf(Code), primary_key=True, info=KEEP)
    object_key: Mapped[str] = mapped_column(String(100), primary_key=True, info=KEEP)
    wanted: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40), info=KEEP)  # a Reason of points.reasons


@event.listens_for(Entry, "before_update")
@event.listens_for(Entry, "before_delete")
def _stay_as_written(mapper: Mapper[Entry], connection: Connection, entry: Entry) -> NoReturn:
    raise TypeError(f"points entry {entry.key} stays as written; post a reversal instead")


@event.listens_for(TariffRule, "before_update")
@event.listens_for(TariffRule, "before_delete")
def _rules_stay(mapper: Mapper[TariffRule], connection: Connection, rule: TariffRule) -> NoReturn:
    raise TypeError(f"version {rule.version} of {rule.code} stays as written; add a later version instead")
