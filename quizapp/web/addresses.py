"""What can stand in an address or a form: nothing that no column of either database can hold."""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort
from werkzeug.routing import IntegerConverter, Map, Rule, UnicodeConverter, ValidationError

from quizapp.web.guards import asked

LARGEST_ID = 2**31 - 1  # what an integer column of PostgreSQL holds


class RowId(IntegerConverter):
    """A number that may be the id of a row; a larger one is no address of ours, and is not looked for."""

    def __init__(self, map: Map, **limits: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ID, **limits})


class Name(UnicodeConverter):
    """A key or a handle; with a NUL in it, which PostgreSQL refuses, it is no address of ours."""

    def to_python(self, value: str) -> str:
        if "\0" in value:
            raise ValidationError
        return value


class Route(Rule):
    """A route that compiles what writes its address when one is first asked for.

    To compile two hundred of them took most of the start of a command, which writes none.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def write(rule: Route, **values: Any) -> tuple[str, str]:
            ready: Callable[..., tuple[str, str]] = Rule._compile_builder(rule, append_unknown).__get__(rule)
            setattr(rule, "_build_unknown" if append_unknown else "_build", ready)
            return ready(**values)

        return write


def init_app(app: Flask) -> None:
    """Every `<int:…>` in a route is a row's id, every `<…>` a name. Before any route is added."""
    app.url_map.converters.update(int=RowId, string=Name, default=Name)

    @app.before_request
    def refuse_nul() -> None:
        this = asked()
        if not this.query_string and this.method in {"GET", "HEAD"}:
            return
        sent = (this.args, this.form)
        if any("\0" in value for values in sent for value in values.values()):
            abort(400)
