"""The pages members read and search on."""

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.kernel.clock import local_day
from quizapp.people.roles import Permission
from quizapp.points import queries as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.search.operations import note_miss
from quizapp.search.queries import ask
from quizapp.study import opened, operations, queries, shown
from quizapp.study.asked import Asked
from quizapp.study.forms import FinishedForm
from quizapp.study.queries import Shown
from quizapp.study.shown import LANGS, Promise
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import LANGUAGES, _, say

bp = Blueprint("study", __name__)


@bp.get("/read/<article_key>")
@requires(Permission.STUDY)
def article(article_key: str) -> ResponseReturnValue:
    reader, lang = me(), _lang()
    found = queries.article(article_key, lang=lang, member_id=reader.id, audience=reader.audience)
    return render_template(
        "study/article.html",
        article=found,
        body=shown.body(found.html),
        around=queries.around(article_key, module_key=found.module_key, lang=lang, audience=reader.audience),
        promise=_promise(found),
        note=opened.mint(_secret(), member_id=reader.id, article_key=article_key, at=arrived()),
        read_today=found.read_on == _today(),
    )


@bp.post("/read/<article_key>/beat")
@requires(Permission.STUDY)
def beat(article_key: str) -> ResponseReturnValue:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("end"), bool):
        abort(400)
    told = operations.beat(
        to=Payee.of(me()),
        article_key=article_key,
        lang=_lang(),
        end=sent["end"],
        at=arrived(),
        columns=me().columns,
    )
    if not told.read and not told.points:
        return "", 204
    return jsonify(read=told.read, points=told.points, said=say(told.in_words))


@bp.post("/read/<article_key>/finished")
@requires(Permission.STUDY)
def finished(article_key: str) -> ResponseReturnValue:
    note = FinishedForm.from_request().opened.data or ""
    since = opened.opened_at(_secret(), note, member_id=me().id, article_key=article_key, at=arrived())
    if since is None:
        flash(_("The page had been open for too long to tell. Read on a little, then press again."), "error")
    else:
        told = operations.finish(
            to=Payee.of(me()),
            article_key=article_key,
            lang=_lang(),
            opened_at=since,
            at=arrived(),
            columns=me().columns,
        )
        flash(say(told.in_words), "success" if told.read else "info")
    return redirect(url_for(".article", article_key=article_key, lang=request.args.get("lang")), code=303)


@bp.get("/search")
@requires(Permission.STUDY)
def search() -> ResponseReturnValue:
    modules = {module.key: module for module in queries.modules(me().audience)}
    asked = Asked.read(request.args, modules)
    answer = asked.text and ask(
        config.current().index_folder,
        asked.text,
        lang=asked.lang,
        modules=_searched(asked, modules),
        member_type=me().member_type,
        after=asked.after,
    )
    if answer and not (answer.hits or answer.degraded or request.method == "HEAD" or me().viewer):
        note_miss(text=asked.text, day=_today())
    return render_template(
        "study/search.html", asked=asked, answer=answer, modules=modules, by_language=_by_language(asked)
    )


def _searched(asked: Asked, modules: Iterable[str]) -> frozenset[str] | None:
    """The modules to search in: the one asked for, or those shown to the member where that is not all."""
    if asked.module:
        return frozenset([asked.module])
    return None if me().columns is None else frozenset(modules)


def _by_language(asked: Asked) -> list[tuple[str, str, bool]]:
    choices = [(None, _("All languages")), *((lang, LANGUAGES[lang]) for lang in LANGS)]
    return [
        (name, url_for(".search", **asked.address(lang=lang)), lang == asked.lang) for lang, name in choices
    ]


def _today() -> date:
    return local_day(arrived(), me().zone)


def _lang() -> str:
    """The language to read in: the one in the address, or the member's own."""
    wanted = request.args.get("lang")
    return wanted if wanted in LANGS else me().content_language


def _secret() -> bytes:
    return config.current().secrets.cookie


def _promise(found: Shown) -> Promise:
    rule = points.rules_for(me().branch_path, _today()).get(Code.ARTICLE_READ)
    used = points.day_used(me().id, _today())
    return shown.promise(
        rule,
        member_type=me().member_type,
        day=_today(),
        used=used.get(Code.ARTICLE_READ, 0),
        read=found.first_read_at is not None,
    )
