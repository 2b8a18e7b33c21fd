"""Boards of the quarter and the year: their rows drawn from those of the months

The worker folds them into the counts of organisations afterwards.
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


def upgrade() -> None:
    _draw_longer_spans()


def downgrade() -> None:
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
