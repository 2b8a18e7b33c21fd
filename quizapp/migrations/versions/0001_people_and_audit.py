"""Organisations, members, grants, sign-ins and the audit trail"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = depends_on = None

FORBIDDEN = ("UPDATE", "DELETE")


def forbid_changes() -> None:
    """Have the database itself refuse to change or remove a row, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in FORBIDDEN:
            op.execute(
                f"CREATE TRIGGER audit_rows_no_{verb.lower()} BEFORE {verb} ON audit_rows "
                "BEGIN SELECT RAISE(ABORT, 'audit rows stay as written'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_rows_stay() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit rows stay as written'; END $$"
    )
    for verb in FORBIDDEN:
        op.execute(
            f"CREATE TRIGGER audit_rows_no_{verb.lower()} BEFORE {verb} ON audit_rows "
            "FOR EACH ROW EXECUTE FUNCTION audit_rows_stay()"
        )
    op.execute(
        "CREATE TRIGGER audit_rows_no_truncate BEFORE TRUNCATE ON audit_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_rows_stay()"
    )


def allow_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in FORBIDDEN:
            op.execute(f"DROP TRIGGER audit_rows_no_{verb.lower()}")
        return
    for verb in (*FORBIDDEN, "TRUNCATE"):
        op.execute(f"DROP TRIGGER audit_rows_no_{verb.lower()} ON audit_rows")
    op.execute("DROP FUNCTION audit_rows_stay()")


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("is_branch", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("content_language", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code", name=op.f("uq_organisations_code")),
        sa.UniqueConstraint("path", name=op.f("uq_organisations_path")),
    )
    op.create_index(op.f("ix_organisations_parent_id"), "organisations", ["parent_id"], unique=False)
    op.create_table(
        "member_types",
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("title_zh", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.String(length=40), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_member_types")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_in_name", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("member_type", sa.String(length=30), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("interface_language", sa.String(length=10), nullable=True),
        sa.Column("content_language", sa.String(length=10), nullable=True),
        sa.Column("large_type", sa.Boolean(), nullable=False),
        sa.Column("theme", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_members_branch_id")),
        sa.ForeignKeyConstraint(["member_type"], ["member_types.key"], name=op.f("fk_members_member_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_members_phone_index")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_members_sign_in_name")),
    )
    op.create_index(op.f("ix_members_branch_id"), "members", ["branch_id"], unique=False)
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_grants_member_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_grants_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint(
            "member_id", "role", "organisation_id", name=op.f("uq_grants_member_id_role_organisation_id")
        ),
    )
    op.create_index(op.f("ix_grants_organisation_id"), "grants", ["organisation_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sign_ins_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_ins_token_digest")),
    )
    op.create_index(op.f("ix_sign_ins_member_id"), "sign_ins", ["member_id"], unique=False)
    op.create_table(
        "sign_in_failures",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_sign_in_failures_never_negative")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "audit_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_audit_rows_actor_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_audit_rows_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_rows")),
    )
    op.create_index(op.f("ix_audit_rows_at"), "audit_rows", ["at"], unique=False)
    op.create_index(op.f("ix_audit_rows_organisation_id"), "audit_rows", ["organisation_id"], unique=False)
    forbid_changes()


def downgrade() -> None:
    allow_changes()
    op.drop_index(op.f("ix_audit_rows_organisation_id"), table_name="audit_rows")
    op.drop_index(op.f("ix_audit_rows_at"), table_name="audit_rows")
    op.drop_table("audit_rows")
    op.drop_table("sign_in_failures")
    op.drop_index(op.f("ix_sign_ins_member_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_grants_organisation_id"), table_name="grants")
    op.drop_table("grants")
    op.drop_index(op.f("ix_members_branch_id"), table_name="members")
    op.drop_table("members")
    op.drop_table("member_types")
    op.drop_index(op.f("ix_organisations_parent_id"), table_name="organisations")
    op.drop_table("organisations")
