"""Names that a roster changed stand in the same history as those changed by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("name_changes") as names:
        names.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        names.create_foreign_key(op.f("fk_name_changes_import_id"), "roster_imports", ["import_id"], ["id"])


def downgrade() -> None:
    # What a roster changed would be taken for changed by hand, and its actor for whoever did so.
    op.execute("DELETE FROM name_changes WHERE import_id IS NOT NULL")
    with op.batch_alter_table("name_changes") as names:
        names.drop_constraint(op.f("fk_name_changes_import_id"), type_="foreignkey")
        names.drop_column("import_id")
