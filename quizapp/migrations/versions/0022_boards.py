"""Boards of the quarter and the year, drawn from the months; heads per score above the branch

The worker folds every score into counts and boards afterwards.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = depends_on = None

MONTHS = {"quarter": 3, "year": 12}
# Who earned first in a span decides the type of a row, and in which of two branches someone counts: the earliest month knows.
DRAWN = """
    INSERT INTO points_scores (branch_id, period, starts_on, member_id, score, visits, learned, member_type, counted, folded)
    SELECT s.branch_id, :period, :start, s.member_id, SUM(s.score), SUM(s.visits), SUM(s.learned),
        MAX(CASE WHEN s.starts_on = here.since THEN s.member_type END),
        MAX(CASE WHEN s.counted AND s.starts_on = anywhere.since THEN 1 ELSE 0 END) = 1,
        :waiting
    FROM points_scores s
    JOIN (
        SELECT branch_id, member_id, MIN(starts_on) AS since FROM points_scores
        WHERE period = 'month' AND starts_on BETWEEN :start AND :last GROUP BY branch_id, member_id
    ) here ON here.branch_id = s.branch_id AND here.member_id = s.member_id
    JOIN (
        SELECT member_id, MIN(starts_on) AS since FROM points_scores
        WHERE period = 'month' AND starts_on BETWEEN :start AND :last GROUP BY member_id
    ) anywhere ON anywhere.member_id = s.member_id
    WHERE s.period = 'month' AND s.starts_on BETWEEN :start AND :last
    GROUP BY s.branch_id, s.member_id
"""


BOARD = (
    ("period", sa.String(length=8)),
    ("starts_on", sa.Date()),
    ("kind", sa.String(length=30)),
    ("organisation_id", sa.Integer()),
)


def upgrade() -> None:
    shown = sa.Column("name_shown_since", sa.DateTime(timezone=True), nullable=True)
    op.add_column("members", shown)
    _draw_longer_spans()
    for name in ("ranked", "ranked_before"):
        column = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        op.add_column("points_scores", column)
    elsewhere = sa.column("counted", sa.Boolean()).is_(sa.false())
    op.create_index(
        "ix_points_scores_elsewhere",
        "points_scores",
        ["member_id"],
        postgresql_where=elsewhere,
        sqlite_where=elsewhere,
    )
    _create_boards()
    scores = sa.table("points_scores", sa.column("folded", sa.Boolean()))
    op.execute(sa.update(scores).values(folded=sa.false()))


def _create_boards() -> None:
    _create_board("points_standings", ("width", "score"), "heads")
    _create_board("points_leaders", ("member_id",), "score")
    op.create_index("ix_points_leaders_member_id", "points_leaders", ["member_id"])
    empty = sa.column("heads", sa.Integer()) == 0
    op.create_index(
        "ix_points_standings_empty",
        "points_standings",
        ["heads"],
        postgresql_where=empty,
        sqlite_where=empty,
    )


def _create_board(table: str, key: tuple[str, ...], value: str) -> None:
    members = [
        sa.ForeignKeyConstraint([name], ["members.id"], name=op.f(f"fk_{table}_{name}"))
        for name in key
        if name == "member_id"
    ]
    op.create_table(
        table,
        *(sa.Column(name, kind, nullable=False) for name, kind in BOARD),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*key, value)),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f(f"fk_{table}_organisation_id")
        ),
        *members,
        sa.PrimaryKeyConstraint(*(name for name, _ in BOARD), *key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("points_leaders", "points_standings"):
        op.drop_table(table)
    op.drop_index("ix_points_scores_elsewhere", table_name="points_scores")
    for name in ("ranked_before", "ranked"):
        op.drop_column("points_scores", name)
    op.drop_column("members", "name_shown_since")
    for name in ("points_tallies", "points_scores"):
        longer = sa.table(name, sa.column("period", sa.String()))
        op.execute(sa.delete(longer).where(longer.c.period.in_(list(MONTHS))))


def _draw_longer_spans() -> None:
    connection = op.get_bind()
    scores = sa.table("points_scores", sa.column("period", sa.String()), sa.column("starts_on", sa.Date()))
    months = connection.scalars(
        sa.select(scores.c.starts_on).where(scores.c.period == "month").distinct()
    ).all()
    drawn = sa.text(DRAWN).bindparams(
        sa.bindparam("start", type_=sa.Date()),
        sa.bindparam("last", type_=sa.Date()),
        sa.bindparam("waiting", type_=sa.Boolean()),
    )
    for period, length in MONTHS.items():
        for start in sorted({_start(month, length) for month in months}):
            last = (start + length * timedelta(days=31)).replace(day=1) - timedelta(days=1)
            asked = {"period": period, "start": start, "last": last, "waiting": False}
            connection.execute(drawn, asked)


def _start(month: date, length: int) -> date:
    return month.replace(month=month.month - (month.month - 1) % length)
