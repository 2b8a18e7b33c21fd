"""The database session, column types, `atomic()` and `@operation`: the only place that commits."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session, _app_ctx_id
from sqlalchemy import JSON, Date, DateTime, Dialect, MetaData, String, Table, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, CursorResult, Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, scoped_session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql import Executable

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused

# What becomes of a column when its member asks for erasure.
ERASE = {"personal": "erase"}
KEEP = {"personal": "keep"}
PSEUDONYMISE = {"personal": "pseudonymise"}
# An INSERT forgets how many rows it touched unless asked to keep it; psycopg then answers -1.
KEEP_COUNT = {"preserve_rowcount": True}


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as UTC; a naive one is refused. The two databases then store the same thing."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant cannot be stored")
        moved = value.astimezone(UTC)
        return moved.replace(tzinfo=None) if dialect.name == "sqlite" else moved

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ValueOf(TypeDecorator[StrEnum]):
    """A StrEnum stored as its value in a plain string, so that a new member needs no migration."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: Instant(),
        date: Date(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }

    def __repr__(self) -> str:
        identity = getattr(self, "id", None) or getattr(self, "key", None)
        name = getattr(self, "name", None)
        return f"<{type(self).__name__} {identity}{f' {name}' if name else ''}>"


class _Session(Session):
    """The session. What a context only read by before is given back where this begins or goes back to the start."""

    def rollback(self) -> None:
        stop_reading()
        super().rollback()


class _Sessions(scoped_session[Session]):
    """The session of each context; where it is put away, so is what was only read by."""

    def remove(self) -> None:
        stop_reading()
        super().remove()


class _Database(SQLAlchemy):
    def _make_scoped_session(self, options: dict[str, Any]) -> _Sessions:
        return _Sessions(self._make_session_factory(options), _app_ctx_id)


db = _Database(
    metadata=Model.metadata,
    session_options={"class_": _Session},
    engine_options={
        "hide_parameters": True,
        "json_serializer": lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    },
)


@event.listens_for(Engine, "connect")
def _greet_sqlite(connection: object, record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is below
        for pragma in (
            "busy_timeout = 10000",  # first: the switch to WAL below may itself have to wait
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",  # or INSERT OR REPLACE slips past the append-only triggers
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("writing", False)
        _begin(connection, "BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin(connection: Connection, how: str) -> None:
    """Begin by the driver itself: every request does so once or twice, and SQLAlchemy's way takes ten times as long."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    try:
        driver.execute(how)
    except sqlite3.OperationalError as error:
        raise OperationalError(how, None, error) from error


class Source(NamedTuple):
    """What sends a question by the driver itself, and what of SQLAlchemy's knows the dialect and who listens."""

    driver: PoolProxiedConnection
    known: Engine | Connection


_reading: dict[int, Source] = {}  # by the context that asks


def source() -> Source:
    """Where to ask: in the open transaction, or else by a connection this context only reads by until a session begins.

    Most pages change nothing and have no session at all: to make one and end it takes as long as eight questions.
    """
    kept = _reading.get(context := db.session.registry.scopefunc())
    if kept is None and db.session.registry.has() and db.session().in_transaction():
        asked = connection()
        return Source(asked.connection, asked)
    return kept or _begin_reading(context)


def _begin_reading(context: int) -> Source:
    engine = db.engine
    begun = _reading[context] = Source(engine.raw_connection(), engine)
    if engine.dialect.name == "sqlite":
        cast(sqlite3.Connection, begun.driver.driver_connection).execute("BEGIN")
    return begun


def stop_reading(*_: object) -> None:
    """Give back the connection that was only read by; giving it back ends its transaction."""
    if begun := _reading.pop(db.session.registry.scopefunc(), None):
        begun.driver.close()


event.listen(_Session, "after_transaction_create", stop_reading)


@contextmanager
def atomic() -> Iterator[None]:
    """All or nothing. Nested blocks join the outermost one, which alone commits."""
    session = db.session()
    if session.info.get("in_operation"):
        yield
        return
    assert not (session.new or session.dirty), "something was written outside an operation"
    if session.info.get("reading_only"):
        raise Refused(Message("Nothing can be changed from here."))
    session.rollback()  # what was read before is stale; an operation reads afresh, under its lock
    session.connection(execution_options={"writing": True})
    session.info["in_operation"] = True
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_operation")


def read_only() -> None:
    """From here on, until this request is over, no operation may write: it would be refused."""
    db.session().info["reading_only"] = True


P = ParamSpec("P")
R = TypeVar("R")


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a public write: it runs whole, or leaves no trace."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        outermost = not db.session().info.get("in_operation")
        try:
            with atomic():
                return function(*args, **kwargs)
        except IntegrityError:
            if not outermost:
                raise
        # Someone else wrote first. Once more, and this time we see what they wrote.
        with atomic():
            return function(*args, **kwargs)

    run.is_operation = True  # type: ignore[attr-defined]  # read by tests/architecture
    return run


def changed(statement: Executable) -> int:
    """Execute one conditional UPDATE, DELETE or upsert, and say how many rows it touched."""
    kept = db.session.execute(statement, execution_options=KEEP_COUNT)
    return cast(CursorResult[Any], kept).rowcount


def ask(statement: Executable, /, **values: object) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement that asks for columns, with the values of its `bindparam`s; past the object layer.

    For hot paths. Their statements are built once, for building one takes longer than running it.
    """
    return connection().execute(statement, values)


def touched(statement: Executable, /, **values: object) -> int:
    """How many rows were touched by a statement over a table (see `table_of`), with its values; past the object layer."""
    return connection().execute(statement, values, execution_options=KEEP_COUNT).rowcount


def connection() -> Connection:
    """The connection of the session's transaction, which begins with it."""
    session = db.session()
    session.flush()  # what was added as an object comes first, as it would in the session's own statements
    kept = cast(Connection | None, session.info.get("connection"))
    if kept is None or kept.closed:  # the session closes it where a transaction ends
        kept = session.info["connection"] = session.connection()
    return kept


def table_of(model: type[Model]) -> Table:
    return cast(Table, model.__table__)


def upsert(table: type[Model] | Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of the connected database's dialect, which knows `on_conflict_do_update`."""
    if db.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
