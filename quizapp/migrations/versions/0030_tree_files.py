"""Files of organisations that wait to be applied"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "tree_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("applied_at", instant),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_tree_files_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_files")),
    )
    op.create_index(op.f("ix_tree_files_organisation_id"), "tree_files", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("tree_files")
