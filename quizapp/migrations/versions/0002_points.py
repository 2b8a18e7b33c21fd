"""The points ledger and its sums"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = depends_on = None

FORBIDDEN = ("UPDATE", "DELETE")


def forbid_changes() -> None:
    """Have the database itself refuse to change or remove a row, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in FORBIDDEN:
            op.execute(
                f"CREATE TRIGGER points_entries_no_{verb.lower()} BEFORE {verb} ON points_entries "
                "BEGIN SELECT RAISE(ABORT, 'points entries stay as written'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION points_entries_stay() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'points entries stay as written'; END $$"
    )
    for verb in FORBIDDEN:
        op.execute(
            f"CREATE TRIGGER points_entries_no_{verb.lower()} BEFORE {verb} ON points_entries "
            "FOR EACH ROW EXECUTE FUNCTION points_entries_stay()"
        )
    op.execute(
        "CREATE TRIGGER points_entries_no_truncate BEFORE TRUNCATE ON points_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION points_entries_stay()"
    )


def allow_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in FORBIDDEN:
            op.execute(f"DROP TRIGGER points_entries_no_{verb.lower()}")
        return
    for verb in (*FORBIDDEN, "TRUNCATE"):
        op.execute(f"DROP TRIGGER points_entries_no_{verb.lower()} ON points_entries")
    op.execute("DROP FUNCTION points_entries_stay()")


def upgrade() -> None:
    op.create_table(
        "points_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("once_per", sa.String(length=40), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("cap_per", sa.String(length=40), nullable=True),
        sa.Column("weekdays", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("tiers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_types", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_rules")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_points_rules_code_version")),
    )
    op.create_table(
        "points_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("member_type", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_key", sa.String(length=100), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_points_entries_amount_not_zero")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_points_entries_actor_id")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["organisations.id"], name=op.f("fk_points_entries_branch_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_entries_member_id")),
        sa.ForeignKeyConstraint(
            ["member_type"], ["member_types.key"], name=op.f("fk_points_entries_member_type")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["points_entries.id"], name=op.f("fk_points_entries_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_points_entries_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_points_entries_reverses_id")),
    )
    op.create_index(
        op.f("ix_points_entries_member_id_day"), "points_entries", ["member_id", "day"], unique=False
    )
    op.create_table(
        "points_balances",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.CheckConstraint("available = 0 OR owed = 0", name=op.f("ck_points_balances_one_of_them_zero")),
        sa.CheckConstraint("available >= 0", name=op.f("ck_points_balances_available_never_negative")),
        sa.CheckConstraint("owed >= 0", name=op.f("ck_points_balances_owed_never_negative")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_balances_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_points_balances")),
    )
    op.create_table(
        "points_caps",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_points_caps_never_negative")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_caps_member_id")),
        sa.PrimaryKeyConstraint("member_id", "code", "starts_on", name=op.f("pk_points_caps")),
    )
    op.create_table(
        "points_scores",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_points_scores_branch_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_scores_member_id")),
        sa.PrimaryKeyConstraint(
            "branch_id", "period", "starts_on", "member_id", name=op.f("pk_points_scores")
        ),
    )
    op.create_index(
        "ix_points_scores_member", "points_scores", ["member_id", "period", "starts_on"], unique=False
    )
    op.create_index(
        "ix_points_scores_order",
        "points_scores",
        ["branch_id", "period", "starts_on", sa.literal_column("score DESC")],
        unique=False,
    )
    op.create_table(
        "points_study_days",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("learned", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("bridged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_study_days_member_id")),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_points_study_days")),
    )
    op.create_table(
        "points_unpaid",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("object_key", sa.String(length=100), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_unpaid_member_id")),
        sa.PrimaryKeyConstraint("member_id", "day", "code", "object_key", name=op.f("pk_points_unpaid")),
    )
    forbid_changes()


def downgrade() -> None:
    allow_changes()
    op.drop_table("points_unpaid")
    op.drop_table("points_study_days")
    op.drop_index("ix_points_scores_order", table_name="points_scores")
    op.drop_index("ix_points_scores_member", table_name="points_scores")
    op.drop_table("points_scores")
    op.drop_table("points_caps")
    op.drop_table("points_balances")
    op.drop_index(op.f("ix_points_entries_member_id_day"), table_name="points_entries")
    op.drop_table("points_entries")
    op.drop_table("points_rules")
