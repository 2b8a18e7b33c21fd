"""Organisations whose people are to be counted again, marked by the database; first tries and reading by month

Attempts that ended before are summed up by `quizapp work` after this step. Of reading done before, each article's last
day is known and no other.
"""

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


def create_months() -> None:
    op.create_table(
        "quiz_first_tries",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("topic_key", sa.String(length=60), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("right_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "right_count BETWEEN 0 AND asked", name=op.f("ck_quiz_first_tries_not_more_right_than_asked")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_quiz_first_tries_member_id")),
        sa.PrimaryKeyConstraint("member_id", "month", "topic_key", name=op.f("pk_quiz_first_tries")),
    )
    op.create_table(
        "quiz_questions_met",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("question_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_quiz_questions_met_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_quiz_questions_met")),
    )
    op.create_table(
        "reading_months",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_reading_months_never_negative")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reading_months_member_id")),
        sa.PrimaryKeyConstraint("member_id", "month", name=op.f("pk_reading_months")),
    )


def find_what_to_sum() -> None:
    """What is not summed up yet says so in its own row, and is found by an index of such rows alone."""
    op.add_column("attempts", sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_attempts_to_count",
        "attempts",
        ["finished_at", "id"],
        sqlite_where=sa.text("counted IS 0"),
        postgresql_where=sa.text("counted IS false"),
    )
    op.add_column("readings", sa.Column("summed_s", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_readings_to_sum",
        "readings",
        ["member_id", "article_id"],
        sqlite_where=sa.text("day_s <> summed_s"),
        postgresql_where=sa.text("day_s <> summed_s"),
    )


def upgrade() -> None:
    create_marks()
    create_months()
    find_what_to_sum()


def create_marks() -> None:
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
    op.drop_index("ix_readings_to_sum", table_name="readings")
    op.drop_column("readings", "summed_s")
    op.drop_index("ix_attempts_to_count", table_name="attempts")
    op.drop_column("attempts", "counted")
    for table in ("reading_months", "quiz_questions_met", "quiz_first_tries"):
        op.drop_table(table)
    stop_marking()
    op.drop_index(
        op.f("ix_organisations_to_count_organisation_id_due_on"), table_name="organisations_to_count"
    )
    op.drop_table("organisations_to_count")
