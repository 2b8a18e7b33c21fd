"""What is kept about one person, handed out by each slice for its own tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose data are asked for, and how what is kept encrypted is read."""

    member_id: int
    unseal: Callable[[bytes], str]


Rows = Sequence[Mapping[str, Any]]  # column → what JSON can hold
Reader = Callable[[Whose], Rows]


@dataclass(frozen=True, slots=True)
class Part:
    """One slice's part: a reader for each of its tables that says something about people."""

    key: str
    tables: Mapping[str, Reader]

    def read(self, whose: Whose) -> dict[str, Rows]:
        return {table: reader(whose) for table, reader in self.tables.items()}
