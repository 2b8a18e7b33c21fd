"""A second person for large adjustments, closed days with their digests, leave and outage days"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = depends_on = None

# Tables whose rows the database itself refuses to change or remove, and what it says.
STAYING = {"points_digests": "digests stay as written", "points_limits": "limits stay as written"}
FORBIDDEN = ("UPDATE", "DELETE")
APPROVER = "fk_points_entries_approver_id"


def forbid_changes(table: str, says: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in FORBIDDEN:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{says}'; END $$"
    )
    for verb in FORBIDDEN:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_stay()"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stay()"
    )


def close_days() -> None:
    """Refuse an entry whose day is closed, or lies before one that is."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER points_entries_day_open BEFORE INSERT ON points_entries "
            "WHEN EXISTS (SELECT 1 FROM points_digests WHERE day >= NEW.day) "
            "BEGIN SELECT RAISE(ABORT, 'the books of this day are closed'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION points_entries_day_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM points_digests WHERE day >= NEW.day) THEN "
        "RAISE EXCEPTION 'the books of this day are closed'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER points_entries_day_open BEFORE INSERT ON points_entries "
        "FOR EACH ROW EXECUTE FUNCTION points_entries_day_open()"
    )


def open_days() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER points_entries_day_open")
        return
    op.execute("DROP TRIGGER points_entries_day_open ON points_entries")
    op.execute("DROP FUNCTION points_entries_day_open()")


def upgrade() -> None:
    # Written out: adding a reference by Alembic's batch would make SQLite's table anew, without its triggers.
    op.execute(
        f"ALTER TABLE points_entries ADD COLUMN approver_id INTEGER CONSTRAINT {APPROVER} REFERENCES members (id)"
    )
    op.create_index(op.f("ix_points_entries_day_id"), "points_entries", ["day", "id"])
    op.create_table(
        "points_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_points_proposals_amount_not_zero")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_points_proposals_actor_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_points_proposals_decided_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_proposals_member_id")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["points_entries.id"], name=op.f("fk_points_proposals_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_proposals")),
        sa.UniqueConstraint("ticket", name=op.f("uq_points_proposals_ticket")),
    )
    op.create_index(op.f("ix_points_proposals_member_id"), "points_proposals", ["member_id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ux_points_proposals_waiting",
        "points_proposals",
        ["reverses_id"],
        unique=True,
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.create_table(
        "points_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("most >= 0", name=op.f("ck_points_limits_never_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_limits")),
    )
    op.create_table(
        "points_digests",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_points_digests")),
    )
    op.create_table(
        "points_leaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        *_days(),
        sa.Column("reason", sa.String(length=200), nullable=True),
        *_acts("points_leaves"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_points_leaves_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_leaves")),
    )
    op.create_index(op.f("ix_points_leaves_member_id_last_on"), "points_leaves", ["member_id", "last_on"])
    op.create_table(
        "points_outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        *_days(),
        sa.Column("reason", sa.String(length=200), nullable=False),
        *_acts("points_outages"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_points_outages_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_outages")),
    )
    op.create_index(op.f("ix_points_outages_organisation_id"), "points_outages", ["organisation_id"])
    for table, says in STAYING.items():
        forbid_changes(table, says)
    close_days()


def _days() -> tuple[sa.Column[object], ...]:
    return sa.Column("from_on", sa.Date(), nullable=False), sa.Column("last_on", sa.Date(), nullable=False)


def _acts(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_on <= last_on", name=op.f(f"ck_{table}_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f(f"fk_{table}_actor_id")),
    )


def downgrade() -> None:
    open_days()
    op.drop_table("points_outages")
    op.drop_table("points_leaves")
    op.drop_table("points_digests")
    op.drop_table("points_limits")
    op.drop_table("points_proposals")
    op.drop_index(op.f("ix_points_entries_day_id"), table_name="points_entries")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE points_entries DROP COLUMN approver_id")
        return
    for table in STAYING:
        op.execute(f"DROP FUNCTION {table}_stay()")
    op.drop_column("points_entries", "approver_id")
