"""Pictures that members send, and how much each sends in a day"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.Column("loose_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_uploads_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("handle", name=op.f("uq_uploads_handle")),
    )
    loose = sa.text("loose_since IS NOT NULL")
    op.create_index(
        "ix_uploads_loose_since", "uploads", ["loose_since"], postgresql_where=loose, sqlite_where=loose
    )
    op.create_table(
        "upload_days",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.CheckConstraint("files >= 0 AND bytes >= 0", name=op.f("ck_upload_days_never_negative")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_upload_days_member_id")),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_upload_days")),
    )


def downgrade() -> None:
    op.drop_table("upload_days")
    op.drop_index("ix_uploads_loose_since", table_name="uploads")
    op.drop_table("uploads")
