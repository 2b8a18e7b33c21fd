"""What a file is, told by its first bytes and never by its name; and how large a picture claims to be. Pure."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The pictures that are taken in; the values are what Pillow calls their formats."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file's head says it is. Nothing of it has been decoded yet."""

    kind: Kind
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def claim_of(content: bytes) -> Claim | None:
    """What the head of a file says; None for anything that is no picture of ours, or whose head is cut short."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return Claim(Kind.PNG, *_png(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return Claim(Kind.WEBP, *_webp(content))
        if content.startswith(b"\xff\xd8\xff"):
            return Claim(Kind.JPEG, *_jpeg(content))
    except (struct.error, StopIteration):
        return None
    return None


def _png(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR":
        raise StopIteration
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _webp(content: bytes) -> tuple[int, int]:
    """RFC 9649: a plain frame, a lossless one, or an extended file with a canvas."""
    form = content[12:16]
    if form == b"VP8X":
        low, high = struct.unpack_from("<I", content, 24)[0], struct.unpack_from("<I", content, 26)[0]
        return (low & 0xFFFFFF) + 1, (high >> 8) + 1
    if form == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise StopIteration


def _jpeg(content: bytes) -> tuple[int, int]:
    height, width = struct.unpack_from(">HH", content, next(_frames(content)) + 5)
    return width, height


def _frames(content: bytes) -> Iterator[int]:
    """Where the start-of-frame segments of a JPEG stand (ITU-T T.81, B.1.1.3)."""
    place = 2
    while True:
        sign, marker, length = struct.unpack_from(">BBH", content, place)
        if sign != 0xFF or marker == 0xDA:
            return
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            yield place
        place += 1 if marker == 0xFF else 2 + length
