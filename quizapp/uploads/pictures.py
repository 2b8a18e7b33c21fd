"""Making a picture anew: decoded by named formats only, turned upright, stripped of all that was written into it.

What is kept is drawn from the pixels and from nothing else: no place, no camera, no second file behind the first.
"""

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.uploads.kinds import Kind, claim_of
from quizapp.uploads.limits import LEAST_SIDE, MOST_BYTES, MOST_PIXELS

SIZES = {"large": 1280, "small": 480}  # the longer side at most
QUALITY = 82
NO_PICTURE = Message("This is no picture we can read. Send a JPEG, PNG or WebP file.")
_TOO_LARGE = Message("This picture has more than %(most)s million pixels. Send a smaller one.", most=40)
# What Pillow raises over files that are damaged, or made to do damage.
_DAMAGE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    SyntaxError,
    EOFError,
    struct.error,
    ZeroDivisionError,
    OverflowError,
    UnidentifiedImageError,
)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew as WebP, in every size there is; width and height are those of the large one."""

    width: int
    height: int
    sizes: dict[str, bytes]

    @property
    def bytes(self) -> int:
        return sum(len(content) for content in self.sizes.values())


def made_anew(content: bytes) -> Picture:
    """The picture in a file; Refused, in words for who sent it, for anything that is none or is too large."""
    unless(
        len(content) <= MOST_BYTES,
        Message("This file has more than %(most)s MB. Send a smaller one.", most=MOST_BYTES // 1_000_000),
    ).enforce()
    claim = claim_of(content)
    if claim is None:
        raise Refused(NO_PICTURE)
    _judge(claim.width, claim.height)  # before a decoder sees it: a file of 20 KB can claim a gigabyte
    try:
        return _drawn(content, claim.kind)
    except _BOMB:
        raise Refused(_TOO_LARGE) from None
    except _DAMAGE:
        raise Refused(NO_PICTURE) from None


def _judge(width: int, height: int) -> None:
    unless(width * height <= MOST_PIXELS, _TOO_LARGE).enforce()
    unless(
        min(width, height) >= LEAST_SIDE,
        Message("This picture is smaller than %(least)s pixels. Send a larger one.", least=LEAST_SIDE),
    ).enforce()


def _drawn(content: bytes, kind: Kind) -> Picture:
    with Image.open(BytesIO(content), formats=[kind.value]) as opened:
        _judge(*opened.size)  # a file may hold a second head; what counts is the one the decoder goes by
        opened.draft(None, (SIZES["large"], SIZES["large"]))
        upright = ImageOps.exif_transpose(opened)
        pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    pixels.info = {}
    sizes = {}
    for name, side in SIZES.items():
        pixels.thumbnail((side, side), Image.Resampling.LANCZOS)  # from the larger to the smaller
        if name == "large":
            width, height = pixels.size
        sizes[name] = _encoded(pixels)
    return Picture(width, height, sizes)


def _encoded(pixels: Image.Image) -> bytes:
    kept = BytesIO()
    pixels.save(kept, "WEBP", quality=QUALITY, method=4)
    return kept.getvalue()
