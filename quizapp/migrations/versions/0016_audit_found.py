"""The audit trail found by verb and by who acted, without walking through it"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_rows_verb"), "audit_rows", ["verb"])
    op.create_index(op.f("ix_audit_rows_actor_id"), "audit_rows", ["actor_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_rows_actor_id"), "audit_rows")
    op.drop_index(op.f("ix_audit_rows_verb"), "audit_rows")
