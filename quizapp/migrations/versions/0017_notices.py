"""Notices to members; members of a branch found by how far they have come"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("slot BETWEEN 1 AND 3", name=op.f("ck_notices_not_too_many_a_day")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_notices_member_id")),
        sa.ForeignKeyConstraint(["sender_id"], ["members.id"], name=op.f("fk_notices_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_notices_member_id_key")),
        sa.UniqueConstraint("member_id", "day", "slot", name=op.f("uq_notices_member_id_day_slot")),
    )
    op.create_index(op.f("ix_notices_member_id_id"), "notices", ["member_id", "id"])
    op.create_index(
        op.f("ix_members_branch_id_state_id"), "members", ["branch_id", "state", "id"], unique=False
    )
    op.drop_index(op.f("ix_members_branch_id"), table_name="members")


def downgrade() -> None:
    op.create_index(op.f("ix_members_branch_id"), "members", ["branch_id"], unique=False)
    op.drop_index(op.f("ix_members_branch_id_state_id"), table_name="members")
    op.drop_index(op.f("ix_notices_member_id_id"), table_name="notices")
    op.drop_table("notices")
