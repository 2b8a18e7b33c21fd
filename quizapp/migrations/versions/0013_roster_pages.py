"""Rosters sent by a page: the file until it is applied, and the press that applied it"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("roster_imports", sa.Column("ticket", sa.String(length=64)))
    op.create_index(op.f("ix_roster_imports_ticket"), "roster_imports", ["ticket"], unique=True)
    op.create_table(
        "roster_parts",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["roster_imports.id"], name=op.f("fk_roster_parts_import_id")),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_roster_parts")),
    )


def downgrade() -> None:
    op.drop_table("roster_parts")
    op.drop_index(op.f("ix_roster_imports_ticket"), table_name="roster_imports")
    op.drop_column("roster_imports", "ticket")
