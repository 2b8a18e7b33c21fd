"""Marking organisations to count costs less for each member a roster adds

On SQLite a trigger asks whether a mark stands before its steps, which open the table for writing, and not in them: a
third of the time in which 570,000 members were added. Nothing asks for where members belonged by branch: the index that
each of a roster's members was written into is gone.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = depends_on = None

AT_ONCE = "'1970-01-01'"
COUNTED = ("branch_id", "member_type", "state", "registered_at", "activated_at")
INDEX = "ix_member_spans_branch_id"
SIDES = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in COUNTED)


def upgrade() -> None:
    op.drop_index(INDEX, table_name="member_spans")
    if op.get_bind().dialect.name != "sqlite":
        return
    for way, rows in SIDES.items():
        op.execute(f"DROP TRIGGER members_to_count_{way}")
        for row in rows:
            name = f"members_to_count_{way}" + ("_from" if way == "update" and row == "OLD" else "")
            when = f"({CHANGED}) AND {_unmarked(row)}" if way == "update" else _unmarked(row)
            op.execute(
                f"CREATE TRIGGER {name} AFTER {_event(way)} ON members WHEN {when} BEGIN {_mark(row)}; END"
            )


def downgrade() -> None:
    op.create_index(INDEX, "member_spans", ["branch_id"])
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP TRIGGER members_to_count_update_from")
    for way, rows in SIDES.items():
        op.execute(f"DROP TRIGGER members_to_count_{way}")
        when = f" WHEN {CHANGED}" if way == "update" else ""
        steps = " ".join(f"{_mark(row)} WHERE {_unmarked(row)};" for row in rows)
        op.execute(
            f"CREATE TRIGGER members_to_count_{way} AFTER {_event(way)} ON members{when} BEGIN {steps} END"
        )


def _event(way: str) -> str:
    return f"UPDATE OF {', '.join(COUNTED)}" if way == "update" else way.upper()


def _mark(row: str) -> str:
    return f"INSERT INTO organisations_to_count (organisation_id, due_on) SELECT {row}.branch_id, {AT_ONCE}"


def _unmarked(row: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM organisations_to_count "
        f"WHERE organisation_id = {row}.branch_id AND due_on = {AT_ONCE})"
    )
