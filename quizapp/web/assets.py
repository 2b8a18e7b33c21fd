"""Addresses of style sheets, scripts and icons: with a digest of their content, so that they can be kept for a year."""

import hashlib
import re
from functools import cache
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Flask, Response, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from quizapp.config import PACKAGE
from quizapp.web.guards import anyone

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
CSS = PACKAGE / "static" / "css"
_REMARKS_AND_INDENT = re.compile(r"/\*.*?\*/|(?<=\n)[ \t\n]+", re.DOTALL)
bp = Blueprint("assets", __name__)


@cache
def _digest(file: Path) -> str:
    return _digest_of(file.read_bytes())


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def style_files(folder: Path = CSS) -> list[Path]:
    """Our style sheets in the order they are laid over Bootstrap: tokens, base, components, pages."""
    parts = (sorted((folder / part).glob("*.css")) for part in ("components", "pages"))
    return [folder / "tokens.css", folder / "base.css", *(file for part in parts for file in part)]


@cache
def style_sheet() -> bytes:
    """All our style sheets as one, without remarks: one request instead of thirty."""
    whole = "\n".join(file.read_text("utf8") for file in style_files())
    return _REMARKS_AND_INDENT.sub("", whole).encode()


def asset(name: str) -> str:
    """The address of a file below quizapp/static."""
    return url_for("static", filename=name, v=_digest(PACKAGE / "static" / name))


def bootstrap_css() -> str:
    """The address of Bootstrap's own style sheet, served from the installed Bootstrap-Flask."""
    return url_for("assets.bootstrap", v=_digest(BOOTSTRAP / "bootstrap.min.css"))


def styles() -> str:
    """The address of our style sheet; it is laid over Bootstrap's."""
    return url_for("assets.styles", v=_digest_of(style_sheet()))


@bp.get("/static/bootstrap.css")
@anyone
def bootstrap() -> ResponseReturnValue:
    return send_from_directory(BOOTSTRAP, "bootstrap.min.css")


@bp.get("/static/styles.css", endpoint="styles")
@anyone
def serve_styles() -> ResponseReturnValue:
    return Response(style_sheet(), mimetype="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(asset=asset, bootstrap_css=bootstrap_css, styles=styles)
    app.register_blueprint(bp)
