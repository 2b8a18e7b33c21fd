"""What a file of organisations makes of the tree, judged as a whole: every row, under whom, and what of it is refused."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as initially
from datetime import date
from typing import Any, NamedTuple

from quizapp.kernel.message import Message
from quizapp.people.reach import depth_of
from quizapp.people.roster_files.organisations import Column

OTHER = "other"  # the field of one of which nothing else is said


@dataclass(frozen=True, slots=True)
class Standing:
    """An organisation as it stands. `own`: its own settings; `since`: the day it got the place and name it has."""

    id: int
    code: str
    name: str
    parent_id: int | None
    path: str
    is_branch: bool
    field: str
    category: str | None
    closed_on: date | None
    own: Mapping[str, Any]
    in_force: Mapping[str, Any]
    since: date | None


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file is judged beside: the organisation it is for (None: there is none yet) and what hangs below it."""

    top: Standing | None
    inside: Mapping[str, Standing]  # by code, the top among them, parents before children
    above: Mapping[str, Any] | None = None  # the settings in force above the top
    taken: frozenset[str] = frozenset()  # codes of the file that are in use elsewhere
    homes: frozenset[int] = frozenset()  # the branches, of those that are to be none, that people belonged to


class Refusal(NamedTuple):
    """A row that is refused, in which column when it is one cell, and why."""

    row: int
    column: Column | None
    words: Message


@dataclass(slots=True, eq=False)
class Node:
    """An organisation as the file would have it. `was`: as it stands; `row`: of the file, None when it is not named."""

    code: str
    name: str
    is_branch: bool
    field: str
    category: str | None
    own: Mapping[str, Any]
    was: Standing | None = None
    row: int | None = None
    parent: "Node | None" = None
    below: list["Node"] = initially(default_factory=list)
    depth: int = 0
    in_force: Mapping[str, Any] = initially(default_factory=dict)
    moves: bool = False

    @property
    def is_new(self) -> bool:
        return self.was is None

    @property
    def zone(self) -> str:
        """The time zone of one that stands, before anything changes."""
        assert self.was is not None
        return str(self.was.in_force["zone"])

    @property
    def stood_at(self) -> str:
        assert self.was is not None
        return self.was.path

    @property
    def renamed(self) -> bool:
        return self.was is not None and self.name != self.was.name

    @property
    def described(self) -> Mapping[str, tuple[Any, Any]]:
        """What else about one that stands would be another, before and after."""
        if self.was is None:
            return {}
        pairs = {
            "is_branch": (self.was.is_branch, self.is_branch),
            "field": (self.was.field, self.field),
            "category": (self.was.category, self.category),
            "zone": (self.was.own.get("zone"), self.own.get("zone")),
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    @property
    def changes(self) -> bool:
        return self.is_new or self.renamed or self.moves or bool(self.described)


def as_it_stands(was: Standing) -> Node:
    return Node(was.code, was.name, was.is_branch, was.field, was.category, was.own, was)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file comes to. `nodes`: everything at and below its organisation, parents first; whole without complaints."""

    nodes: Sequence[Node]
    complaints: Sequence[Refusal]

    @property
    def named(self) -> Iterator[Node]:
        """Those the file names."""
        return (node for node in self.nodes if node.row is not None)

    def counts(self) -> dict[str, int]:
        """How many are new, renamed, moved, described otherwise, the same, and refused; one may be several of these."""
        named = list(self.named)
        return {
            "new": sum(node.is_new for node in named),
            "renamed": sum(node.renamed for node in named),
            "moved": sum(node.moves for node in named),
            "described": sum(bool(node.described) for node in named),
            "same": sum(not node.changes for node in named),
            "refused": len(self.complaints),
        }

    def digest(self) -> str:
        """Names everything that would change: what was looked at is what is carried out, or nothing is."""
        found = hashlib.sha256()
        for node in self.nodes:
            if node.changes:
                above = node.parent.code if node.parent else None
                was = node.was and (node.was.id, node.was.name, node.was.parent_id)
                what = (node.code, node.name, above, node.is_branch, node.field, node.category)
                found.update(repr((*what, node.own.get("zone"), was)).encode())
        return found.hexdigest()


def spelled(code: str, known: Mapping[str, object]) -> str:
    """A code as it is known: wide digits and letters are taken for narrow ones, unless they are known so."""
    return code if code.isascii() or code in known else unicodedata.normalize("NFKC", code)


def part_of(top: Node) -> list[Node]:
    """Everything at and below a node, parents before children; depths are set on the way."""
    found = [top]
    for node in found:
        for child in node.below:
            child.depth = node.depth + 1
            found.append(child)
    return found


def depth_of_top(tree: Tree) -> int:
    return depth_of(tree.top.path) if tree.top else 1
