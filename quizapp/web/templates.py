"""Templates: what of them is kept between requests, so that a page draws only what is its own."""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any

from flask import Flask
from flask import url_for as make_address
from jinja2.runtime import Macro
from markupsafe import Markup

from quizapp.web.guards import asked
from quizapp.web.i18n import Catalogue, catalogue

MOST_DRAWN, MOST_ADDRESSES = 8192, 4096


@lru_cache(MOST_ADDRESSES)
def _kept_address(
    root: str, blueprint: str | None, endpoint: str, values: tuple[tuple[str, Hashable], ...]
) -> str:
    return make_address(endpoint, **dict[str, Any](values))


def url_for(endpoint: str, **values: Any) -> str:
    """Flask's own, kept: a path depends on nothing but the values, where the server stands, and the page's blueprint."""
    if "_external" in values:
        return make_address(endpoint, **values)
    this = asked()
    return _kept_address(this.script_root, this.blueprint, endpoint, tuple(values.items()))


def init_app(app: Flask) -> None:
    @lru_cache(MOST_DRAWN, typed=True)
    def draw(catalogue: Catalogue, root: str, macro: Macro, *given: Hashable) -> str:
        return macro(*given)

    def drawn(macro: Macro, *given: Hashable) -> str:
        """What an imported macro draws, kept for when it is given the same again, in the same language.

        Nothing else may show in it: nothing of the request, of the member, and no token.
        """
        return draw(catalogue(), asked().script_root, macro, *given)

    def drawn_each(macro: Macro, lines: Iterable[tuple[Hashable, ...]]) -> str:
        """The same for line after line."""
        words, root = catalogue(), asked().script_root
        return Markup("".join([draw(words, root, macro, *line) for line in lines]))  # a macro escapes

    app.jinja_env.globals.update(drawn=drawn, drawn_each=drawn_each, url_for=url_for)
