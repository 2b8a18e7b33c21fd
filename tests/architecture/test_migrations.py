"""Migrations: all steps up give exactly the models' tables and the triggers, and all steps down leave nothing."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from quizapp.db import Model, db
from quizapp.migrations import running


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

    for table in ("points_entries", "audit_rows"):
        assert {f"{table}_no_update", f"{table}_no_delete"} <= found


def test_the_steps_go_down_again(engine):
    running.downgrade(engine)

    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert triggers(engine) == set()


def test_and_up_once_more(engine):
    running.downgrade(engine)
    running.upgrade(engine)

    assert running.revision_of(engine) == running.newest()
