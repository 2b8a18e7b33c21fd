"""The five tabs, and which one a page belongs to."""

from dataclasses import dataclass

from flask import Flask, request

from quizapp.kernel.message import Message


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: the endpoint it opens, its name, its icon, and the blueprints and endpoints it stands for."""

    endpoint: str
    name: Message
    icon: str
    covers: tuple[str, ...]

    def holds(self, endpoint: str) -> bool:
        return endpoint in self.covers or endpoint.split(".")[0] in self.covers


TABS = (
    Tab("site.today", Message("Today"), "home", ("site",)),
    Tab("paths.learn", Message("Learn"), "book", ("paths", "study")),
    Tab("quizzes.challenge", Message("Challenge"), "trophy", ("quizzes",)),
    Tab("points.board", Message("Boards"), "bars", ("points.board",)),
    Tab("accounts.me", Message("Me"), "person", ("accounts", "points")),
)


def tab_now() -> Tab | None:
    """The tab of the page shown: the one that names its endpoint, before one that names its blueprint."""
    endpoint = request.endpoint or ""
    named = (tab for tab in TABS if endpoint in tab.covers)
    return next(named, None) or next((tab for tab in TABS if tab.holds(endpoint)), None)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(tabs=TABS, tab_now=tab_now)
