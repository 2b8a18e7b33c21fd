"""How Alembic reaches the database: over the connection it is handed, in one transaction per step."""

from typing import Any, Literal

from alembic import context

from quizapp.db import Instant, Model, ValueOf


def as_plain(kind: str, column_type: Any, autogen_context: object) -> str | Literal[False]:
    """Write our column types as plain SQLAlchemy, so that a migration never imports the application."""
    if kind == "type" and isinstance(column_type, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(column_type, ValueOf):
        return "sa.String(length=40)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_item=as_plain,
    transaction_per_migration=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
