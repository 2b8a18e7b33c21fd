"""The city's tree: districts, streets and towns, branches, each branch with its field, its category and its heads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from quizapp.demo.city import names
from quizapp.demo.city.divisions import Division
from quizapp.demo.city.size import LEAST_HEADS, Size
from quizapp.demo.city.zeal import Zeal, zeal
from quizapp.people.models import Field
from quizapp.people.reach import path_of

FIELDS = {
    Field.COMMUNITY: 34,
    Field.RURAL: 26,
    Field.ENTERPRISE: 16,
    Field.AGENCY: 11,
    Field.SCHOOL: 9,
    Field.OTHER: 4,
}
CATEGORIES = {"先进": 12, "一般": 80, "帮扶": 8}


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation of the city. Ids are given in the order of the list: parents before children."""

    id: int
    code: str
    name: str
    parent_id: int | None
    path: str
    field: Field = Field.OTHER
    category: str | None = None
    is_branch: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch: where it stands, how many members call it home, from which id on, and how lively it is."""

    node: Node
    first_id: int
    heads: int
    zeal: Zeal


@dataclass(frozen=True, slots=True)
class City:
    """Everything that stands before the first member comes."""

    seed: int
    nodes: Sequence[Node]
    branches: Sequence[Branch]
    best: Branch  # the liveliest one; the known sign-ins belong to it

    @property
    def districts(self) -> Sequence[Node]:
        return [node for node in self.nodes if node.parent_id == self.nodes[0].id]


def generated(size: Size, rng: Random) -> Division:
    """A city with made-up names."""
    fresh = names.places(rng)
    whole = Division("yg", names.CITY)
    for number in range(1, size.districts + 1):
        district = Division(f"yg{number:02}", names.district(next(fresh), rng))
        local = names.places(rng)
        here = share(size.streets, number - 1, size.districts)
        district.parts = [
            Division(f"{district.code}{place:02}", names.street(next(local), rng))
            for place in range(1, here + 1)
        ]
        whole.parts.append(district)
    return whole


def share(count: int, place: int, of: int) -> int:
    """How many of a count fall to one place among others, as evenly as can be."""
    return count * (place + 1) // of - count * place // of


def raised(size: Size, whole: Division, *, seed: int) -> City:
    """The tree below a city's division, its branches spread over all its streets."""
    rng = Random(f"{seed} raises the tree")
    top = Node(1, whole.code, whole.name, None, path_of("", 1))
    nodes, streets = [top], []
    for district in whole.parts:
        nodes.append(_below(top, district.code, district.name, len(nodes) + 1))
        above = nodes[-1]
        for street in district.parts:
            nodes.append(_below(above, street.code, street.name, len(nodes) + 1))
            streets.append(nodes[-1])
    nodes += _branches(size.branches, streets, len(nodes) + 1, rng)
    branches = list(_peopled(size, [node for node in nodes if node.is_branch], rng))
    return City(seed, nodes, branches, best=max(branches, key=lambda branch: branch.zeal.does))


def _below(parent: Node, code: str, name: str, number: int) -> Node:
    return Node(number, code, name, parent.id, path_of(parent.path, number))


def _branches(count: int, streets: Sequence[Node], first_id: int, rng: Random) -> Iterator[Node]:
    """So many branches, as evenly over the streets as can be."""
    for place, street in enumerate(streets):
        local = names.places(rng)
        for number in range(1, share(count, place, len(streets)) + 1):
            kind = rng.choices(list(FIELDS), list(FIELDS.values()))[0]
            yield Node(
                id=first_id,
                code=f"{street.code}-{number:03}",
                name=names.branch(next(local), kind, rng),
                parent_id=street.id,
                path=path_of(street.path, first_id),
                field=kind,
                category=rng.choices(list(CATEGORIES), list(CATEGORIES.values()))[0],
                is_branch=True,
            )
            first_id += 1


def _peopled(size: Size, nodes: Sequence[Node], rng: Random) -> Iterator[Branch]:
    """Heads and zeal for each: some branches are several times the size of others, the best is of the usual size."""
    places = list(range(len(nodes)))
    rng.shuffle(places)
    weights = [1.13 if place == 0 else rng.lognormvariate(0, 0.5) for place in places]  # 1.13: their mean
    spare, whole, passed, first_id = size.members - LEAST_HEADS * len(nodes), sum(weights), 0.0, 1
    for node, place, weight in zip(nodes, places, weights, strict=True):
        before, passed = round(spare * passed / whole), passed + weight
        heads = LEAST_HEADS + round(spare * passed / whole) - before
        yield Branch(node, first_id, heads, zeal(place, len(nodes)))
        first_id += heads
