"""Judging the rows of a file of organisations beside the tree: who each is, under whom it hangs, and how it is described."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.people.reach import MOST_DEPTH
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.damage import Widths
from quizapp.people.roster_files.organisations import Column, Said
from quizapp.people.settings import complaint, effective
from quizapp.people.tree_plan import (
    OTHER,
    Node,
    Plan,
    Refusal,
    Tree,
    as_it_stands,
    depth_of_top,
    part_of,
    spelled,
)

_CODE = re.compile(r"[\w.-]+\Z")


def judge(rows: Sequence[Said], tree: Tree, *, at: datetime) -> Plan:
    """What these rows come to, beside the tree as it stands at an instant. Every fault is found, one for each row."""
    judging = _Judging(tree, at)
    judging.seat(rows)
    judging.hang()
    judging.walk()
    judging.settle()
    judging.miss_zeros()
    return Plan(judging.nodes, sorted(judging.refusals.values()))


class _Judging:
    def __init__(self, tree: Tree, at: datetime) -> None:
        self.tree, self.at = tree, at
        self.refusals: dict[int, Refusal] = {}
        self.rows: dict[str, Said] = {}  # those in order so far, by code
        self.first: dict[str, int] = {}  # the row that names a code first
        self.parents: set[str] = set()  # codes named as somebody's parent
        self.by_code = {code: as_it_stands(was) for code, was in tree.inside.items()}
        by_id = {node.was.id: node for node in self.by_code.values() if node.was}
        for node in self.by_code.values():
            if node.was and node.was is not tree.top:
                node.parent = by_id[node.was.parent_id or 0]
        self.top = self.by_code[tree.top.code] if tree.top else None
        self.nodes: Sequence[Node] = ()

    def seat(self, rows: Sequence[Said]) -> None:
        """Say of each row whom it is about."""
        for read in rows:
            row = read._replace(
                code=spelled(read.code, self.tree.inside), parent=spelled(read.parent, self.tree.inside)
            )
            self.parents.add(row.parent)
            if wrong := self._seated(row):
                self._refuse(row, *wrong)
            else:
                self.rows[row.code] = row
                self._node(row)
            if row.code:
                self.first.setdefault(row.code, row.number)

    def _seated(self, row: Said) -> tuple[Column | None, Message] | None:
        was = self.tree.inside.get(row.code)
        if row.complaint:
            return row.column, row.complaint
        if row.code in self.first:
            return Column.CODE, Message("Row %(row)s has this code, too.", row=self.first[row.code])
        if row.code in self.tree.taken:
            return Column.CODE, faults.CODE_TAKEN
        if was and was.closed_on:
            return Column.CODE, faults.CLOSED
        return None if was or _CODE.match(row.code) else (Column.CODE, faults.NO_CODE)

    def _node(self, row: Said) -> None:
        node = self.by_code.get(row.code)
        if node is None:
            node = self.by_code[row.code] = Node(row.code, row.name, False, OTHER, None, {})
        node.name, node.row = row.name, row.number

    def hang(self) -> None:
        """Say of each row under whom it hangs. Under a row that was refused, nothing is wrong with those below it."""
        for code, row in list(self.rows.items()):
            node = self.by_code[code]
            if wrong := self._hung(row, node):
                self._refuse(row, Column.PARENT_CODE, wrong)
                node.parent = None
                continue
            node.moves = bool(
                node.was
                and node is not self.top
                and (
                    node.parent is None or node.parent.was is None or node.parent.was.id != node.was.parent_id
                )
            )

    def _hung(self, row: Said, node: Node) -> Message | None:
        if not row.parent:
            return self._hung_at_the_top(node)
        if self.tree.top and node is self.top:
            return faults.STAYS
        if row.parent == row.code:
            return faults.BELOW_ITSELF
        parent = self.by_code.get(row.parent)
        node.parent = parent
        if parent is None and row.parent not in self.first:
            return faults.UNKNOWN_PARENT
        closed = parent is not None and parent.was is not None and parent.was.closed_on is not None
        return faults.PARENT_CLOSED if closed else None

    def _hung_at_the_top(self, node: Node) -> Message | None:
        if node is self.top:
            return None
        if self.top is None:
            self.top = node
            return None
        node.parent = node.parent or self.top
        if self.tree.top is None:
            return faults.SECOND_TOP
        if self.tree.top.closed_on:
            return faults.PARENT_CLOSED
        return None if node.parent is self.top else faults.NAME_PARENT

    def walk(self) -> None:
        """Go down from the top: what cannot be reached hangs in a circle, or below something refused."""
        for node in self.by_code.values():
            if node.parent is not None:
                node.parent.below.append(node)
        if self.top is not None:
            self.top.depth = depth_of_top(self.tree)
            self.nodes = part_of(self.top)
        self._name_circles()
        for node in self.nodes:
            if node.depth == MOST_DEPTH + 1:
                self._name_deep(node)
        self._name_late([node for node in self.nodes if node.moves])

    def _name_late(self, moving: Sequence[Node]) -> None:
        """A part that changed on a later day than today, where it is, cannot move today: a report would change afterwards."""
        days = {zone: local_day(self.at, zone) for zone in {node.zone for node in moving}}
        late = (
            [one for one in self.tree.inside.values() if one.since and one.since > min(days.values())]
            if days
            else []
        )
        for node in moving if late else ():
            last = max(
                (one.since for one in late if one.since and one.path.startswith(node.stood_at)), default=None
            )
            if last and last > days[node.zone]:
                words = Message(
                    "This part of the tree changed on %(day)s. Choose that day or a later one.", day=last
                )
                self._refuse_node(node, Column.PARENT_CODE, words)

    def _name_circles(self) -> None:
        reached = {id(node) for node in self.nodes}
        for code in self.rows:
            way: dict[int, Node] = {}
            node: Node | None = self.by_code[code]
            while node is not None and id(node) not in reached and id(node) not in way:
                way[id(node)] = node
                node = node.parent
            if node is not None and id(node) in way:
                self._name_circle(node)
            reached.update(way)

    def _name_circle(self, start: Node) -> None:
        circle = [start]
        while circle[-1].parent is not None and circle[-1].parent is not start:
            circle.append(circle[-1].parent)
        numbers = sorted(node.row for node in circle if node.row is not None)
        words = Message(
            "An organisation cannot hang below itself: rows %(rows)s go round in a circle.",
            rows=", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else ""),
        )
        for node in circle:
            self._refuse_node(node, Column.PARENT_CODE, words)

    def _name_deep(self, node: Node) -> None:
        """The nearest row from one that is too deep upwards that brought it there."""
        upward: Node | None = node
        while upward is not None and not (upward.row is not None and (upward.is_new or upward.moves)):
            upward = upward.parent
        if upward is not None:
            words = Message("A tree has at most %(count)s levels.", count=MOST_DEPTH)
            self._refuse_node(upward, Column.PARENT_CODE, words)

    def settle(self) -> None:
        """Say of each row how it is described, and of everything what holds there."""
        for node in self.nodes:
            row = self.rows.get(node.code)
            if row and row.zone:
                if complaint({"zone": row.zone}):
                    self._refuse(row, Column.ZONE, faults.NO_ZONE)
                node.own = {**node.own, "zone": row.zone}
            above = node.parent.in_force if node.parent else self.tree.above
            node.in_force = effective([above, node.own] if above else [node.own])
            if row:
                self._describe(row, node)

    def _describe(self, row: Said, node: Node) -> None:
        node.field = row.field or node.field
        if row.category and row.category != node.category:
            if row.category not in (node.in_force["categories"] or ()):
                self._refuse(row, Column.CATEGORY, faults.NO_CATEGORY)
            node.category = row.category
        holds = bool(node.below) or node.code in self.parents
        if node.was is None:
            node.is_branch = not holds if row.is_branch is None else row.is_branch
        elif row.is_branch is not None and row.is_branch != node.is_branch:
            node.is_branch = row.is_branch
            if row.is_branch and holds:
                self._refuse(row, Column.KIND, faults.HAS_PARTS)
            if node.was.id in self.tree.homes:
                self._refuse(row, Column.KIND, faults.HAS_PEOPLE)

    def miss_zeros(self) -> None:
        """Refuse numbers that have lost zeros: another one is the same but for them, or all others beside it are longer."""
        longest, widths = self._lengths(), self._widths()
        for code, row in self.rows.items():
            node = self.by_code[code]
            full = widths[node.depth].full if node.depth else None
            shorter = len(code) < max(full or 0, longest[code.lstrip("0")])
            if node.is_new and code.isdecimal() and shorter:
                self._refuse(row, Column.CODE, faults.ZEROS, anew=True)
            elif (
                self._says(row) is faults.UNKNOWN_PARENT and len(row.parent) < longest[row.parent.lstrip("0")]
            ):
                self._refuse(row, Column.PARENT_CODE, faults.ZEROS, anew=True)

    def _lengths(self) -> Mapping[str, int]:
        """Of each number known or named, without the zeros before it, the most digits it is written in."""
        longest: dict[str, int] = defaultdict(int)
        for code in {*self.by_code, *self.parents}:
            if code.isdecimal():
                longest[code.lstrip("0")] = max(longest[code.lstrip("0")], len(code))
        return longest

    def _widths(self) -> Mapping[int, Widths]:
        """The widths of the file's numbers, level by level: each level of a tree may have a length of its own."""
        widths: dict[int, Widths] = defaultdict(Widths)
        for node in self.nodes:
            if node.row is not None and node.code.isdecimal():
                widths[node.depth].add(node.code)
        return widths

    def _says(self, row: Said) -> Message | None:
        said = self.refusals.get(row.number)
        return said and said.words

    def _refuse_node(self, node: Node, column: Column, words: Message) -> None:
        if row := self.rows.get(node.code):
            self._refuse(row, column, words)

    def _refuse(self, row: Said, column: Column | None, words: Message, *, anew: bool = False) -> None:
        """The first fault of a row stands, unless a later look explains it better."""
        if anew or row.number not in self.refusals:
            self.refusals[row.number] = Refusal(row.number, column, words)
