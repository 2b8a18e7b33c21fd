"""Style sheets: their order, their weight, how long they are kept, and whether their colours can be read."""

import gzip
import re

import pytest

from quizapp.web import assets

FIRST_VISIT_BYTES = 60_000
READABLE = 4.5
VISIBLE = 3.0


def tokens(selector: str) -> dict[str, str]:
    """The colours named in the first block of tokens.css that follows the selector."""
    sheet = (assets.CSS / "tokens.css").read_text("utf8")
    block = sheet[sheet.index(selector) :].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block))


LIGHT, DARK = tokens(":root"), tokens('html[data-theme="dark"]')


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("colour", ["ink", "quiet", "seal", "gold", "right", "wrong", "info", "seal-deep"])
def test_every_colour_of_words_can_be_read(theme, ground, colour):
    assert contrast(theme[colour], theme[ground]) >= READABLE


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["seal", "gold", "right", "wrong", "info"])
def test_words_on_soft_and_on_filled_grounds_can_be_read(theme, colour):
    assert contrast(theme[colour], theme[f"{colour}-soft"]) >= READABLE
    assert contrast(theme["ink"], theme[f"{colour}-soft"]) >= READABLE
    assert contrast(theme["on-fill"], theme[colour]) >= READABLE


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_fields_can_be_told_from_the_paper(theme):
    assert contrast(theme["edge"], theme["surface"]) >= VISIBLE
    assert contrast(theme["edge"], theme["paper"]) >= VISIBLE


def test_the_chosen_dark_and_the_dark_of_the_device_are_one():
    assert tokens('html[data-theme="auto"]') == DARK
    assert DARK.keys() == LIGHT.keys()


def test_sheets_are_laid_in_order_tokens_base_components_pages():
    names = [file.relative_to(assets.CSS).parts[0] for file in assets.style_files()]

    assert names[:2] == ["tokens.css", "base.css"]
    assert names[2:] == sorted(names[2:])


def test_the_served_sheet_holds_every_rule_and_no_remarks():
    sheet = assets.style_sheet().plain.decode()

    assert "/*" not in sheet
    assert sheet.count("{") == sum(
        re.sub(r"/\*.*?\*/", "", f.read_text("utf8"), flags=re.S).count("{") for f in assets.style_files()
    )


def test_page_sheets_speak_in_tokens():
    loud = [
        file.name
        for file in (assets.CSS / "pages").glob("*.css")
        if re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)", file.read_text("utf8"))
    ]

    assert loud == []


@pytest.mark.parametrize("address", ["/static/styles.css", "/static/bootstrap.css"])
def test_a_sheet_is_packed_kept_for_a_year_and_not_sent_twice(client, address):
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    again = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})

    assert gzip.decompress(first.data).startswith((b":root", b"@charset"))
    assert "max-age=31536000" in first.headers["Cache-Control"]
    assert again.status_code == 304


def test_a_visitor_without_gzip_gets_the_plain_sheet(client):
    assert client.get("/static/styles.css").text.startswith(":root")


def test_the_address_of_a_sheet_changes_with_its_content(app):
    with app.test_request_context():
        assert assets.styles().endswith(f"?v={assets.style_sheet().digest}")


def weight(client, address: str) -> int:
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        return len(answer.data)


def test_a_first_visit_is_light(client):
    page = client.get("/sign-in").text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)

    heavy = sum(weight(client, file) for file in ["/sign-in", *files])

    assert len(files) >= 3
    assert heavy <= FIRST_VISIT_BYTES
