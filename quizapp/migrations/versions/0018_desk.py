"""What members were called before; the parts of names by which members are found"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = depends_on = None


def _sign_by_sign(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "name_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_name_changes_actor_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_name_changes_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_changes")),
    )
    op.create_index(op.f("ix_name_changes_member_id"), "name_changes", ["member_id"])

    op.create_table(
        "member_words",
        sa.Column("word", _sign_by_sign(12), nullable=False),
        sa.Column("place", _sign_by_sign(255), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_words_member_id")),
        sa.PrimaryKeyConstraint("word", "place", "member_id", name=op.f("pk_member_words")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_member_words_member_id"), "member_words", ["member_id"])
    op.create_table(
        "member_words_due",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_member_words_due_branch_id")
        ),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_member_words_due")),
    )
    # The worker draws the parts of the names that are there.
    op.execute("INSERT INTO member_words_due (branch_id) SELECT id FROM organisations WHERE is_branch")


def downgrade() -> None:
    op.drop_table("member_words_due")
    op.drop_index(op.f("ix_member_words_member_id"), table_name="member_words")
    op.drop_table("member_words")
    op.drop_index(op.f("ix_name_changes_member_id"), table_name="name_changes")
    op.drop_table("name_changes")
