"""Figures and lists as files: the same rows as the pages, under the same scope, every cell a text."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

from flask import Response, request
from flask.typing import ResponseReturnValue

from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.people.roster_files import writing
from quizapp.supervision import operations
from quizapp.supervision.figures import FORMULAS
from quizapp.supervision.manage.desk import Asked, asked, bp, in_words
from quizapp.supervision.manage.figures import Line, lines_by_type, lines_of, trend_of
from quizapp.supervision.manage.lists import masked
from quizapp.supervision.missing import NAMES, Missing
from quizapp.supervision.queries import lists
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say, title_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"csv": "text/csv", "xlsx": XLSX}
EVERY = 100_000  # parts in one file: more than any organisation has directly below it


@bp.get("/<int:organisation_id>/file")
@requires(Permission.SEE_FIGURES)
def figures_file(organisation_id: int) -> ResponseReturnValue:
    """The table of a page: `of` names it, `as` the kind of file."""
    asking, of = asked(organisation_id), request.args.get("of", "trend")
    if of == "parts":
        lines, _more = lines_of(asking, limit=EVERY)
    else:
        lines = lines_by_type(asking) if of == "types" else trend_of(asking)
    return _sent(_table(asking, lines), asking.node, f"{asking.period.span}-{asking.period.start}")


@bp.post("/<int:organisation_id>/list-file")
@requires(Permission.SEE_FIGURES)
def list_file(organisation_id: int) -> ResponseReturnValue:
    """Everyone on a list, phones masked; that it was written stands in the audit trail."""
    asking, which = asked(organisation_id), Missing.read(request.form.get("who"))
    operations.note_list_file(organisation_id=asking.node.id, which=which, by=me().id, at=arrived())
    people = lists.everyone(asking.node.path, which, asking.period)
    return _sent(_list(people, which), asking.node, f"{which}-{asking.period.start}")


def _table(asking: Asked, lines: Iterable[Line]) -> Iterator[Sequence[str]]:
    people = (_("Headcount"), _("Members"), _("Registered"), _("Activated"), _("Activated members"))
    done = (_("Visited"), _("Took part"), _("Points"))
    names = [say(formula.name) for formula in FORMULAS]
    yield [in_words(asking.period), *people, *done, _("Days"), *names]
    for line in lines:
        yield [line.called, *map(str, astuple(line.counts)), *(figure.words for figure in line.figures)]


def _list(people: Iterable[lists.Person], which: Missing) -> Iterator[Sequence[str]]:
    yield [say(NAMES[which]), _("Branch"), _("Member type"), _("Phone")]
    for person in people:
        yield [person.name, person.branch_name, title_of(person), masked(person)]


def _sent(rows: Iterable[Sequence[str]], node: Organisation, name: str) -> Response:
    kind = request.values.get("as", "csv")
    ending = kind if kind in KINDS else "csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"figures.{ending}")
        writing.write(path, rows)
        content = path.read_bytes()
    answer = Response(content, mimetype=KINDS[ending])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{node.code}-{name}.{ending}")
    return answer
