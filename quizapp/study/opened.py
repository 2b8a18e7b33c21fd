"""Since when a page has been open, without writing anything: a signed note that the page itself carries."""

import hmac
from datetime import UTC, datetime, timedelta
from functools import cache

KEPT_FOR = timedelta(hours=12)
_SALT = b"study.opened"


@cache
def _key(secret: bytes) -> bytes:
    return hmac.digest(secret, _SALT, "sha256")


def mint(secret: bytes, *, member_id: int, article_key: str, at: datetime) -> str:
    """A note that this member opened this article at `at`; nobody else can use it, and nobody can change it.

    Who and what stand in the signature alone: whoever reads the note knows them.
    """
    return _note(secret, member_id, article_key, int(at.timestamp()))


def _note(secret: bytes, member_id: int, article_key: str, at_s: int) -> str:
    signed = f"{member_id}/{at_s}/{article_key}".encode()
    return f"{at_s}.{hmac.digest(_key(secret), signed, 'sha256').hex()}"


def opened_at(secret: bytes, note: str, *, member_id: int, article_key: str, at: datetime) -> datetime | None:
    """When the page with this note was opened; None when the note is not ours, not theirs, or too old."""
    when = note.partition(".")[0]
    if not (when.isascii() and when.isdigit() and len(when) < 12):
        return None
    right = _note(secret, member_id, article_key, int(when))
    if not hmac.compare_digest(right.encode(), note.encode()):
        return None
    opened = datetime.fromtimestamp(int(when), UTC)
    return opened if opened <= at <= opened + KEPT_FOR else None
