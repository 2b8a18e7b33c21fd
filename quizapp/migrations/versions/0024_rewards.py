"""Rewards, their stock at each site, redemptions and voucher codes"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "rewards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title_zh", sa.String(length=60), nullable=False),
        sa.Column("title_en", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=600), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("member_types", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("happens_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("limit_count", sa.Integer(), nullable=True),
        sa.Column("limit_per", sa.String(length=40), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("reserve_days", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price > 0", name=op.f("ck_rewards_price_above_nothing")),
        sa.CheckConstraint(
            "limit_count IS NULL OR limit_count > 0", name=op.f("ck_rewards_limit_above_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_rewards_organisation_id")
        ),
        sa.ForeignKeyConstraint(["picture_id"], ["uploads.id"], name=op.f("fk_rewards_picture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewards")),
        sa.UniqueConstraint("ticket", name=op.f("uq_rewards_ticket")),
    )
    op.create_index(op.f("ix_rewards_organisation_id_id"), "rewards", ["organisation_id", "id"])
    op.create_table(
        "reward_stock",
        sa.Column("reward_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("amount_left", sa.Integer(), nullable=False),
        sa.Column("amount_total", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_left >= 0", name=op.f("ck_reward_stock_never_negative")),
        sa.CheckConstraint(
            "amount_left <= amount_total", name=op.f("ck_reward_stock_never_more_than_there_was")
        ),
        sa.ForeignKeyConstraint(["reward_id"], ["rewards.id"], name=op.f("fk_reward_stock_reward_id")),
        sa.ForeignKeyConstraint(["site_id"], ["organisations.id"], name=op.f("fk_reward_stock_site_id")),
        sa.PrimaryKeyConstraint("reward_id", "site_id", name=op.f("pk_reward_stock")),
    )
    op.create_table(
        "redemptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("reward_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_by", sa.Integer(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_redemptions_member_id")),
        sa.ForeignKeyConstraint(["reward_id"], ["rewards.id"], name=op.f("fk_redemptions_reward_id")),
        sa.ForeignKeyConstraint(["site_id"], ["organisations.id"], name=op.f("fk_redemptions_site_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["members.id"], name=op.f("fk_redemptions_approver_id")),
        sa.ForeignKeyConstraint(["handed_by"], ["members.id"], name=op.f("fk_redemptions_handed_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["members.id"], name=op.f("fk_redemptions_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
        sa.UniqueConstraint("code", name=op.f("uq_redemptions_code")),
        sa.UniqueConstraint("member_id", "ticket", name=op.f("uq_redemptions_member_id_ticket")),
    )
    op.create_index(op.f("ix_redemptions_member_id_id"), "redemptions", ["member_id", "id"])
    op.create_index(op.f("ix_redemptions_reward_id_site_id"), "redemptions", ["reward_id", "site_id"])
    op.create_index(op.f("ix_redemptions_state_expires_at"), "redemptions", ["state", "expires_at"])
    op.create_table(
        "voucher_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reward_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code_index", sa.String(length=64), nullable=False),
        sa.Column("redemption_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemptions.id"], name=op.f("fk_voucher_codes_redemption_id")
        ),
        sa.ForeignKeyConstraint(["reward_id"], ["rewards.id"], name=op.f("fk_voucher_codes_reward_id")),
        sa.ForeignKeyConstraint(["site_id"], ["organisations.id"], name=op.f("fk_voucher_codes_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_codes")),
        sa.UniqueConstraint("redemption_id", name=op.f("uq_voucher_codes_redemption_id")),
        sa.UniqueConstraint("reward_id", "code_index", name=op.f("uq_voucher_codes_reward_id_code_index")),
    )
    op.create_index(
        op.f("ix_voucher_codes_reward_id_site_id_id"), "voucher_codes", ["reward_id", "site_id", "id"]
    )


def downgrade() -> None:
    for table in ("voucher_codes", "redemptions", "reward_stock", "rewards"):
        op.drop_table(table)
