"""What is wrong with a file, and where; complaints are collected, never raised."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One English sentence about one line of one file."""

    file: str
    line: int  # counted from 1
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def named(path: Path) -> str:
    """The path as a text that any terminal can print, whatever bytes its name is made of."""
    return str(path).encode("utf8", "backslashreplace").decode("utf8")
