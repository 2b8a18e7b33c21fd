"""The application: every slice joined, and nothing decided here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_compress import Compress

from quizapp.accounts.manage import bp as desk
from quizapp.accounts.views import bp as accounts
from quizapp.config import Settings
from quizapp.db import db
from quizapp.inbox import store as inbox_store
from quizapp.inbox.views import bp as inbox
from quizapp.paths.views import bp as paths
from quizapp.people.store import own_data as people_store
from quizapp.points import store as points_store
from quizapp.points.earning import Code
from quizapp.points.manage import bp as ledger
from quizapp.points.manage.tariff import bp as tariff
from quizapp.points.manage.waiting import waiting as points_to_decide
from quizapp.points.queries.verifying import PROOFS as KEPT_PROOFS
from quizapp.points.queries.verifying import Check
from quizapp.points.views import bp as points
from quizapp.quizzes import queries as quizzes_queries
from quizapp.quizzes import store as quizzes_store
from quizapp.quizzes.views import bp as quizzes
from quizapp.rewards import store as rewards_store
from quizapp.rewards.manage import bp as reward_desk
from quizapp.rewards.queries import told_facts as told_redemptions
from quizapp.rewards.queries.proving import differences as rewards_differences
from quizapp.rewards.views import bp as rewards
from quizapp.site.views import bp as site
from quizapp.study import queries as study_queries
from quizapp.study import store as study_store
from quizapp.study.manage import bp as study
from quizapp.supervision.manage import bp as figures
from quizapp.uploads import store as uploads_store
from quizapp.uploads.views import bp as uploads
from quizapp.web import (
    addresses,
    assets,
    errors,
    guards,
    headers,
    i18n,
    nav,
    own_data,
    sessions,
    templates,
    turns,
)
from quizapp.web.addresses import Route
from quizapp.web.compiling import PageEnvironment

# What is kept about a person, slice by slice.
OWN_DATA = tuple(
    store.PART
    for store in (
        people_store,
        inbox_store,
        uploads_store,
        points_store,
        rewards_store,
        study_store,
        quizzes_store,
    )
)
# What `quizapp points verify` looks at beside the ledger: checks of slices with books of their own.
PROOFS: tuple[Check, ...] = (rewards_differences,)
BLUEPRINTS = (
    site,
    accounts,
    desk,
    points,
    ledger,
    tariff,
    study,
    quizzes,
    paths,
    figures,
    inbox,
    uploads,
    rewards,
    reward_desk,
)

# Who tells what an entry of the ledger was paid for.
TELLERS = {
    Code.ARTICLE_READ: study_queries.told_facts,
    Code.READING_TIME: study_queries.told_facts,
    Code.DAILY_QUIZ: quizzes_queries.told_facts,
    Code.REDEMPTION: told_redemptions,
}

# Who counts what waits at a desk for one person.
WAITING = (points_to_decide,)


class StudyStar(Flask):
    """The application. It is asked at every call of a view or a hook whether that one is asynchronous; none of ours is."""

    url_rule_class = Route
    jinja_environment = PageEnvironment  # type: ignore[assignment]  # Flask types it as its own alone

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings) -> Flask:
    """Join everything for the given settings. Opens no connection yet."""
    app = StudyStar("quizapp", template_folder=str(settings.templates))
    app.extensions["quizapp_settings"] = settings
    app.extensions["quizapp_tellers"] = TELLERS
    app.extensions[nav.WAITING] = WAITING
    app.config.update(
        SECRET_KEY=settings.secrets.cookie,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        TESTING=settings.mode == "test",
        PROPAGATE_EXCEPTIONS=False,
        COMPRESS_MIN_SIZE=1000,
        COMPRESS_LEVEL=5,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_REGISTER=True,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    db.init_app(app)
    Compress(app)
    addresses.init_app(app)
    headers.init_app(app, settings)
    guards.init_app(app)
    for part in (sessions, i18n, templates, assets, nav, errors):
        part.init_app(app)
    own_data.init_app(app, OWN_DATA)
    turns.init_app(app, settings)
    app.extensions[KEPT_PROOFS] = PROOFS
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    setattr(app.view_functions["static"], "guard", "anyone")  # noqa: B010  # Flask types it as more than a function
    guards.insist_on_guards(app)
    return app


@contextmanager
def instance(settings: Settings) -> Iterator[Flask]:
    """The application for one command: inside its context, and with every connection closed at the end."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
