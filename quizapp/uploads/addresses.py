"""Addresses of pictures: signed for one member, and good for an hour or two; minted by the page that may show them. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from quizapp.kernel import tokens
from quizapp.uploads.pictures import SIZES

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Address:
    """Which picture, in which size, for whom, and until when."""

    handle: str
    size: str
    member_id: int
    until: datetime

    @classmethod
    def minted(cls, handle: str, size: str, *, member_id: int, at: datetime) -> Self:
        """An address that stays the same for an hour, so that a browser need not fetch the picture anew on every page."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        return cls(handle, size, member_id, hour + 2 * HOUR)

    def text(self, secret: bytes) -> str:
        """What stands in the link; the member is signed along and not written."""
        return f"{self.handle}.{self.size}.{int(self.until.timestamp())}.{self._signature(secret)}"

    def _signature(self, secret: bytes) -> str:
        said = f"media:{self.handle}:{self.size}:{int(self.until.timestamp())}:{self.member_id}"
        return tokens.signature(said, secret)


def read(text: str, secret: bytes, *, member_id: int, at: datetime) -> Address | None:
    """The address in a link, if we minted it for this member and its time is not over; else None."""
    parts = text.split(".")
    if len(parts) != 4:
        return None
    handle, size, until, signature = parts
    if not tokens.is_ticket(handle) or size not in SIZES or not (until.isascii() and until.isdigit()):
        return None
    if len(until) > 11:
        return None
    address = Address(handle, size, member_id, datetime.fromtimestamp(int(until), UTC))
    honest = tokens.is_signature(signature, address._signature(secret))
    return address if honest and at < address.until else None
