"""The audit trail, for auditors and administrators: read, filtered, never changed."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional

from quizapp.accounts.acts import mentioned, told
from quizapp.accounts.manage.desk import asked_number, bp
from quizapp.accounts.manage.forms import in_this_age, one_line
from quizapp.accounts.queries import finding, trail
from quizapp.audit import queries as audit
from quizapp.audit.verbs import VERBS
from quizapp.kernel.clock import day_begins
from quizapp.people.queries import organisation_by_code
from quizapp.people.reach import covers, depth_of
from quizapp.people.roles import Permission
from quizapp.web.form import Form
from quizapp.web.guards import me, requires
from quizapp.web.i18n import _, _l, say, title_of


class AuditForm(Form):
    """Which acts to show; everything may stay open."""

    since = DateField(_l("From"), [Optional(), in_this_age])
    until = DateField(_l("To"), [Optional(), in_this_age])
    verb = SelectField(_l("What"), [Optional()], validate_choice=False)
    actor = StringField(
        _l("Who"), [Optional(), Length(max=60)], filters=[one_line], description=_l("Name or sign-in name")
    )
    organisation = StringField(
        _l("Organisation"), [Optional(), Length(max=60)], filters=[one_line], description=_l("Its code")
    )


@bp.get("/audit", endpoint="audit")
@requires(Permission.SEE_AUDIT)
def audit_page() -> ResponseReturnValue:
    """The acts on the organisations in one's reach; those that belong to none are for who reaches the top."""
    form = _asked()
    wanted = _wanted(form) if form.validate() else audit.Wanted()
    inside, houseless = _place(form)
    page = audit.acts(inside, houseless=houseless, wanted=wanted, after=asked_number("after"))
    names = trail.names(mentioned(page.rows), me().tops(Permission.SEE_AUDIT), title_of)
    return render_template(
        "accounts/manage/audit.html",
        form=form,
        acts=[told(act, names) for act in page.rows],
        older=page.next_key and _address(page.next_key),
        narrowed=any(form.data.values()),
    )


def _asked() -> AuditForm:
    form = AuditForm(request.args)
    verbs = sorted((say(name), verb) for verb, name in VERBS.items())
    form.verb.choices = [("", _("Everything")), *((verb, name) for name, verb in verbs)]
    return form


def _wanted(form: AuditForm) -> audit.Wanted:
    zone, until = me().zone, form.until.data
    return audit.Wanted(
        since=day_begins(form.since.data, zone) if form.since.data else None,
        until=day_begins(until + timedelta(days=1), zone) if until else None,
        verb=form.verb.data or None,
        actors=_actors(form) if form.actor.data else None,
    )


def _actors(form: AuditForm) -> Sequence[int]:
    """Whose acts are shown; where too many are called so, the form says that more of the name is needed."""
    found = finding.actors_called(form.actor.data)
    if found.more:
        form.actor.errors = [_("Many are called so; these are some of them. Type more of the name.")]
    return found.ids


def _place(form: AuditForm) -> tuple[ColumnElement[bool], bool]:
    """Which organisations' acts are shown, and whether those of none are."""
    tops, code = me().tops(Permission.SEE_AUDIT), (form.organisation.data or "").strip()
    if not code:
        return trail.inside(tops), any(depth_of(path) == 1 for path in tops)
    node = organisation_by_code(code)
    if node and any(covers(path, node.path) for path in tops):
        return trail.inside([node.path]), False
    form.organisation.errors = [_("There is no organisation with this code in your reach.")]
    return trail.inside([]), False


def _address(after: str) -> str:
    """This page with its filters, from another act on."""
    kept = {name: value for name, value in request.args.items() if value}
    return f"{url_for('.audit')}?{urlencode(kept | {'after': after})}"
