"""Bringing a database's tables up to a version of the schema, and down again."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

HERE = Path(__file__).parent


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run every step up to a revision, all of them or none."""
    with engine.connect().execution_options(writing=True) as connection:
        command.upgrade(_config(connection), to)
        connection.commit()


def downgrade(engine: Engine, to: str = "base") -> None:
    with engine.connect().execution_options(writing=True) as connection:
        command.downgrade(_config(connection), to)
        connection.commit()


def newest() -> str:
    """The revision this program expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def revision_of(engine: Engine) -> str | None:
    """The revision a database stands at; None before the first step."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
