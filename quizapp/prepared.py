"""Questions to the database that every page asks: written out once, then sent to the driver as they are.

SQLAlchemy composes the statement and knows how each value and each column is stored. After that it stays out of the
way, for at every execution its own part takes ten times as long as the driver's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Dialect, Select
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.types import TypeEngine

from quizapp.db import Source, ValueOf, source, stop_reading

MOST_KEPT = 256  # days and names, for each place in each statement
Turn = Callable[[Any], Any]  # a value into what the driver takes, or back


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
        return kept.read(_sent(asked, kept.sql, kept.parameters(values)))

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
        late = compiled.post_compile_params | compiled.literal_execute_params
        assert not late, f"only known when it is sent: {late}"
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        turns = {
            name: _kept(bind.type, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, bind in binds.items()
        }
        columns = list(self._statement.selected_columns)
        back = [
            _kept(column.type, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for column in columns
        ]
        self._written[dialect.name] = made = _Written(
            sql=compiled.string,
            places=tuple(compiled.positiontup) if compiled.positiontup is not None else None,
            fixed={name: compiled.params[name] for name, bind in binds.items() if not bind.required},
            turns_in={name: turn for name, turn in turns.items() if turn},
            turns_out=tuple((place, turn) for place, turn in enumerate(back) if turn),
            row=namedtuple("Row", [column.name for column in columns], rename=True),
        )
        return made


def _sent(asked: Source, sql: str, parameters: Any) -> list[tuple[Any, ...]]:
    cursor = asked.driver.cursor()
    try:
        for listener in asked.known.dispatch.before_cursor_execute:  # who counts statements counts these too
            listener(asked.known, cursor, sql, parameters, None, False)
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
    except asked.known.dialect.loaded_dbapi.Error as error:
        stop_reading()  # PostgreSQL answers nothing more on a connection where a question failed
        kind, dialect = asked.known.dialect.loaded_dbapi.Error, asked.known.dialect
        raise DBAPIError.instance(
            sql, parameters, error, kind, hide_parameters=True, dialect=dialect
        ) from error
