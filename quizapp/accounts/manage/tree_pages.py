"""The page of one file of organisations: what it would change, what has to be mended, or what it changed."""

from flask import render_template

from quizapp import config
from quizapp.accounts.manage.desk import within_reach
from quizapp.accounts.manage.roster_forms import MendedForm
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import FIELDS, KINDS, TREE_COLUMNS
from quizapp.kernel.message import Message
from quizapp.people import queries
from quizapp.people.gateways import tree_files as gateway
from quizapp.people.models import Field, TreeFile
from quizapp.people.roster_files import faults
from quizapp.people.store import parts
from quizapp.people.tree_plan import Node, Plan
from quizapp.web.guards import arrived
from quizapp.web.i18n import _, say

SHOWN = 50  # of each kind on the page
_TITLES = {
    "is_branch": Message("Branch or organisation"),
    "field": Message("Kind of place"),
    "category": Message("Category"),
    "zone": Message("Time zone"),
}


def plan_of(kept: TreeFile) -> Plan:
    """What a file that waits would change now."""
    rows = gateway.rows_of(kept, config.current().secrets.phone)
    return parts.planned(queries.organisation(kept.organisation_id), rows, at=arrived())


def file_page(kept: TreeFile, form: MendedForm) -> str:
    node = queries.organisation(kept.organisation_id)
    return render_template(
        "accounts/manage/tree_file.html",
        kept=kept,
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        form=form,
        **(_preview(kept) if kept.applied_at is None else {"counts": kept.counts}),
    )


def _preview(kept: TreeFile) -> dict[str, object]:
    plan = plan_of(kept)
    new = [one for one in plan.named if one.is_new]
    changing = [one for one in plan.named if one.changes and not one.is_new]
    return {
        "counts": plan.counts(),
        "seen": plan.digest(),
        "complaints": plan.complaints[:SHOWN],
        "columns": TREE_COLUMNS,
        "quoted": any(one.words is faults.QUOTE for one in plan.complaints),
        "added": new[:SHOWN],
        "altered": [(one, _differences(one, plan)) for one in changing[:SHOWN]],
        "changing": len(changing),
        "nothing": not (new or changing),
    }


def _differences(node: Node, plan: Plan) -> list[tuple[str, str, str]]:
    """What is another about one that stands, before and after, in words."""
    found = []
    if node.was and node.moves and node.parent:
        above = node.was.parent_id
        before = next((one.was.name for one in plan.nodes if one.was and one.was.id == above), "–")
        found.append((_("Below"), before, node.parent.name))
    if node.was and node.renamed:
        found.append((_("Name of the organisation"), node.was.name, node.name))
    for name, (said, says) in node.described.items():
        found.append((say(_TITLES[name]), _in_words(name, said), _in_words(name, says)))
    return found


def _in_words(name: str, said: bool | str | None) -> str:
    if name == "is_branch":
        return say(KINDS[bool(said)])
    if name == "field":
        return say(FIELDS[Field(str(said))])
    return str(said or (_("as above it") if name == "zone" else "–"))
