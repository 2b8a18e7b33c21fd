"""What is made of a file that someone sends: a picture drawn anew, or a sentence that says what to send instead."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from quizapp.kernel.verdict import Refused
from quizapp.uploads import pictures
from quizapp.uploads.kinds import Claim, Kind, claim_of
from quizapp.uploads.pictures import made_anew
from tests.uploads.making import a_bomb, a_picture, from_a_phone


def opened(content):
    return Image.open(BytesIO(content), formats=["WEBP"])


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_told_by_its_content_and_measured_by_its_head(kind):
    assert claim_of(a_picture(kind, (333, 222))) == Claim(kind, 333, 222)


def test_webp_is_measured_in_each_of_its_forms():
    forms = {"lossless": True}, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"}, {}

    assert {claim_of(a_picture("WEBP", (333, 222), **form)).pixels for form in forms} == {333 * 222}


@pytest.mark.parametrize("kind", Kind)
def test_it_works(kind):
    made = made_anew(a_picture(kind, (2000, 1000)))

    assert (made.width, made.height) == (1280, 640)
    assert {name: opened(content).size for name, content in made.sizes.items()} == {
        "large": (1280, 640),
        "small": (480, 240),
    }


def test_a_picture_from_a_phone_stands_upright_and_says_nothing_of_where_it_was_taken():
    sent = from_a_phone()

    for content in made_anew(sent).sizes.values():
        kept = opened(content).convert("RGB")
        assert kept.width < kept.height
        assert kept.getpixel((kept.width // 2, 20))[0] > 150  # red was at the left and is at the top
        assert not opened(content).getexif() and set(opened(content).info) <= {
            "loop",
            "background",
            "timestamp",
            "duration",
        }
        for word in (b"ACME", b"GPS", b"at home", b"EXIF", b"XMP"):
            assert word not in content


def test_what_is_clear_stays_clear():
    made = made_anew(a_picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))

    assert opened(made.sizes["small"]).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("disguised", [False, True])
def test_a_bomb_is_refused_before_it_is_decoded(disguised, monkeypatch):
    monkeypatch.setattr(Image.Image, "convert", None)  # decoding would need this
    sent = a_bomb(disguised=disguised)

    assert len(sent) < 20_000
    with pytest.raises(Refused, match="million pixels"):
        made_anew(sent)


def test_a_second_file_behind_a_picture_is_not_kept():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("page.html", "<script>alert(1)</script>")

    made = made_anew(a_picture("JPEG") + archive.getvalue() + b"<script>alert(1)</script>")

    assert not any(b"script" in content or b"PK\x03\x04" in content for content in made.sizes.values())


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        SVG,
        b"GIF89a" + b"\0" * 40,
        b"<html>" + a_picture("PNG"),
        a_picture("JPEG")[:400],
        a_picture("PNG", (300, 300))[:60],
        a_picture("WEBP")[:-20],
        a_picture("GIF"),
        a_picture("TIFF"),
        b"\x89PNG\r\n\x1a\n" + SVG,
        b"\xff\xd8\xff\xe0" + b"\xff" * 4000,
    ],
    ids=[
        "empty",
        "svg",
        "gif head",
        "page first",
        "cut jpeg",
        "cut png",
        "cut webp",
        "gif",
        "tiff",
        "false head",
        "no frame",
    ],
)
def test_what_is_no_picture_of_ours_is_refused_in_words(sent):
    with pytest.raises(Refused, match="JPEG, PNG or WebP"):
        made_anew(sent)


def test_a_file_of_too_many_bytes_is_not_even_looked_at():
    with pytest.raises(Refused, match="10 MB"):
        made_anew(a_picture() + b"\0" * 10_000_000)


def test_pillow_is_told_the_same_limit():
    assert Image.MAX_IMAGE_PIXELS == pictures.MOST_PIXELS
