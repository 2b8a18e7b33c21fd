"""Members hosted by another branch from a day to a day; categories of branches"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("organisations", sa.Column("categories", sa.JSON(none_as_null=True), nullable=True))
    _hosts(sa.PrimaryKeyConstraint("member_id", "from_on", name=op.f("pk_host_branches")), "until_on")


def downgrade() -> None:
    op.execute(
        "DELETE FROM host_branches WHERE EXISTS (SELECT 1 FROM host_branches AS later"
        " WHERE later.member_id = host_branches.member_id AND later.from_on > host_branches.from_on)"
    )
    _hosts(sa.PrimaryKeyConstraint("member_id", name=op.f("pk_host_branches")))
    op.drop_column("organisations", "categories")


def _hosts(key: sa.PrimaryKeyConstraint, *more: str) -> None:
    """Make the table anew with another key, and carry its rows over."""
    op.drop_index(op.f("ix_host_branches_branch_id"), table_name="host_branches")
    op.rename_table("host_branches", "host_branches_before")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("pk_host_branches"), "host_branches_before", type_="primary")
    op.create_table(
        "host_branches",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in more),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["organisations.id"], name=op.f("fk_host_branches_branch_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_host_branches_member_id")),
        key,
    )
    op.execute(
        "INSERT INTO host_branches (member_id, from_on, branch_id)"
        " SELECT member_id, from_on, branch_id FROM host_branches_before"
    )
    op.drop_table("host_branches_before")
    op.create_index(op.f("ix_host_branches_branch_id"), "host_branches", ["branch_id"], unique=False)
