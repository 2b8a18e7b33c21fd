"""Phones: every change of one, and those that could not be reached"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("after_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_phone_changes_actor_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_phone_changes_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_changes")),
    )
    op.create_index(op.f("ix_phone_changes_member_id"), "phone_changes", ["member_id"], unique=False)
    op.create_table(
        "phone_bounces",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_phone_bounces_actor_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_phone_bounces_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_phone_bounces")),
    )


def downgrade() -> None:
    op.drop_table("phone_bounces")
    op.drop_index(op.f("ix_phone_changes_member_id"), table_name="phone_changes")
    op.drop_table("phone_changes")
