"""The stage of the authorisation matrix: a forest of places, who asks, and what there is to be asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from quizapp.people.roles import Role
from quizapp.study.opened import mint
from tests.conftest import NOON

# Each place with the one above it. The tenth is the foreign root: its path "10/" begins with the sign that "1/" does.
PARENT = {
    "root": None,
    "east": "root",
    "west": "root",
    "east-1": "east",
    "east-2": "east",
    "west-1": "west",
    "east-1-a": "east-1",
    "west-2": "west",
    "west-3": "west",
    "abroad": None,
    "abroad-1": "abroad",
}
HOME = "east-1"
DOOR = "door"  # the sign-in name of a member who is signed in nowhere
# Where a role may be held, told from HOME.
LEVELS = {
    "own": "east-1",
    "parent": "east",
    "root": "root",
    "child": "east-1-a",
    "sibling": "east-2",
    "foreign": "abroad",
}
# What is named to whoever holds its address, which is handed out: links to join by, and what became of a request.
HANDED_OUT = {"door", "asked"}
# Where someone is invited and has not come yet: below each place that is not empty.
INVITED_AT = ("east-1-a", "east-2", "west-1", "abroad-1")
# Where someone stands whose things the actors reach for: own, child, sibling, parent, root, cousin and foreign.
OWNED_AT = ("east-1", "east-1-a", "east-2", "east", "root", "west-1", "abroad-1")


def covers(place: str, other: str) -> bool:
    """Whether a place is the other one or above it, told by walking up: no path is looked at."""
    above = PARENT[other]
    return place == other or (above is not None and covers(place, above))


class Standing(StrEnum):
    """What a sign-in is worth, before any role is looked at."""

    NOBODY = "nobody"  # not signed in, or no longer
    NEWCOMER = "newcomer"  # has to choose a password first
    MEMBER = "member"
    SUSPENDED = "suspended"
    LOOKING = "looking"  # at the pages as another member sees them


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who sends requests. `grants` are those in force today: each a role, and the place it is held at.

    Who is looking as another has that member's id and grants.
    """

    name: str
    standing: Standing = Standing.MEMBER
    grants: tuple[tuple[Role, str], ...] = ()
    member_id: int = 0
    token: str = ""
    home: str = HOME  # where they belong


@dataclass(frozen=True, slots=True)
class Thing:
    """An object that an address names, and what of it decides who may open it."""

    kind: str
    state: str
    address: dict[str, Any]
    owner: int = 0  # the member it belongs to
    place: str = ""  # where in the forest it stands
    form: dict[str, Any] = field(default_factory=dict)  # what its page would send next
    held_at: tuple[str, ...] = ()  # of a member: where they hold a role


@dataclass(slots=True)
class Stage:
    """Who and what there is, by ids and addresses; the database holds the rest."""

    secret: bytes
    actors: list[Actor] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    code: str = ""  # an invitation's, which lets someone in
    owners: set[int] = field(default_factory=set)  # the members whose things everyone reaches for

    def actor(self, name: str) -> Actor:
        return next(actor for actor in self.actors if actor.name == name)

    def of_kind(self, kind: str) -> Iterator[Thing]:
        return (thing for thing in self.things if thing.kind == kind)

    def opened(self, actor: Actor, article: Thing) -> str:
        """The note that the article's page would carry if this actor had opened it ten minutes ago."""
        key, at = article.address["article_key"], NOON - timedelta(minutes=10)
        return mint(self.secret, member_id=actor.member_id, article_key=key, at=at)
