"""Dated headcounts: seen, typed, corrected and taken back branch by branch, or brought in from a file."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from quizapp.accounts.manage.desk import asked, bp, in_reach, telling, within_reach
from quizapp.accounts.manage.forms import in_this_age
from quizapp.accounts.manage.rosters import A_FILE
from quizapp.accounts.queries import headcounts as queries
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import COUNT_COLUMNS
from quizapp.kernel.clock import local_day
from quizapp.kernel.verdict import Refused
from quizapp.people import operations
from quizapp.people.gateways import headcounts as gateway
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.people.roster_files.headcounts import MOST_HEADS, Count
from quizapp.people.roster_files.limits import PAGE
from quizapp.web.form import FileForm, Form
from quizapp.web.guards import arrived, me, requires
from quizapp.web.headers import takes
from quizapp.web.i18n import _, _l, say

SHOWN = 50  # complaints on the page


class DayForm(Form):
    from_on = DateField(_l("From this day on"), [InputRequired(_l("Choose a day.")), in_this_age])


class HeadcountForm(DayForm):
    heads = IntegerField(
        _l("Headcount"),
        [InputRequired(_l("Type a number.")), NumberRange(0, MOST_HEADS, _l("Type a number from 0 up."))],
        render_kw={"inputmode": "numeric", "min": "0"},
    )


class HeadcountsForm(FileForm):
    """A file of headcounts, and whether it is only looked at."""

    file = FileField(
        _l("File of headcounts"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV or XLSX, at most 5 megabytes and 20,000 rows. Text may be in UTF-8 or GB18030."),
    )
    only_check = BooleanField(_l("Only check the file, change nothing"))


@bp.get("/organisations/<int:organisation_id>/headcounts")
@requires(Permission.MANAGE_PEOPLE)
def headcounts(organisation_id: int) -> ResponseReturnValue:
    return _page(in_reach(organisation_id))


@bp.post("/organisations/<int:organisation_id>/headcounts")
@requires(Permission.MANAGE_PEOPLE)
def set_headcount(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), HeadcountForm.from_request()
    if not form.validate():
        return _page(node, typed=form), 422
    said = operations.Dated(node.id, form.from_on.data, form.heads.data)
    words = {"name": node.name, "heads": said.heads, "day": said.from_on}
    with telling(_("From %(day)s on %(name)s counts %(heads)s people.", **words)):
        operations.set_headcounts(organisation_id=node.id, counts=[said], by=me().id, at=arrived())
    return _back(organisation_id)


@bp.post("/organisations/<int:organisation_id>/headcounts/drop")
@requires(Permission.MANAGE_PEOPLE)
def drop_headcount(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), DayForm.from_request()
    if not form.validate():
        return _page(node), 422
    with telling(_("Taken back. What was said before holds again, or the roster.")):
        operations.drop_headcount(branch_id=node.id, from_on=form.from_on.data, by=me().id, at=arrived())
    return _back(organisation_id)


@bp.post("/organisations/<int:organisation_id>/headcounts/file")
@requires(Permission.MANAGE_PEOPLE)
@takes(A_FILE)
def import_headcounts(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), HeadcountsForm.from_request()
    if not form.validate():
        return _page(node, sent=form), 422
    try:
        said = _read(node, form)
    except Refused as refusal:
        form.file.errors = [say(refusal.reason)]
        return _page(node, sent=form), 422
    if said.complaints:
        return _page(node, sent=form, complaints=said.complaints), 422
    _carry_in(node, said, only_check=form.only_check.data)
    return _back(organisation_id)


def _read(node: Organisation, form: HeadcountsForm) -> gateway.Said:
    with TemporaryDirectory(prefix="quizapp-") as folder:
        form.file.data.save(Path(folder) / "sent")
        return gateway.read(Path(folder) / "sent", node, PAGE)


def _carry_in(node: Organisation, said: gateway.Said, *, only_check: bool) -> None:
    rows = len(said.counts)
    if only_check:
        flash(_("Every row is in order: %(count)s. Nothing was changed.", count=rows), "success")
        return
    news = operations.set_headcounts(organisation_id=node.id, counts=said.counts, by=me().id, at=arrived())
    flash(_("%(count)s rows, of them news: %(news)s.", count=rows, news=news), "success")


def _page(
    node: Organisation,
    *,
    typed: HeadcountForm | None = None,
    sent: HeadcountsForm | None = None,
    complaints: Sequence[Count] = (),
) -> str:
    today = local_day(arrived(), node.zone)
    return render_template(
        "accounts/manage/headcounts.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        page=queries.branches(node.path, today=today, after=_after(node)),
        said=queries.said_of(node.id) if node.is_branch else (),
        typed=typed or HeadcountForm(from_on=today),
        sent=sent or HeadcountsForm(),
        complaints=complaints[:SHOWN],
        all_complaints=len(complaints),
        columns=COUNT_COLUMNS,
        today=today,
    )


def _after(node: Organisation) -> str:
    """The path the list goes on after; one beyond the organisation is none."""
    said = asked("after")
    return said if said.startswith(node.path) and said.endswith("/") else ""


def _back(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for(".headcounts", organisation_id=organisation_id), code=303)
