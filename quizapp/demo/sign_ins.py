"""The passwords of the demo's known sign-ins: made for each instance, kept in a file only its owner can read."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Protocol

from quizapp.demo.cast import KNOWN
from quizapp.people.roles import Role

FILE = "demo-sign-ins.json"
_TEXT = (
    "amber apple bamboo barley basil birch bread bridge brook candle canal cedar cherry cloud clover copper coral "
    "crane dawn drum ferry field flute garden ginger harbour hazel honey island ivory jade jasmine kettle kite "
    "lantern lemon lily lotus maple meadow melon mint moon moss mountain noodle oak oat olive orange orchid paper "
    "peach pebble pepper pine plum pond poplar quince rain reed rice river rose sage sail salt sand sesame silk "
    "silver snow spring star stone sugar summer swan tea thyme tiger toast valley velvet walnut water willow wind"
)
_WORDS = _TEXT.split()


class Listed(Protocol):
    """Someone whose sign-in is listed."""

    @property
    def role(self) -> Role: ...
    @property
    def sign_in_name(self) -> str: ...


def made(rng: Random, known: Sequence[Listed] = KNOWN) -> dict[str, str]:
    """A fresh password for each known sign-in: three words and a number, all different."""
    found: dict[str, str] = {}
    for person in known:
        found[person.sign_in_name] = f"{'-'.join(rng.sample(_WORDS, 3))}-{rng.randrange(10, 100)}"
    return found


def read(home: Path) -> dict[str, str] | None:
    """The passwords by sign-in name; None when the file is missing, damaged, or of another cast."""
    try:
        rows = json.loads((home / FILE).read_text("utf8"))
        found = {str(row["name"]): str(row["password"]) for row in rows}
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if found.keys() == {person.sign_in_name for person in KNOWN} else None


def write(home: Path, passwords: dict[str, str], known: Sequence[Listed] = KNOWN) -> None:
    """Write the file whole or not at all, readable by its owner alone: a list of {role, name, password}."""
    rows = [
        {"role": person.role.value, "name": person.sign_in_name, "password": passwords[person.sign_in_name]}
        for person in known
    ]
    beside = home / f"{FILE}.new"
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf8"
    ) as out:
        json.dump(rows, out, ensure_ascii=False, indent=2)
        out.write("\n")
    beside.replace(home / FILE)


def table(passwords: dict[str, str], known: Sequence[Listed] = KNOWN) -> Sequence[str]:
    """The sign-ins as lines of a table, for the terminal."""
    lines = [("role", "sign-in name", "password")]
    lines += [(person.role.value, person.sign_in_name, passwords[person.sign_in_name]) for person in known]
    widths = [max(len(line[column]) for line in lines) for column in (0, 1)]
    return [f"  {role:<{widths[0]}}  {name:<{widths[1]}}  {password}" for role, name, password in lines]
