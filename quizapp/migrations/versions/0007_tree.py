"""The organisation tree with a history, planned moves and settings of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = depends_on = None


def upgrade() -> None:
    json = sa.JSON(none_as_null=True)
    for column in (
        sa.Column("field", sa.String(length=40), nullable=False, server_default="other"),
        sa.Column("category", sa.String(length=40)),
        sa.Column("closed_on", sa.Date()),
        sa.Column("own_settings", json, nullable=False, server_default="{}"),
        sa.Column("rank_visibility", sa.String(length=10), nullable=False, server_default="top"),
        sa.Column("columns", json),
    ):
        op.add_column("organisations", column)
    op.create_table(
        "organisation_spans",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_spans_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "from_on", name=op.f("pk_organisation_spans")),
    )
    op.create_index(op.f("ix_organisation_spans_path"), "organisation_spans", ["path"])
    op.create_table(
        "organisation_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.Integer()),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_moves_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisations.id"], name=op.f("fk_organisation_moves_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["members.id"], name=op.f("fk_organisation_moves_planned_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_moves")),
    )
    op.create_index(op.f("ix_organisation_moves_organisation_id"), "organisation_moves", ["organisation_id"])
    # Every organisation there is has stood where it stands since it was made.
    op.execute(
        "INSERT INTO organisation_spans (organisation_id, from_on, until_on, path, name) "
        "SELECT id, CAST(created_at AS DATE), NULL, path, name FROM organisations"
        if op.get_bind().dialect.name == "postgresql"
        else "INSERT INTO organisation_spans (organisation_id, from_on, until_on, path, name) "
        "SELECT id, date(created_at), NULL, path, name FROM organisations"
    )


def downgrade() -> None:
    op.drop_table("organisation_moves")
    op.drop_table("organisation_spans")
    for name in ("columns", "rank_visibility", "own_settings", "closed_on", "category", "field"):
        op.drop_column("organisations", name)
