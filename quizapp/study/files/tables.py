"""Reading one TOML table with complaints instead of exceptions: each names the file and the line to mend."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from quizapp.study.files.library import Complaint

LARGEST_BYTES = 1_000_000
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_text(path: Path, name: str, complaints: list[Complaint]) -> str | None:
    """The text of a file with \\n line ends and without a byte order mark; None, and a complaint, when it is none."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            complaints.append(Complaint(name, 1, f"is larger than {LARGEST_BYTES // 1000} kB"))
            return None
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        complaints.append(Complaint(name, raw.count(b"\n", 0, error.start) + 1, "is not UTF-8 text"))
        return None
    except OSError as error:
        complaints.append(Complaint(name, 1, f"cannot be read ({error.strerror})"))
        return None
    if "\0" in text:
        complaints.append(Complaint(name, text[: text.index("\0")].count("\n") + 1, "holds a NUL character"))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str, name: str, complaints: list[Complaint], *, first_line: int = 1) -> "Fields | None":
    """The fields of a TOML text that begins at `first_line` of its file; None, and a complaint, when it is none."""
    try:
        return Fields(tomllib.loads(text), text, name, complaints, first_line)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        complaints.append(
            Complaint(name, first_line + line - 1, f"is not TOML: {_AT_LINE.sub('', str(error)).strip()}")
        )
        return None


@dataclass(slots=True)
class Fields:
    """A table whose fields are asked for one by one; what is left over in the end is complained about."""

    values: dict[str, Any]
    text: str
    file: str
    complaints: list[Complaint]
    first_line: int = 1
    prefix: str = ""
    asked: set[str] = field(default_factory=set)

    def complain(self, name: str, text: str) -> None:
        """Complain about a field, at the line where it stands (or where the table begins)."""
        found = re.search(rf"^\s*\[?\[?\s*\"?{re.escape(name)}\"?\s*[=\]]", self.text, re.MULTILINE)
        line = self.text.count("\n", 0, found.end()) if found else 0
        self.complaints.append(Complaint(self.file, self.first_line + line, f"{self.prefix}{name} {text}"))

    def _take(self, name: str, kind: type | tuple[type, ...], what: str, *, optional: bool = False) -> Any:
        self.asked.add(name)
        value = self.values.get(name)
        if value is None:
            if not optional:
                self.complain(name, "is missing")
            return None
        if not isinstance(value, kind) or isinstance(value, bool | datetime):
            self.complain(name, f"must be {what}")
            return None
        return value

    def line_of_text(self, name: str, longest: int) -> str:
        """A text of one line."""
        value = self._take(name, str, "a text")
        if value is not None and (not value.strip() or len(value) > longest or "\n" in value):
            self.complain(name, f"must be one line of 1 to {longest} characters")
        return value.strip() if value else ""

    def key(self, name: str, longest: int) -> str:
        value = self.line_of_text(name, longest)
        if value and not KEY.match(value):
            self.complain(name, "must be small letters and digits, with single hyphens between")
        return value

    def number(self, name: str) -> int:
        value = self._take(name, int, "a whole number")
        if value is not None and not 0 <= value <= 9999:
            self.complain(name, "must be from 0 to 9999")
        return value or 0

    def day(self, name: str) -> date:
        return self._take(name, date, "a day such as 2026-11-01") or date.min

    def keys(self, name: str, *, empty: bool = False, optional: bool = False) -> tuple[str, ...]:
        """A list of keys, each once."""
        value = self._take(name, list, "a list of keys", optional=optional)
        if value is None:
            return ()
        if not all(isinstance(item, str) and KEY.match(item) for item in value) or len(set(value)) < len(
            value
        ):
            self.complain(name, "must be a list of different keys")
            return ()
        if not value and not empty:
            self.complain(name, "must not be empty")
        return tuple(value)

    def table(self, name: str) -> "Fields":
        value = self._take(name, dict, "a table") or {}
        return Fields(value, self.text, self.file, self.complaints, self.first_line, f"{self.prefix}{name}.")

    def nothing_else(self) -> None:
        for name in sorted(set(self.values) - self.asked):
            self.complain(name, "is no field known here")
