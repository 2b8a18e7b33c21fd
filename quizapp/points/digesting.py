"""How a day's entries become one digest: each written out as a line, hashed in order after the digest before. Pure.

The text is made so that anybody can make it again from an export: a header line, then one JSON array for each entry, in
the order of their ids, without spaces, each line closed by a line feed; SHA-256 over its UTF-8 bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from quizapp.kernel.clock import day_begins

FORM = 1  # of the lines below; another order or another column is another form
COLUMNS = (
    "id",
    "key",
    "member_id",
    "branch_id",
    "member_type",
    "code",
    "rule_version",
    "addition_id",
    "amount",
    "day",
    "counts_on",
    "at",
    "object_key",
    "reverses_id",
    "actor_id",
    "approver_id",
    "reason",
)
MARGIN = timedelta(hours=2)  # after the last midnight: what was begun before it has long ended or failed
ONE_DAY = timedelta(days=1)


class Digesting:
    """A digest in the making: entries are added one by one, and none of them is kept."""

    def __init__(self, day: date, before: str) -> None:
        self.entries = 0
        self._hash = hashlib.sha256(_line([FORM, day, before]))

    def add(self, values: Iterable[Any]) -> None:
        """One entry: its values in the order of COLUMNS."""
        self._hash.update(_line(values))
        self.entries += 1

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def is_over(day: date, zones: Sequence[str], at: datetime) -> bool:
    """Whether a day has ended in every time zone that is used, some while ago."""
    return all(at >= day_begins(day + ONE_DAY, zone) + MARGIN for zone in zones)


def _line(values: Iterable[Any]) -> bytes:
    told = [_plain(value) for value in values]
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
