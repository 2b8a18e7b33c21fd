"""Coming in: invitations made in batches and voided by the next, links to join by, and those who asked to"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = depends_on = None

OPEN = "used_at IS NULL AND voided_at IS NULL"
WAITING = "decided_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "invitation_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.CheckConstraint("codes >= 0", name=op.f("ck_invitation_batches_never_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitation_batches_organisation_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_invitation_batches_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_batches")),
        sa.UniqueConstraint("ticket", name=op.f("uq_invitation_batches_ticket")),
    )
    op.create_index(op.f("ix_invitation_batches_organisation_id"), "invitation_batches", ["organisation_id"])
    op.execute("DELETE FROM invitations")  # no step before this one could make or use any
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("batch_id", sa.Integer(), nullable=False))
        invitations.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        invitations.create_foreign_key(
            op.f("fk_invitations_batch_id"), "invitation_batches", ["batch_id"], ["id"]
        )
    op.create_index(op.f("ix_invitations_batch_id"), "invitations", ["batch_id"])
    op.create_index(
        "ix_invitations_open",
        "invitations",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.add_column(
        "organisations",
        sa.Column("joining", sa.String(length=10), nullable=False, server_default="approval"),
    )
    _create_join_tables()


def _create_join_tables() -> None:
    op.create_table(
        "join_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("member_type", sa.String(length=30), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_join_links_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_type"], ["member_types.key"], name=op.f("fk_join_links_member_type")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_join_links_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_links")),
        sa.UniqueConstraint("code", name=op.f("uq_join_links_code")),
    )
    op.create_index(op.f("ix_join_links_organisation_id"), "join_links", ["organisation_id"])
    op.create_table(
        "join_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=True),
        sa.Column("sign_in_name", sa.String(length=64), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["join_links.id"], name=op.f("fk_join_requests_link_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_join_requests_member_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_join_requests_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_requests")),
        sa.UniqueConstraint("handle", name=op.f("uq_join_requests_handle")),
    )
    op.create_index(op.f("ix_join_requests_link_id"), "join_requests", ["link_id"])
    op.create_index(op.f("ix_join_requests_member_id"), "join_requests", ["member_id"])
    op.create_index(
        "ix_join_requests_waiting",
        "join_requests",
        ["sign_in_name"],
        unique=True,
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )


def downgrade() -> None:
    op.drop_table("join_requests")
    op.drop_table("join_links")
    op.drop_column("organisations", "joining")
    op.drop_index("ix_invitations_open", table_name="invitations")
    op.drop_index(op.f("ix_invitations_batch_id"), table_name="invitations")
    with op.batch_alter_table("invitations") as invitations:
        invitations.drop_constraint(op.f("fk_invitations_batch_id"), type_="foreignkey")
        invitations.drop_column("voided_at")
        invitations.drop_column("batch_id")
    op.drop_table("invitation_batches")
