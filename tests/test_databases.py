"""Every test begins with the same database, whatever the one before did to it."""

from sqlalchemy import create_engine, inspect, text


def done_by(databases, template, *statements: str) -> set[str]:
    """Let one test do this to its database; the tables of the one that the next test is lent, less what it holds."""
    first = databases.lend(template)
    engine = create_engine(databases.url(first))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
    databases.take_back(first)

    second = databases.lend(template)
    engine = create_engine(databases.url(second))
    with engine.connect() as connection:
        filled = {
            table
            for table in inspect(connection).get_table_names()
            if connection.scalar(text(f"SELECT count(*) FROM {table}"))
        }
        version = connection.scalar(text("SELECT count(*) FROM alembic_version"))
    engine.dispose()
    databases.take_back(second)
    assert version == 1
    return filled - {"alembic_version"}


def test_what_one_test_wrote_the_next_does_not_find(databases, template):
    kind = "INSERT INTO member_types (key, title_zh, title_en, is_member, position) VALUES ('a', 'a', 'a', true, 1)"

    assert done_by(databases, template, kind, "DELETE FROM alembic_version") == set()


def test_what_one_test_did_to_the_tables_the_next_does_not_find(databases, template):
    assert (
        done_by(databases, template, "DROP TABLE points_unpaid", "CREATE TABLE left_over (id integer)")
        == set()
    )

    name = databases.lend(template)
    engine = create_engine(databases.url(name))
    assert inspect(engine).has_table("points_unpaid")
    assert not inspect(engine).has_table("left_over")
    engine.dispose()
    databases.take_back(name)
