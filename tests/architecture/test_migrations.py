"""Migrations: all steps up give exactly the models' tables and the triggers, and all steps down leave nothing."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from quizapp.db import Model, db
from quizapp.migrations import running

FOUNDED = (
    "INSERT INTO organisations (id, code, name, path, is_branch, zone, content_language, created_at) "
    "VALUES (1, 'top', '青港集团', '1/', true, 'Asia/Shanghai', 'zh-Hans', '2026-03-02 01:00:00')",
    "INSERT INTO member_types (key, title_zh, title_en, is_member, position) VALUES ('office', '机关', 'Office', true, 1)",
    "INSERT INTO members (id, sign_in_name, name, member_type, branch_id, state, must_change_password, large_type, "
    "theme, created_at) VALUES (1, 'limei', '李梅', 'office', 1, 'registered', false, false, 'auto', "
    "'2026-03-02 01:00:00')",
    "INSERT INTO points_balances (member_id, available, owed) VALUES (1, 5, 0)",
)

BOARDS = (
    *FOUNDED[:1],
    "INSERT INTO points_standings (period, starts_on, kind, organisation_id, width, score, heads) "
    "VALUES ('week', '2026-11-16', '+', 1, 1, 5, 2), ('week', '2026-11-16', 'office', 1, 1, 7, 3)",
    "INSERT INTO points_tally_runs (name, at) VALUES ('gains', '2026-11-21 04:00:00'), "
    "('boards', '2026-11-21 04:00:00')",
)

GROWN = (
    *FOUNDED[:1],
    "INSERT INTO organisations (id, code, name, path, parent_id, is_branch, zone, content_language, created_at, closed_on) "
    "VALUES (2, 'a', '甲', '1/2/', 1, true, 'Asia/Shanghai', 'zh-Hans', '2026-03-02 01:00:00', NULL), "
    "(3, 'b', '乙', '1/3/', 1, true, 'Asia/Shanghai', 'zh-Hans', '2026-03-02 01:00:00', '2026-09-01')",
    "INSERT INTO organisation_spans (organisation_id, from_on, until_on, path, name) VALUES "
    "(1, '2026-03-02', NULL, '1/', '青港集团'), (2, '2026-03-02', NULL, '1/2/', '甲'), "
    "(3, '2026-03-02', '2026-06-01', '1/2/3/', '旧乙'), (3, '2026-06-01', NULL, '1/3/', '乙')",
)


@pytest.fixture
def engine(database_url):
    made = create_engine(database_url)
    yield made
    made.dispose()


def triggers(engine) -> set[str]:
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with engine.connect() as connection:
        return set(connection.scalars(text(listing)))


def test_the_steps_give_the_tables_of_the_models(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Model.metadata) == []


def test_the_ledger_and_the_audit_trail_are_guarded_after_every_step(engine):
    found = triggers(engine)

    for table in ("points_entries", "points_digests", "points_limits", "audit_rows"):
        assert {f"{table}_no_update", f"{table}_no_delete"} <= found
    assert "points_entries_day_open" in found


def test_rosters_and_headcounts_are_watched_after_every_step(engine):
    """Rebuilding a table drops its triggers on SQLite: a step that does so has to make them again."""
    watched = {
        f"{table}_to_count_{way}"
        for table in ("members", "headcounts")
        for way in ("insert", "update", "delete")
    }

    assert watched | {"member_types_to_count_update"} <= triggers(engine)


def test_the_steps_go_down_again(engine):
    running.downgrade(engine)

    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert triggers(engine) == set()


def test_and_up_once_more(engine):
    running.downgrade(engine)
    running.upgrade(engine)

    assert running.revision_of(engine) == running.newest()


@pytest.fixture
def gone_up(databases):
    """A way to bring an instance up from an earlier revision that holds some rows."""
    name = databases.new()
    engine = create_engine(databases.url(name))

    def go_up(revision, rows):
        running.upgrade(engine, revision)
        with engine.begin() as connection:
            for statement in rows:
                connection.execute(text(statement))
        running.upgrade(engine)
        return engine.connect()

    yield go_up
    engine.dispose()
    databases.drop(name)


def test_an_instance_with_members_goes_up_and_loses_none(gone_up):
    with gone_up("0006", FOUNDED) as connection:
        assert connection.scalar(text("SELECT name FROM members")) == "李梅"
        assert connection.scalar(text("SELECT path FROM organisation_spans")) == "1/"


def test_heads_by_gains_without_a_type_are_left_behind_and_other_boards_are_not(gone_up):
    with gone_up("0025", BOARDS) as connection:
        assert connection.scalars(text("SELECT kind FROM points_standings")).all() == ["office"]
        assert connection.scalars(text("SELECT name FROM points_tally_runs")).all() == ["boards"]
        assert connection.scalar(text("SELECT count(*) FROM points_gained")) == 0


def test_what_stood_somewhere_says_under_what_and_whether_it_ended_closed(gone_up):
    with gone_up("0027", GROWN) as connection:
        spans = text(
            "SELECT organisation_id, parent_id, CAST(closed_on AS VARCHAR(10)) FROM organisation_spans "
            "ORDER BY organisation_id, from_on"
        )
        assert [tuple(row) for row in connection.execute(spans)] == [
            (1, None, None),
            (2, 1, None),
            (3, 2, None),
            (3, 1, "2026-09-01"),
        ]
