"""Members: where they belonged, invitations, and rosters on their way in"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("roster_key", sa.String(length=60)))
    op.add_column(
        "members", sa.Column("kept_fields", sa.JSON(none_as_null=True), nullable=False, server_default="[]")
    )
    op.create_index(op.f("ix_members_roster_key"), "members", ["roster_key"], unique=True)
    op.create_table(
        "headcounts",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.CheckConstraint("heads >= 0", name=op.f("ck_headcounts_never_negative")),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_headcounts_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "from_on", name=op.f("pk_headcounts")),
    )
    op.create_table(
        "member_spans",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("member_type", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_member_spans_branch_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_spans_member_id")),
        sa.ForeignKeyConstraint(
            ["member_type"], ["member_types.key"], name=op.f("fk_member_spans_member_type")
        ),
        sa.PrimaryKeyConstraint("member_id", "from_on", name=op.f("pk_member_spans")),
    )
    op.create_index(op.f("ix_member_spans_branch_id"), "member_spans", ["branch_id"], unique=False)
    op.create_table(
        "host_branches",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_host_branches_branch_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_host_branches_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_host_branches")),
    )
    op.create_index(op.f("ix_host_branches_branch_id"), "host_branches", ["branch_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("code_index", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_invitations_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_index", name=op.f("uq_invitations_code_index")),
    )
    op.create_index(op.f("ix_invitations_member_id"), "invitations", ["member_id"], unique=False)
    op.create_table(
        "roster_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staged", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_roster_imports_actor_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_roster_imports_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_imports")),
    )
    op.create_index(
        op.f("ix_roster_imports_organisation_id"), "roster_imports", ["organisation_id"], unique=False
    )
    op.create_table(
        "roster_rows",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("roster_key", sa.String(length=60), nullable=True),
        sa.Column("sign_in_name", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("member_type", sa.String(length=30), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("complaint_column", sa.String(length=60), nullable=True),
        sa.Column("complaint", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_roster_rows_branch_id")),
        sa.ForeignKeyConstraint(["import_id"], ["roster_imports.id"], name=op.f("fk_roster_rows_import_id")),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_roster_rows")),
    )
    op.create_index(
        op.f("ix_roster_rows_import_id_roster_key"), "roster_rows", ["import_id", "roster_key"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_roster_rows_import_id_roster_key"), table_name="roster_rows")
    op.drop_table("roster_rows")
    op.drop_index(op.f("ix_roster_imports_organisation_id"), table_name="roster_imports")
    op.drop_table("roster_imports")
    op.drop_index(op.f("ix_invitations_member_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_index(op.f("ix_host_branches_branch_id"), table_name="host_branches")
    op.drop_table("host_branches")
    op.drop_index(op.f("ix_member_spans_branch_id"), table_name="member_spans")
    op.drop_table("member_spans")
    op.drop_table("headcounts")
    op.drop_index(op.f("ix_members_roster_key"), table_name="members")
    op.drop_column("members", "kept_fields")
    op.drop_column("members", "roster_key")
