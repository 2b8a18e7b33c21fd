"""Questions that every page asks, and changes that every payment makes: written out once, then sent to the driver as they are.

SQLAlchemy composes the statement and knows how each value and each column is stored. After that it stays out of the
way, for at every execution its own part takes ten times as long as the driver's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.types import TypeEngine

from quizapp.db import Source, ValueOf, connection, source, stop_reading

MOST_KEPT = 256  # days and names, for each place in each statement
Turn = Callable[[Any], Any]  # a value into what the driver takes, or back
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as one of the two databases reads it."""

    sql: str
    places: (
        tuple[str, ...] | None
    )  # the names of its values in the order they stand in; None where names are sent
    fixed: Mapping[str, Any]  # the values that belong to the statement itself
    turns_in: Mapping[str, Turn]
    turns_out: tuple[tuple[int, Turn], ...]
    row: Any  # the type of its rows

    def parameters(self, given: Mapping[str, Any]) -> Any:
        values = {**self.fixed, **given}
        for name, turn in self.turns_in.items():
            values[name] = turn(values[name])
        return values if self.places is None else [values[name] for name in self.places]

    def read(self, found: list[tuple[Any, ...]]) -> list[Any]:
        make = self.row._make
        if not self.turns_out:
            return [make(row) for row in found]
        rows = [list(row) for row in found]
        for place, turn in self.turns_out:
            for row in rows:
                row[place] = turn(row[place])
        return [make(row) for row in rows]


def _kept(kind: TypeEngine[Any], turn: Turn | None) -> Turn | None:
    """What turns days and names of few kinds keeps what it made of them: the same ones come on every page."""
    return lru_cache(MOST_KEPT)(turn) if turn and isinstance(kind, Date | ValueOf) else turn


def _written(compiled: Any, dialect: Dialect, columns: Sequence[ColumnElement[Any]] = ()) -> _Written:
    late = compiled.post_compile_params | compiled.literal_execute_params
    assert not late, f"only known when it is sent: {late}"
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    turns = {
        name: _kept(bind.type, bind.type.dialect_impl(dialect).bind_processor(dialect))
        for name, bind in binds.items()
    }
    back = [
        _kept(column.type, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for column in columns
    ]
    return _Written(
        sql=compiled.string,
        places=tuple(compiled.positiontup) if compiled.positiontup is not None else None,
        fixed={name: compiled.params[name] for name, bind in binds.items() if not bind.required},
        turns_in={name: turn for name, turn in turns.items() if turn},
        turns_out=tuple((place, turn) for place, turn in enumerate(back) if turn),
        row=namedtuple("Row", [column.name for column in columns], rename=True),
    )


class Prepared:
    """A SELECT of columns, with a `bindparam` for each value that changes. Its rows are named tuples."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def all(self, **values: Any) -> list[Any]:
        """Every row; the same errors as from SQLAlchemy."""
        asked = source()
        dialect = asked.known.dialect
        kept = self._written.get(dialect.name) or self._write(dialect)
        return kept.read(_execute(asked, kept.sql, kept.parameters(values), _rows))

    def first(self, **values: Any) -> Any:
        """The first row, or None."""
        rows = self.all(**values)
        return rows[0] if rows else None

    def one(self, **values: Any) -> Any:
        """The row of a statement that finds one at most; NoResultFound when there is none."""
        rows = self.all(**values)
        if not rows:
            raise NoResultFound("No row was found when one was required")
        return rows[0]

    def _write(self, dialect: Dialect) -> _Written:
        compiled = self._statement.compile(dialect=dialect)
        made = _written(compiled, dialect, list(self._statement.selected_columns))
        self._written[dialect.name] = made
        return made


class PreparedChange:
    """An INSERT, UPDATE or DELETE with a `bindparam` for each value that changes, or of the columns it is handed.

    SQLAlchemy writes an INSERT of several rows out anew at every execution, which takes longer than all the rest of a payment.
    """

    def __init__(self, build: Callable[[], Insert | Update | Delete]) -> None:
        self._build = build
        self._written: dict[tuple[str, ...], _Written] = {}

    def touched(self, **values: Any) -> int:
        """How many rows were touched, in the open transaction; the same errors as from SQLAlchemy."""
        open_one = connection()
        asked = Source(open_one.connection, open_one)
        shape = (open_one.dialect.name, *values)
        kept = self._written.get(shape) or self._write(shape, open_one.dialect)
        return _execute(asked, kept.sql, kept.parameters(values), _count)

    def _write(self, shape: tuple[str, ...], dialect: Dialect) -> _Written:
        compiled: Any = self._build().compile(dialect=dialect, column_keys=list(shape[1:]))
        late = compiled.insert_prefetch or compiled.update_prefetch
        assert not late, f"worked out by Python when it is sent: {late}"
        self._written[shape] = made = _written(compiled, dialect)
        return made


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    return list(cursor.fetchall())


def _count(cursor: Any) -> int:
    return int(cursor.rowcount)


def _execute(asked: Source, sql: str, parameters: Any, result: Callable[[Any], R]) -> R:
    cursor = asked.driver.cursor()
    try:
        for listener in asked.known.dispatch.before_cursor_execute:  # who counts statements counts these too
            listener(asked.known, cursor, sql, parameters, None, False)
        cursor.execute(sql, parameters)
        for listener in asked.known.dispatch.after_cursor_execute:
            listener(asked.known, cursor, sql, parameters, None, False)
        return result(cursor)
    except asked.known.dialect.loaded_dbapi.Error as error:
        stop_reading()  # PostgreSQL answers nothing more on a connection where a question failed
        kind, dialect = asked.known.dialect.loaded_dbapi.Error, asked.known.dialect
        raise DBAPIError.instance(
            sql, parameters, error, kind, hide_parameters=True, dialect=dialect
        ) from error
