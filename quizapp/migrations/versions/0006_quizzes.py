"""Quiz attempts"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("quiz_key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("paper", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("responses", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("right_count", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "score >= 0 AND right_count >= 0 AND answered >= 0", name=op.f("ck_attempts_never_negative")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_attempts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("handle", name=op.f("uq_attempts_handle")),
        sa.UniqueConstraint(
            "member_id", "quiz_key", "number", name=op.f("uq_attempts_member_id_quiz_key_number")
        ),
    )
    op.create_index(op.f("ix_attempts_member_id_id"), "attempts", ["member_id", "id"], unique=False)
    op.create_index(
        "ix_attempts_open_day",
        "attempts",
        ["day"],
        unique=False,
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )
    op.create_index(
        "ix_attempts_one_open",
        "attempts",
        ["member_id", "quiz_key"],
        unique=True,
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_attempts_one_open",
        table_name="attempts",
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )
    op.drop_index(
        "ix_attempts_open_day",
        table_name="attempts",
        sqlite_where=sa.text("state = 'in_progress'"),
        postgresql_where=sa.text("state = 'in_progress'"),
    )
    op.drop_index(op.f("ix_attempts_member_id_id"), table_name="attempts")
    op.drop_table("attempts")
