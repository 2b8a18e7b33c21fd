"""Addresses of style sheets, scripts and icons: with a digest of their content, so that they can be kept for a year."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue

from quizapp.config import PACKAGE
from quizapp.web.guards import anyone
from quizapp.web.headers import ONE_YEAR_S
from quizapp.web.templates import url_for

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
CSS = PACKAGE / "static" / "css"
_REMARKS_AND_INDENT = re.compile(r"/\*.*?\*/|(?<=\n)[ \t\n]+", re.DOTALL)
bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet in memory: packed once, not at every request."""

    plain: bytes
    packed: bytes
    digest: str


def _sheet(content: bytes) -> Sheet:
    return Sheet(content, gzip.compress(content, compresslevel=9, mtime=0), _digest_of(content))


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@cache
def _digest(name: str) -> str:
    return _digest_of((PACKAGE / "static" / name).read_bytes())


def style_files(folder: Path = CSS) -> list[Path]:
    """Our style sheets in the order they are laid over Bootstrap's: tokens, base, components, pages."""
    parts = (sorted((folder / part).glob("*.css")) for part in ("components", "pages"))
    return [folder / "tokens.css", folder / "base.css", *(file for part in parts for file in part)]


@cache
def bootstrap_sheet() -> Sheet:
    return _sheet(BOOTSTRAP.read_bytes())


@cache
def style_sheet() -> Sheet:
    """All our style sheets as one, without remarks: one request instead of thirty."""
    whole = "\n".join(file.read_text("utf8") for file in style_files())
    return _sheet(_REMARKS_AND_INDENT.sub("", whole).strip().encode())


def asset(name: str) -> str:
    """The address of a file below quizapp/static."""
    return url_for("static", filename=name, v=_digest(name))


def bootstrap_css() -> str:
    """The address of Bootstrap's own style sheet, served from the installed Bootstrap-Flask."""
    return url_for("assets.bootstrap", v=bootstrap_sheet().digest)


def styles() -> str:
    """The address of our style sheet; it is laid over Bootstrap's."""
    return url_for("assets.styles", v=style_sheet().digest)


@bp.get("/static/bootstrap.css")
@anyone
def bootstrap() -> ResponseReturnValue:
    return _serve(bootstrap_sheet())


@bp.get("/static/styles.css", endpoint="styles")
@anyone
def our_styles() -> ResponseReturnValue:
    return _serve(style_sheet())


def _serve(sheet: Sheet) -> Response:
    packs = request.accept_encodings.quality("gzip") > 0
    answer = Response(sheet.packed if packs else sheet.plain, mimetype="text/css")
    if packs:
        answer.content_encoding = "gzip"
    answer.cache_control.public = True
    answer.cache_control.max_age = ONE_YEAR_S
    answer.set_etag(f"{sheet.digest}-{'gzip' if packs else 'plain'}")
    return answer.make_conditional(request)  # type: ignore[return-value]  # werkzeug types it as its own Response


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(asset=asset, bootstrap_css=bootstrap_css, styles=styles)
    app.register_blueprint(bp)
