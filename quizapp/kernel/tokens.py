"""Random names that nobody can guess: idempotency tickets, sign-in tokens, per-attempt handles."""

import base64
import hashlib
import hmac
import re
import secrets

_TICKET = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


def fresh() -> str:
    """A new 128-bit token in URL-safe text; made by the page that renders a form, before anything is sent."""
    return secrets.token_urlsafe(16)


def sign_in_token() -> str:
    """A new 256-bit token that stands for one sign-in."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored instead of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_ticket(text: str | None) -> bool:
    """Whether a text sent by a browser has the shape of a ticket we or it may have made."""
    return bool(text and _TICKET.match(text))


def signature(text: str, secret: bytes) -> str:
    """132 bits of HMAC-SHA-256 in URL-safe text: says that whoever knows the secret wrote the text."""
    return base64.urlsafe_b64encode(hmac.digest(secret, text.encode(), "sha256"))[:22].decode()


def is_signature(given: str, right: str) -> bool:
    """Whether two signatures are one; in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), right.encode())
