"""The parts that slices hand out about a person: given at the start, read by whoever makes a file of them."""

from collections.abc import Sequence
from typing import cast

from flask import Flask, current_app

from quizapp.kernel.own_data import Part

_KEY = "quizapp_own_data"


def init_app(app: Flask, parts: Sequence[Part]) -> None:
    app.extensions[_KEY] = tuple(parts)


def parts() -> tuple[Part, ...]:
    """Every slice's part, in the order of the floors."""
    return cast(tuple[Part, ...], current_app.extensions[_KEY])
