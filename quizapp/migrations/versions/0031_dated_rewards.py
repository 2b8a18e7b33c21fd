"""Tickets and trips are kept until their day, and may be called off; one index for all voucher codes; uncapped notices

A code that was loaded for two rewards is given once: of those that nobody has, all but the first are taken out of their
stock, and the audit trail says so. Codes that two members have already stay with them, and the trail says that, too.
"""

import hmac
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app, has_app_context

from quizapp.db import Instant

revision = "0031"
down_revision = "0030"
branch_labels = depends_on = None

NONCE = 12
OLD, NEW = "uq_voucher_codes_reward_id_code_index", "uq_voucher_codes_code_index"
codes = sa.table(
    "voucher_codes",
    sa.column("id", sa.Integer),
    sa.column("reward_id", sa.Integer),
    sa.column("site_id", sa.Integer),
    sa.column("code_sealed", sa.LargeBinary),
    sa.column("code_index", sa.String),
    sa.column("redemption_id", sa.Integer),
)
stock = sa.table(
    "reward_stock",
    sa.column("reward_id", sa.Integer),
    sa.column("site_id", sa.Integer),
    sa.column("amount_left", sa.Integer),
    sa.column("amount_total", sa.Integer),
)
rewards = sa.table(
    "rewards",
    sa.column("id", sa.Integer),
    sa.column("organisation_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("happens_on", sa.Date),
)
redemptions = sa.table(
    "redemptions",
    sa.column("id", sa.Integer),
    sa.column("member_id", sa.Integer),
    sa.column("reward_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("expires_at", Instant),
    sa.column("warned_at", Instant),
)
members = sa.table("members", sa.column("id", sa.Integer), sa.column("branch_id", sa.Integer))
organisations = sa.table("organisations", sa.column("id", sa.Integer), sa.column("zone", sa.String))
audit_rows = sa.table(
    "audit_rows",
    sa.column("at", Instant),
    sa.column("organisation_id", sa.Integer),
    sa.column("verb", sa.String),
    sa.column("subject", sa.String),
    sa.column("changes", sa.JSON),
)


def upgrade() -> None:
    op.add_column("rewards", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("rewards", sa.Column("called_off_because", sa.String(length=200), nullable=True))
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("slot", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("voucher_codes") as table:
        table.drop_constraint(op.f(OLD), type_="unique")
    _find_codes_by_one_index()
    with op.batch_alter_table("voucher_codes") as table:
        table.create_unique_constraint(op.f(NEW), ["code_index"])
    _keep_until_their_day()


def downgrade() -> None:
    with op.batch_alter_table("voucher_codes") as table:
        table.drop_constraint(op.f(NEW), type_="unique")
        table.create_unique_constraint(op.f(OLD), ["reward_id", "code_index"])
    op.execute("DELETE FROM notices WHERE slot IS NULL")
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("slot", existing_type=sa.Integer(), nullable=False)
    op.drop_column("rewards", "called_off_because")
    op.drop_column("rewards", "called_off_at")


def _find_codes_by_one_index() -> None:
    """Index each code by itself, without its reward. What a member has goes before what nobody has, then the earlier."""
    asked = op.get_bind()
    first = codes.c.redemption_id.is_(None), codes.c.id
    known: set[str] = set()
    for row in asked.execute(sa.select(codes).order_by(*first)).all():
        index = _index(row.code_sealed)
        if index not in known:
            known.add(index)
        elif row.redemption_id is None:
            _take_out(row)
            continue
        else:
            index = _index(row.code_sealed, f"{row.id}:")
            _note(row, "code_given_twice")
        asked.execute(sa.update(codes).where(codes.c.id == row.id).values(code_index=index))


def _take_out(row: sa.Row) -> None:
    asked = op.get_bind()
    asked.execute(sa.delete(codes).where(codes.c.id == row.id))
    here = stock.c.reward_id == row.reward_id, stock.c.site_id == row.site_id
    less = {"amount_left": stock.c.amount_left - 1, "amount_total": stock.c.amount_total - 1}
    asked.execute(sa.update(stock).where(*here).values(less))
    _note(row, "take_out_double_code")


def _note(row: sa.Row, verb: str) -> None:
    asked = op.get_bind()
    offering = sa.select(rewards.c.organisation_id).where(rewards.c.id == row.reward_id).scalar_subquery()
    asked.execute(
        sa.insert(audit_rows).values(
            at=datetime.now(UTC),
            organisation_id=offering,
            verb=verb,
            subject=f"reward:{row.reward_id}",
            changes={"code": [row.id, None], "site": [row.site_id, None]},
        )
    )


def _index(sealed: bytes, before: str = "") -> str:
    secrets = _secrets()
    code = AESGCM(secrets.phone[:32]).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    return hmac.digest(secrets.index, f"voucher:{before}".encode() + code, "sha256").hex()


def _secrets():
    if not has_app_context():
        raise RuntimeError(
            "Voucher codes are indexed anew, which takes the keys of the application: run `quizapp db upgrade`."
        )
    return current_app.extensions["quizapp_settings"].secrets


def _keep_until_their_day() -> None:
    """Tickets and trips that are reserved ran out before their day. Those that wait keep the day their page told."""
    asked = op.get_bind()
    found = (
        sa.select(redemptions.c.id, redemptions.c.expires_at, rewards.c.happens_on, organisations.c.zone)
        .join_from(redemptions, rewards, rewards.c.id == redemptions.c.reward_id)
        .join(members, members.c.id == redemptions.c.member_id)
        .join(organisations, organisations.c.id == members.c.branch_id)
        .where(
            redemptions.c.state == "reserved",
            rewards.c.kind.in_(("ticket", "trip")),
            rewards.c.happens_on.is_not(None),
        )
    )
    for row in asked.execute(found).all():
        until = _midnight_after(row.happens_on, row.zone)
        if until > row.expires_at:
            mine = sa.update(redemptions).where(redemptions.c.id == row.id)
            asked.execute(mine.values(expires_at=until, warned_at=None))


def _midnight_after(day: date, zone: str) -> datetime:
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
