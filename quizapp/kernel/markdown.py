"""Markdown to safe HTML: rendered once, when a text is saved; bounded in size and work, and sanitised last.

Raw HTML in the source is shown as the text it is. What may come out is the one allow-list below, whatever went in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

RENDERER = 1  # goes up when the same source would come out differently
LONGEST_BYTES = 200_000
LONGEST_BLOCK = 12_000  # characters between two blank lines
MOST_IN_A_BLOCK = {
    "[": 250,
    "`": 400,
    "*": 400,
    "_": 400,
    "<": 400,
    "\\": 400,
}  # quadratic time over each of them
MOST_IN_ALL = {"[": 1_500, "`": 4_000}
DEEPEST = 8  # lists and quotations inside each other
WIDEST_INDENT = 64
MOST_LINES = 6_000

_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol", "li"}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
TAGS = (
    _HEADINGS | _LISTS | _TABLES | {"p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "a", "img"}
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
    "h2": {"id"},
    "h3": {"id"},
}
SCHEMES = {"http", "https", "mailto"}
HEADING_ID = "text-part-"  # no id of a page begins so: a heading cannot pass itself off as one of ours
_OWN_ID = re.compile(rf"{HEADING_ID}\d{{1,4}}\Z")
_OWN_PICTURE = re.compile(r"/media/[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*\Z")
_OWN_PAGE = re.compile(r"(?:/(?![/\\])|#)[^\\\s]*\Z")
_NESTING = re.compile(r"(?:\s*(?:[-*+>]|\d{1,9}[.)])(?=\s|>|$))+")
_MARKER = re.compile(r"[-*+>]|\d+[.)]")
_BLOCKS = _HEADINGS | _LISTS | {"p", "blockquote", "pre", "table", "tr", "hr", "br"}


class RenderError(ValueError):
    """The source is too long or nested too deeply to be rendered; the text says what to mend, `line` where."""

    def __init__(self, text: str, line: int = 1) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the second level, for the table of contents."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, its headings, and the text alone: a line per paragraph, list item or table row."""

    html: str
    headings: tuple[Heading, ...]
    plain: str


def render(source: str) -> Rendered:
    """Render Markdown with tables and fenced code. RenderError when it is too long or too deeply nested."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_hostile(source)
    try:
        dirty = _markdown().convert(source)
    except RecursionError as error:
        raise RenderError("is nested too deeply") from error
    html = nh3.clean(
        dirty,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes=SCHEMES,
        clean_content_tags={"script", "style"},
    )
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return Rendered(html, tuple(reading.headings), reading.text())


def _refuse_hostile(source: str) -> None:
    if len(source.encode()) > LONGEST_BYTES:
        raise RenderError(f"is longer than {LONGEST_BYTES // 1000} kB")
    if "\0" in source or "\2" in source or "\3" in source:  # 2 and 3 are the renderer's own place-holders
        raise RenderError("holds control characters")
    if source.count("\n") > MOST_LINES:
        raise RenderError(f"has more than {MOST_LINES} lines")
    for sign, most in MOST_IN_ALL.items():
        if source.count(sign) > most:
            raise RenderError(f"holds more than {most} of the sign {sign}")
    for line, block in _blocks(source):
        _refuse_block(line, block)


def _blocks(source: str) -> Iterator[tuple[int, str]]:
    """The texts between blank lines, each with the number of its first line."""
    start, lines = 1, list[str]()
    for number, line in enumerate([*source.split("\n"), ""], 1):
        if line.strip():
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield start, "\n".join(lines)
            lines = []


def _refuse_block(first: int, block: str) -> None:
    if len(block) > LONGEST_BLOCK:
        raise RenderError(f"has a paragraph longer than {LONGEST_BLOCK} characters", first)
    for sign, most in MOST_IN_A_BLOCK.items():
        if block.count(sign) > most:
            raise RenderError(f"has a paragraph with more than {most} of the sign {sign}", first)
    for number, line in enumerate(block.expandtabs(4).split("\n"), first):
        marks = _NESTING.match(line)
        if marks and len(_MARKER.findall(marks[0])) > DEEPEST:
            raise RenderError(f"nests lists or quotations more than {DEEPEST} deep", number)
        if len(line) - len(line.lstrip()) > WIDEST_INDENT:
            raise RenderError(f"is indented by more than {WIDEST_INDENT} spaces", number)


def _markdown() -> Markdown:
    maker = Markdown(
        extensions=["tables", "fenced_code", "sane_lists"],
        extension_configs={
            "tables": {"use_align_attribute": True}
        },  # the content policy blocks inline styles
        output_format="html",
    )
    maker.preprocessors.deregister("html_block")
    maker.inlinePatterns.deregister("html")
    maker.treeprocessors.register(_Headings(), "headings", 5)
    return maker


class _Headings(Treeprocessor):  # type: ignore[misc]  # Markdown ships no types
    """Numbers the headings, and lowers a first-level one: the page's own title is the only one of those."""

    def run(self, root: Element) -> None:
        for heading in root.iter("h1"):
            heading.tag = "h2"
        numbered = (element for element in root.iter() if element.tag in {"h2", "h3"})
        for number, heading in enumerate(numbered, 1):
            heading.set("id", f"{HEADING_ID}{number}")


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    """The value an attribute may keep, or None: nh3 alone lets remote pictures and //other.site through."""
    if attribute == "href":
        return value if _may_link(value) else None
    if attribute == "src":
        return value if _OWN_PICTURE.match(value) else None
    if attribute == "id":
        return value if _OWN_ID.match(value) else None
    if attribute == "align":
        return value if value in {"left", "center", "right"} else None
    return value


def _may_link(target: str) -> bool:
    if _OWN_PAGE.match(target):
        return True
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and (parts.scheme == "mailto" or bool(parts.netloc))


class _Reading(HTMLParser):
    """Reads the sanitised HTML back: the plain text, and the headings with what they say."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.headings: list[Heading] = []
        self._preformatted = False
        self._heading: str | None = None
        self._said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._preformatted = self._preformatted or tag == "pre"
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
        if tag == "h2":
            self._heading, self._said = dict(attrs).get("id"), []

    def handle_endtag(self, tag: str) -> None:
        self._preformatted = self._preformatted and tag != "pre"
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag == "h2" and self._heading:
            self.headings.append(Heading(self._heading, " ".join("".join(self._said).split())))
            self._heading = None

    def handle_data(self, data: str) -> None:
        self.pieces.append(data if self._preformatted else data.replace("\n", " "))
        if self._heading:
            self._said.append(data)

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.pieces).split("\n"))
        return "\n".join(line for line in lines if line)
