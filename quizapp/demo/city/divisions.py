"""Names of a real city's districts and streets, from a folder of tables of administrative divisions.

The folder holds `provinces.csv` (code, name), `cities.csv` (code, name, provinceCode), `areas.csv` (code, name, cityCode)
and `streets.csv` (code, name, areaCode), as UTF-8 with or without a byte order mark; more columns do no harm. Nothing is
skipped: the first row that is not as it should be is told by file and row.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

LONGEST = 60  # characters of a name
_COLLECTIVE = re.compile(r"市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划")  # no names of their own
_NEAREST = 12  # cities of about the size asked for, among which the seed chooses


class BadDivisions(Exception):
    """The folder cannot be used; the text names the file, the row and what is wrong there."""


@dataclass(slots=True)
class Division:
    """A city with its districts, or a district with its streets."""

    code: str
    name: str
    parts: list["Division"] = field(default_factory=list)


def city(folder: Path, *, streets: int, rng: Random) -> Division:
    """One city of about so many streets, with its districts and their streets. BadDivisions when there is none."""
    found = [one for one in _cities(folder) if one.parts]
    if not found:
        raise BadDivisions(f"{folder / 'streets.csv'}: no city has a street; check the codes of the rows.")
    found.sort(key=lambda one: (abs(_streets(one) - streets), one.code))
    return rng.choice(found[:_NEAREST])


def _streets(one: Division) -> int:
    return sum(len(area.parts) for area in one.parts)


def _cities(folder: Path) -> list[Division]:
    provinces = {code: Division(code, name) for code, name, _ in _rows(folder / "provinces.csv", 2)}
    cities = _below(folder / "cities.csv", 4, "provinceCode", provinces)
    areas = _below(folder / "areas.csv", 6, "cityCode", cities)
    _below(folder / "streets.csv", 9, "areaCode", areas)
    for one in cities.values():
        one.parts = [area for area in one.parts if area.parts]
        if _COLLECTIVE.fullmatch(one.name):
            one.name = provinces[one.code[:2]].name
    return list(cities.values())


def _below(file: Path, digits: int, parent: str, parents: dict[str, Division]) -> dict[str, Division]:
    """The rows of a table, each also hung below its parent."""
    found: dict[str, Division] = {}
    for number, (code, name, above) in enumerate(_rows(file, digits, parent), 2):
        if above not in parents:
            raise BadDivisions(f"{file}, row {number}: {parent} is {above!r}, which no row above it has.")
        if code in found:
            raise BadDivisions(f"{file}, row {number}: the code {code} stands there twice.")
        found[code] = Division(code, name)
        parents[above].parts.append(found[code])
    return found


def _rows(file: Path, digits: int, parent: str | None = None) -> Iterator[tuple[str, str, str]]:
    """Code, name and the parent's code of every row."""
    wanted = ["code", "name", *([parent] if parent else [])]
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            lines = csv.DictReader(opened, strict=True)
            if missing := [name for name in wanted if name not in (lines.fieldnames or [])]:
                raise BadDivisions(f"{file}, row 1: there is no column {', '.join(missing)}.")
            for number, line in enumerate(lines, 2):
                yield _row(line, wanted, digits, f"{file}, row {number}")
    except OSError as error:
        raise BadDivisions(f"{file}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadDivisions(f"{file}: is not UTF-8 text (byte {error.start + 1}).") from error
    except csv.Error as error:
        raise BadDivisions(f"{file}, row {lines.line_num + 1}: is not CSV ({error}).") from error


def _row(line: dict[str, str | None], wanted: list[str], digits: int, where: str) -> tuple[str, str, str]:
    code, name, *rest = ((line.get(column) or "").strip() for column in wanted)
    if not re.fullmatch(rf"[0-9]{{{digits}}}", code):
        raise BadDivisions(f"{where}: the code is {code!r}; it must have {digits} digits.")
    if not name or len(name) > LONGEST:
        raise BadDivisions(f"{where}: the name is {name!r}; it must have 1 to {LONGEST} characters.")
    return code, name, rest[0] if rest else ""
