"""The page of one roster on its way in: being read, to be mended, to be applied, applied, or given up."""

from dataclasses import dataclass

from flask import render_template

from quizapp import config
from quizapp.accounts.manage.desk import within_reach
from quizapp.accounts.manage.roster_forms import MendedForm
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import COLUMNS, MODES
from quizapp.kernel import tokens
from quizapp.kernel.message import Message
from quizapp.people import policy, queries, sealing
from quizapp.people.models import RosterImport
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.columns import Column
from quizapp.people.roster_plan import Change, Stage, leave_freely
from quizapp.people.store import previews, roster_members, rosters
from quizapp.web.guards import arrived, me
from quizapp.web.i18n import _, language, say

SHOWN = 50  # complaints on the page; the file of refused rows has them all


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would change about a member, before and after."""

    what: Message
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a row, and in which column when it is one cell."""

    row: int
    column: Message | None
    words: Message


def import_page(its: RosterImport, form: MendedForm) -> str:
    node = queries.organisation(its.organisation_id)
    found = its.report if its.state in (Stage.CHECKED, Stage.APPLIED) else {}
    return render_template(
        "accounts/manage/roster_import.html",
        its=its,
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        form=form,
        found=found,
        mode=MODES[its.mode],
        ticket=tokens.fresh(),
        kept=rosters.has_file(its.id),
        **({**_preview(its), "beyond": _beyond(its.id)} if its.state is Stage.CHECKED else {}),
    )


def _preview(its: RosterImport) -> dict[str, object]:
    complaints = [_complaint(*one) for one in previews.refused(its.id, limit=SHOWN)]
    node = queries.organisation(its.organisation_id)
    leaving = [] if complaints else rosters.leaving(its.id, node)
    return {
        "complaints": complaints,
        "quoted": any(one.words == faults.QUOTE for one in complaints),
        "stale": rosters.applied_since(its.made_at),
        "added": [(one, _masked(one.phone_sealed)) for one in previews.added(its.id)],
        "altered": [(one, _differences(one)) for one in previews.altered(its.id, node.path)],
        "settled": [(one, _said_otherwise(one)) for one in previews.settled(its.id, node.path)],
        "leaving": len(leaving),
        "leaving_names": previews.names(leaving),
        "freely": leave_freely(rosters.size_of_last(node.id)),
        "nothing": not (leaving or its.report.get(Change.NEW) or its.report.get(Change.CHANGED)),
    }


def _beyond(import_id: int) -> list[Complaint]:
    """The first rows that whoever looks may not apply."""
    rows = roster_members.holders(import_id, besides=me().id, at=arrived())
    return [Complaint(row, None, why) for row, why in policy.rows_beyond(me(), rows)[:SHOWN]]


def _complaint(row: int, column: str | None, words: Message) -> Complaint:
    named = COLUMNS.get(Column(column)) if column in list(Column) else None
    return Complaint(row, named, words)


def _differences(one: previews.Altered) -> list[Difference]:
    place = 1 if language() == "en" else 0
    kinds = (one.kind[0][place], one.kind[1][place])
    pairs = [(Column.NAME, one.name), (Column.BRANCH_NAME, one.branch), (Column.MEMBER_TYPE, kinds)]
    if one.phone:
        pairs.append((Column.PHONE, (_masked(one.phone[0]), _masked(one.phone[1]))))
    found = [Difference(COLUMNS[column], *pair) for column, pair in pairs if pair[0] != pair[1]]
    if one.tied:
        none = _("none yet; phone, name and branch are theirs")
        found.insert(0, Difference(COLUMNS[Column.ROSTER_KEY], none, one.roster_key))
    if one.had_left:
        found.append(Difference(Message("State"), say(Message("Left")), say(Message("back again"))))
    return found


def _said_otherwise(one: previews.Settled) -> list[Difference]:
    """What stays as it was settled by hand, and what the roster says; of a phone only that it is another."""
    place = 1 if language() == "en" else 0
    kind = one.kind and (one.kind[0][place], one.kind[1][place])
    phone = ("", _("another number")) if one.phone else None
    pairs = {
        Column.NAME: one.name,
        Column.BRANCH_NAME: one.branch,
        Column.MEMBER_TYPE: kind,
        Column.PHONE: phone,
    }
    return [Difference(COLUMNS[column], *pair) for column, pair in pairs.items() if pair]


def _masked(sealed: bytes | None) -> str:
    return sealing.masked(sealing.unseal(sealed, config.current().secrets.phone)) if sealed else "–"
