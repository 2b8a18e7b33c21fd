"""Organisations whose people are to be counted again, marked by the database"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = depends_on = None

AT_ONCE = "1970-01-01"
COUNTED = ("branch_id", "member_type", "state", "registered_at", "activated_at")
WAYS = ("insert", "update", "delete")
MARK = "INSERT INTO organisations_to_count (organisation_id, due_on)"


def mark_in_sqlite() -> None:
    """Row by row, and once: whoever writes is alone, so that a mark that stands will be taken after this."""
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in COUNTED)
    sides = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
    for way, rows in sides.items():
        when = f"OF {', '.join(COUNTED)} ON members WHEN {changed}" if way == "update" else "ON members"
        people = [(f"{row}.branch_id", f"'{AT_ONCE}'") for row in rows]
        _trigger_in_sqlite(f"members_to_count_{way}", f"AFTER {way.upper()} {when}", people)
        days = [(f"{row}.branch_id", f"{row}.from_on") for row in rows]
        _trigger_in_sqlite(f"headcounts_to_count_{way}", f"AFTER {way.upper()} ON headcounts", days)
    op.execute(
        "CREATE TRIGGER member_types_to_count_update AFTER UPDATE OF is_member ON member_types BEGIN "
        f"{MARK} SELECT DISTINCT branch_id, '{AT_ONCE}' FROM members WHERE member_type = NEW.key; END"
    )


def _trigger_in_sqlite(name: str, event: str, marks: list[tuple[str, str]]) -> None:
    steps = " ".join(
        f"{MARK} SELECT {place}, {day} WHERE NOT EXISTS "
        f"(SELECT 1 FROM organisations_to_count WHERE organisation_id = {place} AND due_on = {day});"
        for place, day in marks
    )
    op.execute(f"CREATE TRIGGER {name} {event} BEGIN {steps} END")


def mark_in_postgresql() -> None:
    """Statement by statement, and always anew: a mark that stands may be on its way out in another transaction."""
    columns = ("id", *COUNTED)
    before, after = (", ".join(f"{row}.{name}" for name in columns) for row in ("old_rows", "new_rows"))
    changed = f"old_rows JOIN new_rows ON old_rows.id = new_rows.id AND ({before}) IS DISTINCT FROM ({after})"
    _function(
        "members_to_count",
        insert=f"SELECT DISTINCT branch_id, DATE '{AT_ONCE}' FROM new_rows",
        update=f"SELECT old_rows.branch_id, DATE '{AT_ONCE}' FROM {changed} "
        f"UNION SELECT new_rows.branch_id, DATE '{AT_ONCE}' FROM {changed}",
        delete=f"SELECT DISTINCT branch_id, DATE '{AT_ONCE}' FROM old_rows",
    )
    _function(
        "headcounts_to_count",
        insert="SELECT branch_id, from_on FROM new_rows",
        update="SELECT branch_id, from_on FROM old_rows UNION SELECT branch_id, from_on FROM new_rows",
        delete="SELECT branch_id, from_on FROM old_rows",
    )
    _function(
        "member_types_to_count",
        update=f"SELECT DISTINCT members.branch_id, DATE '{AT_ONCE}' FROM members "
        "JOIN new_rows ON new_rows.key = members.member_type JOIN old_rows ON old_rows.key = new_rows.key "
        "WHERE old_rows.is_member <> new_rows.is_member",
    )


def _function(name: str, **marks: str) -> None:
    """A function that marks, and a trigger for each way in which a statement may change its table."""
    steps = " ".join(f"IF TG_OP = '{way.upper()}' THEN {MARK} {rows}; END IF;" for way, rows in marks.items())
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {steps} RETURN NULL; END $$"
    )
    seen = {"insert": "NEW TABLE AS new_rows", "delete": "OLD TABLE AS old_rows"}
    seen["update"] = f"{seen['delete']} {seen['insert']}"
    table = name.removesuffix("_to_count")
    for way in marks:
        op.execute(
            f"CREATE TRIGGER {name}_{way} AFTER {way.upper()} ON {table} REFERENCING {seen[way]} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def upgrade() -> None:
    op.create_table(
        "organisations_to_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations_to_count")),
    )
    op.create_index(
        op.f("ix_organisations_to_count_organisation_id_due_on"),
        "organisations_to_count",
        ["organisation_id", "due_on"],
    )
    # What moved since it was counted last, and headcounts still to come.
    day = f"'{AT_ONCE}'" if op.get_bind().dialect.name == "sqlite" else f"DATE '{AT_ONCE}'"
    op.execute(f"{MARK} SELECT id, {day} FROM organisations")
    op.execute(f"{MARK} SELECT branch_id, from_on FROM headcounts")
    if op.get_bind().dialect.name == "sqlite":
        mark_in_sqlite()
    else:
        mark_in_postgresql()


def stop_marking() -> None:
    for table, ways in (("members", WAYS), ("headcounts", WAYS), ("member_types", ("update",))):
        on = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
        for way in ways:
            op.execute(f"DROP TRIGGER {table}_to_count_{way}{on}")
        if on:
            op.execute(f"DROP FUNCTION {table}_to_count()")


def downgrade() -> None:
    stop_marking()
    op.drop_index(
        op.f("ix_organisations_to_count_organisation_id_due_on"), table_name="organisations_to_count"
    )
    op.drop_table("organisations_to_count")
