"""The counts that the house keeps of each organisation, as its folding would have them: of people, and of what they did."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from quizapp.demo.city.months import Row
from quizapp.demo.city.people import Person
from quizapp.demo.city.tree import City
from quizapp.people.models import MemberState
from quizapp.people.operations import MEMBER_TYPES
from quizapp.points.counts import Amounts, Key, carried, plus

COUNT_AS_MEMBERS = frozenset(key for key, _, _, is_member in MEMBER_TYPES if is_member)
_CAME = frozenset({MemberState.ACTIVATED, MemberState.SUSPENDED})
_PLACE = ("organisation_id", "whole", "member_type")
_HEADS = ("headcount", "members", "registered", "activated", "activated_members")
_SUMS = ("visited", "participated", "earned")


def heads_of(branch_id: int, people: Iterable[Person]) -> dict[Key, Amounts]:
    """How many people of each type a branch has, and how far they have come."""
    heads: dict[Key, Amounts] = {}
    for person in people:
        if person.state is MemberState.LEFT:
            continue
        member, came = int(person.member_type in COUNT_AS_MEMBERS), int(person.state in _CAME)
        more = member, member, int(person.registered), came, came and member
        key = branch_id, person.member_type
        heads[key] = plus(heads[key], more) if key in heads else more
    return heads


def head_rows(city: City, heads: Mapping[Key, Amounts], since: date) -> Iterator[Row]:
    """The rows of every organisation's people, as they have been since a day."""
    for row, amounts in carried(heads, _paths(city)).items():
        yield {**_named(_PLACE, row), "from_on": since, **_named(_HEADS, amounts)}


def tally_rows(city: City, tallies: Mapping[Key, Amounts]) -> Iterator[Row]:
    """The rows of what every organisation's people did, by span."""
    for row, amounts in carried(tallies, _paths(city)).items():
        yield {**_named((*_PLACE, "period", "starts_on"), row), **_named(_SUMS, amounts)}


def _named(names: Iterable[str], values: Iterable[object]) -> Row:
    return dict(zip(names, values, strict=True))


def _paths(city: City) -> dict[int, str]:
    return {node.id: node.path for node in city.nodes}
