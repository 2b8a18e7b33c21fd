"""What an organisation may set for itself and everything below it; what it leaves unset it has from above."""

import zoneinfo
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from quizapp.kernel.clock import DEFAULT_ZONE
from quizapp.kernel.message import Message


class RankVisibility(StrEnum):
    """Whose places on a board above the own branch a member sees."""

    OWN = "own"
    TOP = "top"
    BRANCH = "branch"
    ALL = "all"


class Joining(StrEnum):
    """Whether who comes by a link is in at once, or waits for an administrator."""

    APPROVAL = "approval"
    OPEN = "open"


DEFAULTS: dict[str, Any] = {
    "zone": DEFAULT_ZONE,
    "content_language": "zh-Hans",
    "rank_visibility": RankVisibility.TOP.value,
    "joining": Joining.APPROVAL.value,
    "columns": None,  # keys of the library's columns shown; None shows all
    "categories": None,  # what branches may be counted as, beside their field; None: nothing
    "registration_target": 100,  # percent: the lines the figures are seen against
    "participation_target": 40,
}
TARGETS = (
    "registration_target",
    "participation_target",
)  # asked seldom, so not kept with the organisation's row
MOST_TARGET = 300
MOST_CATEGORIES, LONGEST_CATEGORY = 60, 40
LANGUAGES = ("zh-Hans", "en")


def effective(chain: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What holds for the last organisation of a chain that runs from the root: the nearest own value of each setting."""
    found = dict(DEFAULTS)
    for own in chain:
        found.update(own)
    return found


def complaint(own: Mapping[str, Any]) -> Message | None:
    """What is wrong with an organisation's own settings, in one sentence; None when they can be kept."""
    if unknown := sorted(set(own) - set(DEFAULTS)):
        return Message("%(names)s is not a setting of an organisation.", names=", ".join(unknown))
    if "zone" in own and own["zone"] not in zoneinfo.available_timezones():
        return Message("%(zone)s is not a time zone.", zone=own["zone"])
    if own.get("content_language", LANGUAGES[0]) not in LANGUAGES:
        return Message("Choose Chinese or English as the language of articles and questions.")
    if own.get("rank_visibility", RankVisibility.TOP) not in list(RankVisibility):
        return Message("Choose one of the ways places may be shown.")
    if own.get("joining", Joining.APPROVAL) not in list(Joining):
        return Message("Choose whether who joins by a link has to be approved.")
    columns = own.get("columns")
    if columns is not None and not (
        isinstance(columns, list) and columns and all(isinstance(key, str) for key in columns)
    ):
        return Message("Choose at least one column to be shown.")
    if any(type(own.get(name, 1)) is not int or not 0 < own.get(name, 1) <= MOST_TARGET for name in TARGETS):
        return Message("A target is a whole number of percent, from 1 to %(most)s.", most=MOST_TARGET)
    return _complaint_of_categories(own.get("categories"))


def _complaint_of_categories(categories: Any) -> Message | None:
    if categories is None:
        return None
    if not isinstance(categories, list) or not all(isinstance(one, str) and one for one in categories):
        return Message("Write one category on each line.")
    if len(categories) > MOST_CATEGORIES:
        return Message("At most %(count)s categories.", count=MOST_CATEGORIES)
    if long := next((one for one in categories if len(one) > LONGEST_CATEGORY), None):
        return Message(
            "A category has at most %(count)s characters: %(name)s", count=LONGEST_CATEGORY, name=long
        )
    if len(set(categories)) < len(categories):
        return Message("Each category is written once.")
    return None


def kept_with_row(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Those settings that an organisation's row keeps, own or inherited."""
    return {name: value for name, value in settings.items() if name not in TARGETS}
