"""Files as people send them, honest and not."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def a_picture(kind="JPEG", size=(640, 480), colour=(180, 40, 30), **more):
    kept = BytesIO()
    Image.new(more.pop("mode", "RGB"), size, colour).save(kept, kind, **more)
    return kept.getvalue()


def from_a_phone():
    """Lying on its side, red at its left, and with the place where it was taken."""
    lying = Image.new("RGB", (640, 480), (20, 60, 160))
    lying.paste((200, 30, 30), (0, 0, 320, 480))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise
    exif[0x010F] = "ACME Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 4.0, 10.0), 3: "E", 4: (120.0, 22.0, 30.0)})
    kept = BytesIO()
    lying.save(kept, "JPEG", exif=exif, comment=b"at home")
    return kept.getvalue()


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def a_bomb(width=13_000, height=13_000, *, disguised=False):
    """A PNG of few bytes that claims half a gigabyte of pixels; disguised, a modest head comes before the true one."""
    head = lambda wide, high: chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))  # noqa: E731
    heads = (head(64, 64) if disguised else b"") + head(width, height)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + heads + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
