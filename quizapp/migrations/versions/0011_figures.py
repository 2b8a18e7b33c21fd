"""Figures at rest: who visited and learned, and counts of organisations folded from it

After this step `quizapp points rebuild` draws visits and learning from the entries that were there before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = depends_on = None

TYPE_OF_MEMBER = (
    "UPDATE points_scores SET member_type = (SELECT member_type FROM members WHERE id = member_id)"
)


def upgrade() -> None:
    op.add_column(
        "points_scores", sa.Column("member_type", sa.String(length=30), nullable=False, server_default="")
    )
    for name, default in (("visits", "0"), ("learned", "0")):
        column = sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        op.add_column("points_scores", column)
    for name, truth in (("counted", sa.true()), ("folded", sa.false())):
        column = sa.Column(name, sa.Boolean(), nullable=False, server_default=truth)
        op.add_column("points_scores", column)
    op.execute(TYPE_OF_MEMBER)
    waiting = sa.column("folded", sa.Boolean()).is_(sa.false())
    op.create_index(
        "ix_points_scores_unfolded",
        "points_scores",
        ["branch_id"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    _create_counts()


def _create_counts() -> None:
    counted = sa.ForeignKeyConstraint, ["organisation_id"], ["organisations.id"]
    op.create_table(
        "points_tallies",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("member_type", sa.String(length=30), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("visited", "participated", "earned")),
        counted[0](*counted[1:], name=op.f("fk_points_tallies_organisation_id")),
        sa.PrimaryKeyConstraint(
            "organisation_id", "whole", "member_type", "period", "starts_on", name=op.f("pk_points_tallies")
        ),
    )
    sums = ("headcount", "members", "registered", "activated", "activated_members")
    op.create_table(
        "points_heads",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("member_type", sa.String(length=30), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in sums),
        counted[0](*counted[1:], name=op.f("fk_points_heads_organisation_id")),
        sa.PrimaryKeyConstraint(
            "organisation_id", "whole", "member_type", "from_on", name=op.f("pk_points_heads")
        ),
    )
    op.create_table(
        "points_tally_places",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        counted[0](*counted[1:], name=op.f("fk_points_tally_places_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_points_tally_places")),
    )
    op.create_table(
        "points_tally_runs",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_points_tally_runs")),
    )


def downgrade() -> None:
    for table in ("points_tally_runs", "points_tally_places", "points_heads", "points_tallies"):
        op.drop_table(table)
    op.drop_index("ix_points_scores_unfolded", table_name="points_scores")
    for name in ("folded", "counted", "learned", "visits", "member_type"):
        op.drop_column("points_scores", name)
