"""Handing out pictures, to whom and for as long as their addresses say."""

from datetime import datetime

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.people.roles import Permission
from quizapp.uploads import addresses, gateways
from quizapp.web.guards import arrived, me, requires

bp = Blueprint("uploads", __name__, url_prefix="/media")
# A picture is no page: nothing in it runs, and nothing of it is asked for from elsewhere.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@bp.get("/<address>")
@requires(Permission.STUDY)
def picture(address: str) -> ResponseReturnValue:
    secret = config.current().secrets.cookie
    asked = addresses.read(address, secret, member_id=me().id, at=arrived())
    if asked is None:
        abort(404)
    path = gateways.path_of(config.current().media_folder, asked.handle, asked.size)
    return _sent(path.read_bytes(), asked) if path.is_file() else abort(404)


def _sent(content: bytes, asked: addresses.Address) -> Response:
    answer = Response(content, mimetype="image/webp")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers.set("Content-Disposition", "inline", filename=f"picture{gateways.ENDING}")
    answer.cache_control.private = True
    answer.cache_control.max_age = _seconds_left(asked.until)
    answer.set_etag(f"{asked.handle}-{asked.size}")
    return answer.make_conditional(request)  # type: ignore[return-value]  # werkzeug types it as its own Response


def _seconds_left(until: datetime) -> int:
    return int((until - arrived()).total_seconds())


@bp.app_template_global()
def picture_url(handle: str, size: str = "large") -> str:
    """The address of a picture for the member who is being shown a page: only for what this page may show."""
    address = addresses.Address.minted(handle, size, member_id=me().id, at=arrived())
    return url_for("uploads.picture", address=address.text(config.current().secrets.cookie))
