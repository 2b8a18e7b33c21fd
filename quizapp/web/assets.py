"""Addresses of style sheets, scripts and icons: with a digest of their content, so that they can be kept for a year."""

import hashlib
from functools import cache
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Flask, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from quizapp.config import PACKAGE
from quizapp.web.guards import anyone

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
bp = Blueprint("assets", __name__)


@cache
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file below quizapp/static."""
    return url_for("static", filename=name, v=_digest(PACKAGE / "static" / name))


def bootstrap_css() -> str:
    """The address of Bootstrap's own style sheet, served from the installed Bootstrap-Flask."""
    return url_for("assets.bootstrap", v=_digest(BOOTSTRAP / "bootstrap.min.css"))


@bp.get("/static/bootstrap.css")
@anyone
def bootstrap() -> ResponseReturnValue:
    return send_from_directory(BOOTSTRAP, "bootstrap.min.css")


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(asset=asset, bootstrap_css=bootstrap_css)
    app.register_blueprint(bp)
