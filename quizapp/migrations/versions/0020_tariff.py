"""Changes of the tariff: proposals, what organisations add, simulations; rules and additions stay as written"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = depends_on = None

KEPT = {"points_rules": "rules of the tariff", "points_additions": "additions to the tariff"}
FORBIDDEN = ("UPDATE", "DELETE")
ADDITION = "ALTER TABLE points_entries ADD COLUMN addition_id INTEGER CONSTRAINT fk_points_entries_addition_id REFERENCES points_additions (id)"


def forbid_changes(table: str, what: str) -> None:
    """Have the database itself refuse to change or remove a row, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in FORBIDDEN:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{what} stay as written'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{what} stay as written'; END $$"
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


def allow_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in FORBIDDEN:
            op.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")
        return
    for verb in (*FORBIDDEN, "TRUNCATE"):
        op.execute(f"DROP TRIGGER {table}_no_{verb.lower()} ON {table}")
    op.execute(f"DROP FUNCTION {table}_stay()")


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisations.id"], name=op.f(f"fk_{table}_organisation_id")
    )


def _create_additions() -> None:
    op.create_table(
        "points_additions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("points >= 0 AND cap >= 0", name=op.f("ck_points_additions_never_takes_away")),
        _of_organisation("points_additions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_additions")),
        sa.UniqueConstraint(
            "organisation_id",
            "code",
            "version",
            name=op.f("uq_points_additions_organisation_id_code_version"),
        ),
    )


def _create_proposals() -> None:
    second = "state IN ('open', 'withdrawn') OR proposer_id <> decider_id"
    members = {
        name: sa.ForeignKeyConstraint([name], ["members.id"], name=op.f(f"fk_points_tariff_proposals_{name}"))
        for name in ("proposer_id", "decider_id")
    }
    op.create_table(
        "points_tariff_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("adds", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=True),
        sa.CheckConstraint(second, name=op.f("ck_points_tariff_proposals_second_person")),
        _of_organisation("points_tariff_proposals"),
        *members.values(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_tariff_proposals")),
        sa.UniqueConstraint("ticket", name=op.f("uq_points_tariff_proposals_ticket")),
    )
    op.create_index(
        op.f("ix_points_tariff_proposals_organisation_id_adds_id"),
        "points_tariff_proposals",
        ["organisation_id", "adds", "id"],
    )
    op.create_table(
        "points_simulations",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["points_tariff_proposals.id"], name=op.f("fk_points_simulations_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_points_simulations")),
    )


def upgrade() -> None:
    _create_additions()
    op.execute(
        ADDITION
    )  # as SQLite writes it, too: adding a column leaves the ledger's rows and triggers alone
    _create_proposals()
    for table, what in KEPT.items():
        forbid_changes(table, what)


def downgrade() -> None:
    for table in KEPT:
        allow_changes(table)
    for table in ("points_simulations", "points_tariff_proposals"):
        op.drop_table(table)
    op.drop_column("points_entries", "addition_id")
    op.drop_table("points_additions")
