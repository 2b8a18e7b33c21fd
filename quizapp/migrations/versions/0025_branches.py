"""Branches by what they earned in a span, and by their heads"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = depends_on = None

BRANCHES = {"sqlite_where": sa.text("whole IS 0"), "postgresql_where": sa.text("whole IS false")}
NOW = {
    "sqlite_where": sa.text("whole IS 0 AND until_on IS NULL"),
    "postgresql_where": sa.text("whole IS false AND until_on IS NULL"),
}


def upgrade() -> None:
    earned = ["period", "starts_on", "member_type", "earned", "organisation_id"]
    op.create_index("ix_points_tallies_branches", "points_tallies", earned, **BRANCHES)
    heads = ["member_type", "organisation_id", "activated"]
    op.create_index("ix_points_heads_branches", "points_heads", heads, **NOW)


def downgrade() -> None:
    op.drop_index("ix_points_heads_branches", table_name="points_heads")
    op.drop_index("ix_points_tallies_branches", table_name="points_tallies")
