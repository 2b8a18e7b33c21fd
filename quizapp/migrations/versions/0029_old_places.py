"""What hung below an organisation on an earlier day is found by an index, and a planned move says why it was dropped

Every span says besides its path what it hung under, and whether it ended closed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("organisation_spans", sa.Column("parent_id", sa.Integer()))
    op.add_column("organisation_spans", sa.Column("closed_on", sa.Date()))
    op.add_column("organisation_moves", sa.Column("dropped_for", sa.String(length=40)))
    _say_parents()
    closed = "(SELECT closed_on FROM organisations WHERE id = organisation_spans.organisation_id)"
    op.execute(
        f"UPDATE organisation_spans SET closed_on = {closed} WHERE until_on IS NULL OR until_on > {closed}"
    )
    op.create_index(op.f("ix_organisation_spans_parent_id"), "organisation_spans", ["parent_id"])


def _say_parents() -> None:
    """The last but one id of each path."""
    spans = sa.table("organisation_spans", sa.column("path", sa.String), sa.column("parent_id", sa.Integer))
    paths = op.get_bind().scalars(sa.select(spans.c.path).distinct()).all()
    above = [{"the_path": path, "above": int(path.split("/")[-3])} for path in paths if path.count("/") > 1]
    if above:
        change = sa.update(spans).where(spans.c.path == sa.bindparam("the_path"))
        op.get_bind().execute(change.values(parent_id=sa.bindparam("above")), above)


def downgrade() -> None:
    op.drop_index(op.f("ix_organisation_spans_parent_id"), table_name="organisation_spans")
    op.drop_column("organisation_moves", "dropped_for")
    op.drop_column("organisation_spans", "closed_on")
    op.drop_column("organisation_spans", "parent_id")
