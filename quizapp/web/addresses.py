"""What stands in an address for a row."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1  # what an integer column of PostgreSQL holds


class RowId(IntegerConverter):
    """A number that may be the id of a row; a larger one is no address of ours, and is not looked for."""

    def __init__(self, map: Map, **limits: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ID, **limits})


def init_app(app: Flask) -> None:
    """Every `<int:…>` in a route is a row's id. Before any route is added."""
    app.url_map.converters["int"] = RowId
