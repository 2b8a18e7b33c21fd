"""Templates: what of them is kept between requests, so that a page draws only what is its own."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, request
from flask import url_for as make_address
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro

from quizapp.web.i18n import language

MOST_DRAWN, MOST_ADDRESSES = 512, 4096


class PageTemplate(Template):
    """A template whose macros are made ready once, as every page sees the same globals.

    Jinja itself compares all the globals of the page with those of the template, at every import of every page.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


@lru_cache(MOST_ADDRESSES)
def _kept_address(
    root: str, blueprint: str | None, endpoint: str, values: tuple[tuple[str, Hashable], ...]
) -> str:
    return make_address(endpoint, **dict[str, Any](values))


def url_for(endpoint: str, **values: Any) -> str:
    """Flask's own, kept: a path depends on nothing but the values, where the server stands, and the page's blueprint."""
    if "_external" in values:
        return make_address(endpoint, **values)
    return _kept_address(request.script_root, request.blueprint, endpoint, tuple(values.items()))


def init_app(app: Flask) -> None:
    app.jinja_env.template_class = PageTemplate

    @lru_cache(MOST_DRAWN)
    def draw(macro: Macro, *depends_on: object) -> str:
        return macro()

    def drawn(macro: Macro, *depends_on: object) -> str:
        """What a macro without arguments draws, kept for requests with the same language, endpoint and `depends_on`.

        Nothing else may show in it: no name, no token, nothing of the request.
        """
        return draw(macro, request.script_root, language(), request.endpoint, *depends_on)

    app.jinja_env.globals.update(drawn=drawn, url_for=url_for)
