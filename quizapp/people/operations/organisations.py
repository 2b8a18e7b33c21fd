"""Bringing organisations in from a file: the tree as the file would have it, written at once or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, bindparam, delete, func, insert, select, update

from quizapp.audit.operations import record, record_all
from quizapp.db import connection, db, operation, table_of
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.people import policy, queries
from quizapp.people.models import Organisation, OrganisationSpan
from quizapp.people.reach import path_of
from quizapp.people.roster_files.organisations import Said
from quizapp.people.settings import kept_with_row
from quizapp.people.store import parts, words
from quizapp.people.tree_plan import Node, Plan

CHANGED_MEANWHILE = Message("The tree has changed since the file was looked at. Look at it again.")
_NODES, _SPANS = table_of(Organisation), table_of(OrganisationSpan)


@operation
def import_organisations(
    *,
    organisation_id: int | None,
    rows: Sequence[Said],
    by: int | None,
    at: datetime,
    seen: str | None = None,
) -> Mapping[str, int]:
    """Make the tree at and below an organisation what these rows say, all of them or none; gives how many change how.

    None for an instance that has no organisation yet. Refused when a row is, and when it would not come to what was
    `seen` (a plan's digest). Nothing is closed for being left out. `by` None is a command.
    """
    top = parts.lock(organisation_id, rows) if organisation_id is not None else None
    unless(top is not None or not queries.has_organisations(), CHANGED_MEANWHILE).enforce()
    if by is not None:
        assert top is not None, "the first organisation is made by a command"
        policy.may_manage(queries.standing(by, at=at, lock=True), top.path).enforce()
    plan = parts.planned(top, rows, at=at)
    counts = plan.counts()
    unless(
        not plan.complaints,
        Message("Rows that are refused: %(count)s. Nothing was changed.", count=counts["refused"]),
    ).enforce()
    unless(seen is None or seen == plan.digest(), CHANGED_MEANWHILE).enforce()
    if any(node.changes for node in plan.nodes):
        writing = _Writing(plan, by, at)
        writing.write()
        db.session.expire_all()
        first = plan.nodes[0].code
        _note(writing.ids[first], first, counts, by, at)
    return counts


class _Writing:
    """Writes a plan: rows in the thousands, and statements by the thousands of rows."""

    def __init__(self, plan: Plan, by: int | None, at: datetime) -> None:
        self.plan, self.by, self.at = plan, by, at
        self.ids: dict[str, int] = {}
        self.paths: dict[str, str] = {}
        self.days: dict[str, date] = {}  # since when each stands where it stands, where that is another place

    def write(self) -> None:
        self._number()
        new = [node for node in self.plan.nodes if node.is_new]
        standing = [node for node in self.plan.nodes if not node.is_new and self._differs(node)]
        _send(
            insert(_NODES),
            [{"id": self.ids[node.code], "created_at": self.at, **self._row(node)} for node in new],
        )
        changing = update(_NODES).where(_NODES.c.id == bindparam("its_id"))
        values: dict[str, Any] = {name: bindparam(name) for name in self._row(self.plan.nodes[0])}
        _send(
            changing.values(values), [{"its_id": self.ids[node.code], **self._row(node)} for node in standing]
        )
        self._open_spans()
        elsewhere = [self.ids[node.code] for node in standing if self._stands_elsewhere(node)]
        for some in parts.chunks(elsewhere):
            words.fall_due(Organisation.id.in_(some))
        for acts in parts.chunks([act for node in self.plan.nodes for act in self._acts(node)]):
            record_all(acts=acts)

    def _number(self) -> None:
        """Give the new their ids, and everything its path."""
        fresh = _fresh_ids(sum(node.is_new for node in self.plan.nodes))
        for node in self.plan.nodes:
            self.ids[node.code] = node.was.id if node.was else next(fresh)
            if node.parent is None:
                above = node.was.path[: -len(f"{node.was.id}/")] if node.was else ""
            else:
                above = self.paths[node.parent.code]
            self.paths[node.code] = path_of(above, self.ids[node.code])
            self._date(node)

    def _date(self, node: Node) -> None:
        """A new one and one renamed begin today where they are, and a part that moves where its top was."""
        carried = node.parent is not None and node.parent.code in self.days and self._carried(node.parent)
        if node.is_new:
            self.days[node.code] = local_day(self.at, node.in_force["zone"])
        elif node.moves or node.renamed:
            self.days[node.code] = local_day(self.at, node.zone)
        elif carried and node.parent is not None:
            self.days[node.code] = self.days[node.parent.code]

    def _carried(self, node: Node) -> bool:
        return node.was is not None and self._stands_elsewhere(node)

    def _stands_elsewhere(self, node: Node) -> bool:
        return node.was is not None and node.was.path != self.paths[node.code]

    def _differs(self, node: Node) -> bool:
        """Whether the row of one that stands would be another: by the file, or by what changes above it."""
        assert node.was is not None
        inherits = kept_with_row(node.in_force) != node.was.in_force
        return node.changes or inherits or self._stands_elsewhere(node)

    def _row(self, node: Node) -> dict[str, Any]:
        above = node.parent and self.ids[node.parent.code]
        return {
            "code": node.code,
            "name": node.name,
            "parent_id": above if node.parent else node.was and node.was.parent_id,
            "path": self.paths[node.code],
            "is_branch": node.is_branch,
            "field": node.field,
            "category": node.category,
            "own_settings": dict(node.own),
            **kept_with_row(node.in_force),
        }

    def _open_spans(self) -> None:
        """Begin, on their days, the present places and names of all that have new ones."""
        begun = [
            {
                "organisation_id": self.ids[node.code],
                "from_on": self.days[node.code],
                "path": self.paths[node.code],
                "parent_id": self._row(node)["parent_id"],
                "name": node.name,
                "closed_on": node.was and node.was.closed_on,
            }
            for node in self.plan.nodes
            if node.code in self.days
        ]
        stood = {node.code for node in self.plan.nodes if node.was}
        ended = [{"its_id": self.ids[code], "day": day} for code, day in self.days.items() if code in stood]
        mine = _SPANS.c.organisation_id == bindparam("its_id")
        _send(delete(_SPANS).where(mine, _SPANS.c.from_on >= bindparam("day")), ended)
        last = update(_SPANS).where(mine, _SPANS.c.until_on.is_(None))
        _send(last.values(until_on=bindparam("day")), ended)
        _send(insert(_SPANS), begun)

    def _acts(self, node: Node) -> Iterator[dict[str, Any]]:
        """What the trail says of one, in the words it has for what is done by hand."""
        was, described = node.was, dict(node.described)
        if was is None:
            yield self._act(node, "create_organisation", code=[None, node.code], name=[None, node.name])
            if node.category:
                yield self._act(node, "classify_organisation", category=[None, node.category])
            return
        if node.renamed:
            yield self._act(node, "rename_organisation", name=[was.name, node.name])
        if node.moves:
            yield self._act(node, "move_organisation", path=[was.path, self.paths[node.code]])
        if described.pop("zone", None):
            yield self._act(node, "set_settings", settings=[dict(was.own), dict(node.own)])
        if described:
            pairs = {name: list(pair) for name, pair in described.items()}
            yield self._act(node, "classify_organisation", **pairs)

    def _act(self, node: Node, verb: str, **changes: list[Any]) -> dict[str, Any]:
        return {
            "actor_id": self.by,
            "organisation_id": self.ids[node.code],
            "verb": verb,
            "subject": f"organisation:{node.code}",
            "changes": changes,
            "at": self.at,
        }


def _fresh_ids(count: int) -> Iterator[int]:
    """Ids for so many new organisations: a path holds the ids above it, so they are needed before the rows are."""
    if db.session.get_bind().dialect.name == "postgresql":
        counter = func.nextval(func.pg_get_serial_sequence(_NODES.name, "id"))
        return iter(
            db.session.scalars(select(counter).select_from(func.generate_series(1, count).alias())).all()
        )
    last = db.session.scalar(select(func.max(Organisation.id))) or 0
    return iter(range(last + 1, last + 1 + count))


def _send(statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
    for some in parts.chunks(rows):
        connection().execute(statement, some)


def _note(top_id: int, code: str, counts: Mapping[str, int], by: int | None, at: datetime) -> None:
    done = {"made": counts["new"], **{name: counts[name] for name in ("renamed", "moved", "described")}}
    record(
        actor_id=by,
        organisation_id=top_id,
        verb="import_organisations",
        subject=f"organisation:{code}",
        changes={name: [0, count] for name, count in done.items() if count},
        at=at,
    )
