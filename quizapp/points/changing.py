"""What a proposal says: the rules as they would be, or what an organisation would add; read from what is stored, and judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict, all_of, unless
from quizapp.points.additions import EVERY_DAY, MOST_A_DAY, Addition, a_day, largest
from quizapp.points.earning import Code, Period, Rule
from quizapp.points.names import NAMES
from quizapp.points.tariff import MOST

# A rule whose facts bring their own amount has nothing to be changed but whom it pays, and on which days.
BY_FACT = frozenset({Code.CONTEST_PLACE, Code.STAR_AWARD})
# These are told by the tariff and decided elsewhere.
FIXED: dict[Code, Message] = {
    Code.ADJUST: Message("A person decides how much, with a reason: there is nothing to be changed here."),
    Code.REVERSAL: Message(
        "It takes back what was paid, as much as that was: there is nothing to be changed here."
    ),
    Code.REDEMPTION: Message("The reward says what it costs: there is nothing to be changed here."),
}
CHANGEABLE = tuple(code for code in Code if code not in FIXED)
ADDABLE = tuple(code for code in CHANGEABLE if code not in BY_FACT)
NOBODY = ("",)  # a form on which no member type is ticked; no rule has it, for it would pay nobody


@dataclass(frozen=True, slots=True)
class Change:
    """One rule as it would be. `version` is the one it was thought of against."""

    code: Code
    version: int
    points: int
    tiers: tuple[tuple[str, int], ...]
    cap: int | None
    cap_per: Period | None
    weekdays: tuple[int, ...]
    member_types: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """The rule as it is."""
        same = ("code", "version", "points", "tiers", "cap", "cap_per", "weekdays", "member_types")
        return cls(**{name: getattr(rule, name) for name in same})

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            code=Code(stored["code"]),
            version=stored["version"],
            points=stored["points"],
            tiers=tuple((name, amount) for name, amount in stored["tiers"]),
            cap=stored["cap"],
            cap_per=Period(stored["cap_per"]) if stored["cap_per"] else None,
            weekdays=tuple(stored["weekdays"]),
            member_types=tuple(stored["member_types"]),
        )

    def rule(self, like: Rule, *, version: int, starts_on: date) -> Rule:
        """The rule in its new version; how often the same thing pays stays as it was, for paid keys hang on it."""
        more = {name: value for name, value in _fields(self).items() if name not in ("code", "version")}
        return replace(like, **more, version=version, starts_on=starts_on)


@dataclass(frozen=True, slots=True)
class Added:
    """What an organisation would add to one rule; nothing of both ends what it adds now."""

    code: Code
    version: int  # of the addition it was thought of against; 0: there was none
    points: int
    cap: int
    weekdays: tuple[int, ...] = EVERY_DAY

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            Code(stored["code"]),
            stored["version"],
            stored["points"],
            stored["cap"],
            tuple(stored["weekdays"]),
        )

    def addition(self, *, organisation_id: int, starts_on: date) -> Addition:
        return Addition(
            0, organisation_id, self.code, self.version + 1, starts_on, self.points, self.cap, self.weekdays
        )


def stored(line: Change | Added) -> dict[str, Any]:
    """A line as JSON holds it."""
    return asdict(line)


def _fields(change: Change) -> dict[str, Any]:
    return {name: getattr(change, name) for name in Change.__slots__}


def changes_in(lines: Iterable[Any]) -> list[Change]:
    return [Change.read(line) for line in lines if isinstance(line, Mapping)]


def added_in(lines: Iterable[Any]) -> list[Added]:
    return [Added.read(line) for line in lines if isinstance(line, Mapping)]


def may_start(starts_on: date, *, latest: date) -> Verdict:
    """Whether a change may hold from a day: not from one that has begun somewhere, or points would be paid anew."""
    return unless(
        starts_on > latest,
        Message("Choose a day after %(day)s: what has been paid is not recomputed.", day=str(latest)),
    )


def taking_back(versions: Sequence[Rule]) -> Change | None:
    """The change that has a rule stay as it was before its newest version; None when there was nothing before.

    `versions`: the latest first. What is announced stays as written: another version of the same day overrules it.
    """
    if len(versions) < 2:
        return None
    return replace(Change.of(versions[1]), version=versions[0].version)


def sound(change: Change, now: Rule | None, *, types: Iterable[str], starts_on: date) -> Verdict:
    """Whether a rule can be as proposed, from a day on. `now` is its newest version, announced ones too."""
    name = NAMES[change.code]
    if now is None or change.code in FIXED:
        return Verdict(Message("%(rule)s is not changed here.", rule=name))
    if now.version != change.version:
        return Verdict(Message("%(rule)s has changed since. Make a new proposal.", rule=name))
    other_period = change.cap_per is not now.cap_per and Period.WEEK in (change.cap_per, now.cap_per)
    return all_of(
        unless(
            _fits(change, now),
            Message("%(rule)s: a whole number from 1 to %(most)s.", rule=name, most=MOST),
        ),
        unless(bool(change.weekdays), Message("%(rule)s: choose at least one day of the week.", rule=name)),
        unless(
            change.member_types != NOBODY,
            Message("%(rule)s: choose at least one member type.", rule=name),
        ),
        unless(set(change.member_types) <= set(types), Message("%(rule)s: no such member type.", rule=name)),
        unless(change != Change.of(now), Message("%(rule)s would stay as it is.", rule=name)),
        unless(
            starts_on >= now.starts_on,
            Message(
                "%(rule)s changes on %(day)s already. Choose that day or a later one.",
                rule=name,
                day=str(now.starts_on),
            ),
        ),
        unless(
            not other_period or starts_on.isoweekday() == 1,
            Message("%(rule)s: weeks begin on Monday, so this change does too.", rule=name),
        ),
    )


def _fits(change: Change, now: Rule) -> bool:
    """Whether it pays whole amounts, up to a whole cap; what the fact itself brings stays its own."""
    if change.code in BY_FACT:
        told = ("points", "tiers", "cap", "cap_per")
        return all(getattr(change, name) == getattr(now, name) for name in told)
    amounts = [amount for _, amount in change.tiers] or [change.points]
    caps = [] if change.cap is None else [change.cap]
    together = (change.cap is None) == (change.cap_per is None)
    return together and all(1 <= amount <= MOST for amount in [*amounts, *caps])


def sound_addition(
    added: Sequence[Added],
    *,
    rules: Mapping[Code, Rule],
    now: Mapping[Code, Addition],
    inherited: Mapping[Code, Addition],
) -> Verdict:
    """Whether an organisation may add this. `now` are its own newest ones, `inherited` what holds from above."""
    return all_of(
        *(_sound_line(one, rules.get(one.code), now.get(one.code), inherited.get(one.code)) for one in added),
        _bounded(added, rules, now, inherited),
    )


def _sound_line(one: Added, rule: Rule | None, now: Addition | None, above: Addition | None) -> Verdict:
    name = NAMES[one.code]
    if rule is None or one.code not in ADDABLE:
        return Verdict(Message("Nothing can be added to this: %(rule)s.", rule=name))
    most_points, most_cap = largest(rule)
    over = Message(
        "%(rule)s: at most %(points)s more for each, and %(cap)s more in all.",
        rule=name,
        points=most_points,
        cap=most_cap,
    )
    less = (
        above is not None and (one.points or one.cap) and (one.points < above.points or one.cap < above.cap)
    )
    stays = (one.points, one.cap, one.weekdays if one.points or one.cap else EVERY_DAY)
    before = (now.points, now.cap, now.weekdays) if now and now.is_something else (0, 0, EVERY_DAY)
    return all_of(
        unless(0 <= one.points <= most_points and 0 <= one.cap <= most_cap, over),
        unless(bool(one.weekdays), Message("%(rule)s: choose at least one day of the week.", rule=name)),
        unless(not less, Message("%(rule)s: the organisation above adds more than this.", rule=name)),
        unless(
            (now.version if now else 0) == one.version,
            Message("%(rule)s has changed since. Make a new proposal.", rule=name),
        ),
        unless(stays != before, Message("%(rule)s would stay as it is.", rule=name)),
    )


def _bounded(
    added: Sequence[Added],
    rules: Mapping[Code, Rule],
    now: Mapping[Code, Addition],
    inherited: Mapping[Code, Addition],
) -> Verdict:
    """What is added in all, with what was added before, and what comes from above where nothing is added here."""
    proposed = {one.code: one.addition(organisation_id=0, starts_on=date.min) for one in added}
    own = {code: one for code, one in now.items() if one.is_something and code not in proposed}
    whole = {**inherited, **own, **{code: one for code, one in proposed.items() if one.is_something}}
    together = a_day(rules, whole.values())
    said = Message(
        "All additions here would come to %(sum)s points; at most %(most)s are allowed.",
        sum=together,
        most=MOST_A_DAY,
    )
    return unless(together <= MOST_A_DAY, said)
