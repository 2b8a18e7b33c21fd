"""What waits for a second person is found without reading what was decided"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = depends_on = None

INDEXES = (("points_proposals", "member_id"), ("points_tariff_proposals", "organisation_id"))


def upgrade() -> None:
    for table, whose in INDEXES:
        op.create_index(op.f(f"ix_{table}_state_{whose}"), table, ["state", whose])


def downgrade() -> None:
    for table, whose in INDEXES:
        op.drop_index(op.f(f"ix_{table}_state_{whose}"), table_name=table)
