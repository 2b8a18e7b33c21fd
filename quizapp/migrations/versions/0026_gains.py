"""Most improved by member type, and what its heads were counted from

The worker counts them anew within the hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = depends_on = None

GAINED = "+"  # what stood in place of a member type


def upgrade() -> None:
    op.create_table(
        "points_gained",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.CheckConstraint("heads > 0", name=op.f("ck_points_gained_heads_above_nothing")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_points_gained_organisation_id")
        ),
        sa.PrimaryKeyConstraint(
            *("period", "starts_on", "kind", "organisation_id", "width", "score"),
            name=op.f("pk_points_gained"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "points_gained_runs",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.CheckConstraint("entries >= 0", name=op.f("ck_points_gained_runs_entries_never_negative")),
        sa.CheckConstraint("moves >= 0", name=op.f("ck_points_gained_runs_moves_never_negative")),
        sa.PrimaryKeyConstraint("period", "starts_on", name=op.f("pk_points_gained_runs")),
    )
    op.create_table(
        "points_tally_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_points_tally_moves_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_tally_moves")),
    )
    _forget_old()


def _forget_old() -> None:
    heads = sa.table("points_standings", sa.column("kind", sa.String()))
    runs = sa.table("points_tally_runs", sa.column("name", sa.String()))
    op.execute(sa.delete(heads).where(heads.c.kind == GAINED))
    op.execute(sa.delete(runs).where(runs.c.name == "gains"))


def downgrade() -> None:
    for table in ("points_tally_moves", "points_gained_runs", "points_gained"):
        op.drop_table(table)
