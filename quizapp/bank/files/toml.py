"""One TOML file as data, with the lines its fields stand on; whatever cannot be read becomes a complaint."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp.bank.files.complaint import Complaint, named

MOST_BYTES = 1_000_000

# Strings and comments come first, so that what looks like a field inside one is passed over with it.
_TOKENS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|^[ \t]*\[\[[ \t]*(?P<table>[\w-]+)[ \t]*\]\]"
    r"|^[ \t]*\[[ \t]*(?P<part>[A-Za-z_][\w-]*)[ \t]*\]"
    r"|^[ \t]*(?P<field>[\w-]+)[ \t]*=",
    re.DOTALL | re.MULTILINE,
)
_AT_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Block:
    """Where a table begins, and the line of each of its fields; a field of [en] is called "en.title"."""

    line: int
    fields: dict[str, int] = field(default_factory=dict)

    def line_of(self, name: str) -> int:
        """The field's line; where it is missing, the block's."""
        return self.fields.get(name, self.line)


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that was read: its data, the lines above the first table, and those of each [[table]]."""

    file: str
    data: Mapping[str, Any]
    top: Block
    tables: Mapping[str, Sequence[Block]]

    def blocks(self, name: str, count: int) -> Sequence[Block]:
        """`count` blocks for the tables of that name; when they were written another way, all on the first line."""
        found = self.tables.get(name, ())
        return found if len(found) == count else [Block(self.top.line_of(name))] * count


def read(path: Path) -> TomlFile | Complaint:
    """The file's data, or the one complaint that stood in the way."""
    text = _text(path)
    if isinstance(text, Complaint):
        return text
    try:
        data = tomllib.loads(text)
    except RecursionError:
        return Complaint(named(path), 1, "nests its lists too deeply")
    except ValueError as error:  # TOMLDecodeError is one, and so is a number with too many digits
        return _not_toml(path, text, str(error))
    top, tables = _lines(text)
    return TomlFile(named(path), data, top, tables)


def _text(path: Path) -> str | Complaint:
    file = named(path)
    try:
        if not path.is_file():
            return Complaint(file, 1, "is not a file that can be read")
        if path.stat().st_size > MOST_BYTES:
            return Complaint(file, 1, f"is larger than {MOST_BYTES:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        return Complaint(file, 1, f"cannot be read ({error.strerror})")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Complaint(file, line, f"is not UTF-8 text (byte 0x{content[error.start]:02x})")


def _not_toml(path: Path, text: str, told: str) -> Complaint:
    place = _AT_LINE.search(told)
    line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1 if place else 1
    return Complaint(named(path), line, f"is not valid TOML: {_AT_LINE.sub('', told)}")


def _lines(text: str) -> tuple[Block, dict[str, list[Block]]]:
    top = here = Block(1)
    tables: dict[str, list[Block]] = {}
    line, counted, part = 1, 0, ""
    for token in _TOKENS.finditer(text):
        line, counted = line + text.count("\n", counted, token.start()), token.start()
        if name := token["table"]:
            here, part = Block(line), ""
            tables.setdefault(name, []).append(here)
        elif name := token["part"]:
            part = f"{name}."
            here.fields.setdefault(name, line)
        elif name := token["field"]:
            here.fields.setdefault(part + name, line)
    return top, tables
