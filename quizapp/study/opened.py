"""Since when a page has been open, without writing anything: a signed note that the page itself carries."""

from datetime import UTC, datetime, timedelta
from functools import cache

from itsdangerous import BadData, URLSafeSerializer

KEPT_FOR = timedelta(hours=12)
_SALT = "study.opened"


@cache
def _signer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_SALT)


def mint(secret: bytes, *, member_id: int, article_key: str, at: datetime) -> str:
    """A note that this member opened this article at `at`; nobody else can use it, and nobody can change it."""
    return str(_signer(secret).dumps([member_id, article_key, int(at.timestamp())]))


def opened_at(secret: bytes, note: str, *, member_id: int, article_key: str, at: datetime) -> datetime | None:
    """When the page with this note was opened; None when the note is not ours, not theirs, or too old."""
    try:
        whose, what, when = _signer(secret).loads(note)
        opened = datetime.fromtimestamp(when, UTC)
    except (BadData, TypeError, ValueError, OverflowError):
        return None
    fits = (whose, what) == (member_id, article_key) and opened <= at <= opened + KEPT_FOR
    return opened if fits else None
