"""Phones as pages show them, masked, and how one is looked for without being read."""

from quizapp import config
from quizapp.people import sealing

NO_PHONE = "–"


def masked(sealed: bytes | None) -> str:
    """138****1234, or a dash where there is no phone."""
    if sealed is None:
        return NO_PHONE
    return sealing.masked(sealing.unseal(sealed, config.current().secrets.phone))


def phone_index(text: str) -> str | None:
    """The blind index of a text that is a phone; None for any other."""
    phone = sealing.normal(text) if sealing.looks_like_phone(text) else None
    return sealing.blind_index(phone, config.current().secrets.index) if phone else None
