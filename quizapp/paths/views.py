"""The pages that lead through the library: all of it, one module, one package."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import local_day
from quizapp.paths import queries
from quizapp.people.roles import Permission
from quizapp.study.models import Package
from quizapp.study.queries import articles_of, continue_reading
from quizapp.web.guards import arrived, me, requires

bp = Blueprint("paths", __name__, url_prefix="/learn")


@bp.get("")
@requires(Permission.STUDY)
def learn() -> ResponseReturnValue:
    reader = me()
    package = queries.current_package(_today()) or queries.next_package(_today())
    return render_template(
        "paths/learn.html",
        shelves=queries.shelves(queries.module_cards(reader.id, reader.audience)),
        package=package,
        to_read=package and _to_read(package),
        reading=continue_reading(reader.id, reader.content_language, reader.audience),
        today=_today(),
    )


@bp.get("/<module_key>")
@requires(Permission.STUDY)
def module(module_key: str) -> ResponseReturnValue:
    reader = me()
    found = queries.module(module_key, reader.audience)
    articles = articles_of(
        module_key, lang=reader.content_language, member_id=reader.id, audience=reader.audience
    )
    unread = next((article for article in articles if not article.read), None)
    return render_template("paths/module.html", module=found, articles=articles, unread=unread)


@bp.get("/packages/<package_key>")
@requires(Permission.STUDY)
def package(package_key: str) -> ResponseReturnValue:
    found = queries.package(package_key)
    return render_template(
        "paths/package.html",
        package=found,
        to_read=_to_read(found),
        topics=queries.topics(found.weekly_topics),
        today=_today(),
    )


def _to_read(package: Package) -> queries.PackageList:
    reader = me()
    return queries.package_list(
        package, lang=reader.content_language, member_id=reader.id, audience=reader.audience
    )


def _today() -> date:
    return local_day(arrived(), me().zone)
