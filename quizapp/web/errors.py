"""Pages for what went wrong: they say what happened and what to do next, and nothing of how we are built."""

from dataclasses import dataclass

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from quizapp.db import db
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.web.guards import here, me_or_none
from quizapp.web.i18n import say


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says."""

    title: Message
    advice: Message


TROUBLES = {
    400: Trouble(
        Message("That could not be read"),
        Message("Go back, reload the page and try again. Nothing was changed."),
    ),
    401: Trouble(Message("Please sign in"), Message("Sign in and try again. Nothing was changed.")),
    403: Trouble(
        Message("Not open to you"),
        Message("Your roles do not reach this page. If you need it, ask your study administrator."),
    ),
    404: Trouble(Message("Nothing here"), Message("The page has moved, or the address is incomplete.")),
    405: Trouble(Message("That does not work here"), Message("Go back and use the button on the page.")),
    409: Trouble(Message("That is not possible now"), Message("Nothing was changed.")),
    413: Trouble(
        Message("Too large"), Message("Shorten the text or choose a smaller file. Nothing was saved.")
    ),
    422: Trouble(Message("Something is missing or wrong"), Message("Mend the marked fields and send again.")),
    429: Trouble(
        Message("One moment, please"),
        Message("That was very often in a short time. Wait a little and try again."),
    ),
    500: Trouble(
        Message("Our mistake"),
        Message("Something broke on our side. It has been noted. Try again in a minute."),
    ),
    503: Trouble(
        Message("Busy just now"), Message("The database did not answer in time. Nothing was lost. Try again.")
    ),
}


SUSPENDED = Trouble(
    Message("Your membership is suspended"),
    Message("Nothing of yours is lost. Ask your study administrator why, and when you can go on."),
)


def page(status: int, reason: str | None = None) -> ResponseReturnValue:
    """An error page, or its like in JSON for a script that asked for JSON."""
    here().waiting = ()  # an error page asks the database nothing: it may be what is wrong
    asking = me_or_none() if status == 403 else None
    suspended = asking is not None and asking.suspended
    trouble = SUSPENDED if suspended else TROUBLES.get(status, TROUBLES[500])
    title, advice = say(trouble.title), say(trouble.advice)
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    if best == "application/json":
        return jsonify(type="about:blank", title=title, detail=reason or advice), status
    return render_template(
        "errors/error.html", status=status, title=title, advice=advice, reason=reason, suspended=suspended
    ), status


def strange_host(error: SecurityError) -> ResponseReturnValue:
    """Plain words: for a host name that is not ours no address can be made, so no page either."""
    return Response("This host name is not served here.\n", 400, mimetype="text/plain")


def init_app(app: Flask) -> None:
    """One place where every error becomes a page."""
    app.register_error_handler(SecurityError, strange_host)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        return page(409, say(error.reason))

    @app.errorhandler(NoResultFound)
    def missing(error: NoResultFound) -> ResponseReturnValue:
        return page(404)

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> ResponseReturnValue:
        return page(400, say(Message("The page had been open for too long, or cookies are switched off.")))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()
        return page(error.code or 500)

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> ResponseReturnValue:
        current_app.logger.exception("the database did not answer")
        db.session.rollback()
        return page(503)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        current_app.logger.exception("unexpected: %s %s", request.method, request.path)
        db.session.rollback()
        return page(500)
