"""What the other slices hand in to be found."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it may be shown now. `key` names it for ever; `body` is plain text, never Markdown or HTML.

    `member_types` are the types that may find it; none given means everyone.
    """

    key: str
    kind: str
    title: str
    body: str
    lang: str
    module: str
    member_types: tuple[str, ...]
    published_on: date

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "member_types": list(self.member_types),
            "published_on": self.published_on.isoformat(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Document":
        """The document `to_json` made. KeyError, TypeError or ValueError for anything else."""
        named = {name: str(stored[name]) for name in ("key", "kind", "title", "body", "lang", "module")}
        return cls(
            **named,
            member_types=tuple(stored["member_types"]),
            published_on=date.fromisoformat(stored["published_on"]),
        )
