"""The tariff as a file and as a whole: reading it with every complaint, and which rules hold on a day."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from quizapp.people.reach import ids_on
from quizapp.points.additions import EVERY_DAY, Addition, in_force, with_addition
from quizapp.points.earning import Code, Period, Rule
from quizapp.points.spans import ONE_DAY

FILE = Path(__file__).with_name("tariff.toml")
FIELDS = {"code", "points", "tiers", "cap", "cap_per", "once_per", "weekdays", "member_types", "from"}
MOST = 1000  # a slip of the hand, not a rule, pays more than this for one fact


@dataclass(frozen=True, slots=True)
class Tariff:
    """Every rule in every version, and what organisations add. `number` grows with each rule and addition: two tariffs
    of one number are the same.
    """

    number: int
    rules: tuple[Rule, ...]
    additions: Mapping[int, tuple[Addition, ...]] = field(default_factory=dict)  # by organisation

    def in_force(self, day: date) -> dict[Code, Rule]:
        """The newest version of each rule among those that have begun by `day`."""
        begun = (rule for rule in self.rules if rule.starts_on <= day)
        return {rule.code: rule for rule in sorted(begun, key=lambda rule: (rule.starts_on, rule.version))}

    def version(self, code: Code, version: int) -> Rule | None:
        """A rule as it stood in a version: what an old entry was paid by. None when there never was one."""
        return next((rule for rule in self.rules if (rule.code, rule.version) == (code, version)), None)

    def versions(self, code: Code) -> tuple[Rule, ...]:
        """A rule in all its versions, the latest first."""
        return tuple(
            sorted((rule for rule in self.rules if rule.code is code), key=lambda rule: -rule.version)
        )

    def coming(self, day: date) -> list[Rule]:
        """The versions announced for after a day, by rule and by their days.

        Left out are those that another version of the same day overrules, and those that leave a rule as it was.
        """
        found, now = [], self.in_force(day)
        for code in Code:
            before = now.get(code)
            for starts_on in sorted({rule.starts_on for rule in self.versions(code) if rule.starts_on > day}):
                rule = next(one for one in self.versions(code) if one.starts_on == starts_on)
                if before is None or not _same(rule, before):
                    found.append(rule)
                before = rule
        return found

    def ever_held(self, rule: Rule) -> bool:
        """Whether a version holds on its first day: one that was taken back, or replaced before it began, never does."""
        same_day = (one for one in self.versions(rule.code) if one.starts_on == rule.starts_on)
        return next(same_day) is rule

    def addition(self, addition_id: int | None) -> Addition | None:
        """An addition by its id: what an old entry was paid by. None when there never was one."""
        every = (one for rows in self.additions.values() for one in rows)
        return next((one for one in every if one.id == addition_id), None) if addition_id else None

    def added(self, path: str, day: date) -> dict[Code, Addition]:
        """What is added for members at a path on a day: for each rule that of the nearest organisation that adds to it."""
        return {code: one for code, one in self.standing(path, day).items() if one.holds_on(day)}

    def standing(self, path: str, day: date) -> dict[Code, Addition]:
        """The same on whatever day of the week."""
        found: dict[Code, Addition] = {}
        for organisation_id in ids_on(path) if self.additions else ():
            found |= in_force(self.additions.get(organisation_id, ()), day)
        return found

    def with_additions(self, organisation_id: int, proposed: Sequence[Addition]) -> "Tariff":
        """The tariff as if an organisation added this, to those rules in the place of what it adds now."""
        codes = {one.code for one in proposed}
        own = (one for one in self.additions.get(organisation_id, ()) if one.code not in codes)
        more = {organisation_id: (*own, *proposed)}
        return replace(self, number=self.number + len(proposed), additions={**self.additions, **more})

    def announced(self, path: str, day: date) -> tuple[Addition, ...]:
        """Additions of the organisations on a path that begin after a day, but those that another of the same day
        overrules, and those that end nothing.
        """
        found = []
        for place in ids_on(path):
            own = self.additions.get(place, ())
            last = {(one.code, one.starts_on): one for one in sorted(own, key=lambda one: one.version)}
            for one in own:
                ends = one.code in in_force(own, one.starts_on - ONE_DAY)
                if (
                    one.starts_on > day
                    and one is last[one.code, one.starts_on]
                    and (one.is_something or ends)
                ):
                    found.append(one)
        return tuple(found)

    def paying(self, rule: Rule, path: str, day: date) -> tuple[Rule, Addition | None]:
        """The rule as it pays members at a path on a day, and the addition in it."""
        addition = self.added(path, day).get(rule.code) if self.additions else None
        return with_addition(rule, addition), addition

    def adds_at(self, path: str) -> bool:
        """Whether any organisation on a path has ever added to the tariff."""
        return bool(self.additions) and any(place in self.additions for place in ids_on(path))

    def for_members_at(self, path: str, day: date) -> dict[Code, Rule]:
        """Every rule as it pays members at a path on a day."""
        added = self.added(path, day)
        return {code: with_addition(rule, added.get(code)) for code, rule in self.in_force(day).items()}


def _same(rule: Rule, other: Rule) -> bool:
    """Whether two versions of a rule say the same."""
    return replace(rule, version=other.version, starts_on=other.starts_on) == other


@dataclass(slots=True)
class Reading:
    """What a tariff file says: its rules, and a complaint ("tariff.toml:12: …") for all that is wrong."""

    rules: list[Rule] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def read(text: str, *, name: str = FILE.name) -> Reading:
    """Read a tariff file; nothing in it raises, what is wrong becomes a complaint."""
    reading = Reading()
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reading.complaints.append(f"{name}: not TOML: {error}")
        return reading
    version, tables = raw.get("version"), raw.get("rule", [])
    if type(version) is not int or version < 1:
        reading.complaints.append(f"{name}: version is {version!r}; it must be a whole number from 1")
        version = 1
    for line, table in zip(_lines(text), tables, strict=False):
        _read_rule(table, f"{name}:{line}", version, reading)
    reading.complaints += _repeated(reading.rules, name)
    return reading


def _lines(text: str) -> list[int]:
    """The line each `[[rule]]` stands on: TOML itself forgets them."""
    return [
        number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)
    ]


def _repeated(rules: Iterable[Rule], name: str) -> list[str]:
    codes = [rule.code for rule in rules]
    return [
        f"{name}: {code} stands there {codes.count(code)} times" for code in Code if codes.count(code) > 1
    ]


def _read_rule(table: Mapping[str, object], where: str, version: int, reading: Reading) -> None:
    complaints = [f"{where}: {complaint}" for complaint in _complaints(table)]
    reading.complaints += complaints
    if not complaints:
        reading.rules.append(_rule(table, version))


def _rule(table: Mapping[str, object], version: int) -> Rule:
    read: dict[str, object] = dict(table)
    tiers, cap_per = read.get("tiers", {}), read.get("cap_per")
    assert isinstance(tiers, dict)
    return Rule(
        code=Code(str(read["code"])),
        version=version,
        points=read.get("points", 0),  # type: ignore[arg-type]  # its shape was checked, as was all below
        starts_on=read["from"],  # type: ignore[arg-type]
        once_per=Period(str(read["once_per"])),
        cap=read.get("cap"),  # type: ignore[arg-type]
        cap_per=Period(str(cap_per)) if cap_per else None,
        weekdays=tuple(sorted(read.get("weekdays", EVERY_DAY))),  # type: ignore[call-overload]
        tiers=tuple(tiers.items()),
        member_types=tuple(read.get("member_types", ())),  # type: ignore[arg-type]
    )


def _complaints(table: Mapping[str, object]) -> list[str]:
    found = [f"{name!r} is not a field of a rule" for name in table if name not in FIELDS]
    found += _choice(table, "code", [code.value for code in Code])
    found += _choice(table, "once_per", [period.value for period in Period])
    if type(table.get("from")) is not date:
        found.append(f"from is {table.get('from')!r}; it must be a day such as 2026-01-01")
    return found + _amount_complaints(table) + _cap_complaints(table) + _audience_complaints(table)


def _choice(table: Mapping[str, object], name: str, choices: list[str]) -> list[str]:
    if table.get(name) in choices:
        return []
    return [f"{name} is {table.get(name)!r}; it must be one of {', '.join(choices)}"]


def _amount_complaints(table: Mapping[str, object]) -> list[str]:
    if "points" in table and "tiers" in table:
        return ["both points and tiers are given; one of them pays"]
    tiers = table.get("tiers", {})
    if not isinstance(tiers, dict):
        return [f"tiers is {tiers!r}; it must be a table of amounts by name"]
    amounts = {f"tiers.{name}": amount for name, amount in tiers.items()} | (
        {"points": table["points"]} if "points" in table else {}
    )
    return [
        f"{name} is {amount!r}; it must be a whole number from 1 to {MOST}"
        for name, amount in amounts.items()
        if type(amount) is not int or not 1 <= amount <= MOST
    ]


def _cap_complaints(table: Mapping[str, object]) -> list[str]:
    if ("cap" in table) != ("cap_per" in table):
        return ["cap and cap_per belong together; one of them is missing"]
    if "cap" not in table:
        return []
    found = _choice(table, "cap_per", [Period.DAY.value, Period.WEEK.value])
    cap = table["cap"]
    if type(cap) is not int or not 1 <= cap <= MOST:
        found.append(f"cap is {cap!r}; it must be a whole number from 1 to {MOST}")
    return found


def _audience_complaints(table: Mapping[str, object]) -> list[str]:
    found = []
    days = table.get("weekdays", list(EVERY_DAY))
    if (
        not isinstance(days, list)
        or not days
        or any(type(day) is not int or day not in EVERY_DAY for day in days)
    ):
        found.append(f"weekdays is {days!r}; it must list days from 1 (Monday) to 7 (Sunday)")
    types = table.get("member_types", ["everyone"])
    if not isinstance(types, list) or not types or not all(type(kind) is str for kind in types):
        found.append(f"member_types is {types!r}; it must list keys of member types")
    return found
