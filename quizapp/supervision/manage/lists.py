"""Who has not yet come along, by name."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.inbox.operations import Sent
from quizapp.kernel.message import Message
from quizapp.people import sealing
from quizapp.people.roles import Permission
from quizapp.points.spans import Span
from quizapp.supervision import operations, policy
from quizapp.supervision.manage.desk import asked, bp, frame
from quizapp.supervision.missing import NAMES, WORDS, Missing
from quizapp.supervision.queries import lists
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, ngettext, say

HAD = {
    Span.DAY: Message("%(before)s %(count)s had a reminder today already."),
    Span.WEEK: Message("%(before)s %(count)s had a reminder this week already."),
    Span.MONTH: Message("%(before)s %(count)s had a reminder this month already."),
}


@bp.get("/<int:organisation_id>/not-yet")
@requires(Permission.SEE_FIGURES)
def missing(organisation_id: int) -> ResponseReturnValue:
    asking, which = asked(organisation_id), Missing.read(request.args.get("who"))
    after = lists.after_key(request.args.get("after", ""))
    return render_template(
        "supervision/manage/missing.html",
        **frame(asking, "missing"),
        page=lists.page(asking.node.path, which, asking.period, after=after),
        which=which,
        names=NAMES,
        words=WORDS[which],
        phone=masked,
        may_remind=policy.may_remind(which, asking.period),
    )


@bp.post("/<int:organisation_id>/remind")
@requires(Permission.SEE_FIGURES)
def remind(organisation_id: int) -> ResponseReturnValue:
    asking, which = asked(organisation_id), Missing.read(request.form.get("who"))
    came, after = Sent(), 0
    while True:
        some, after = operations.remind(
            node=asking.node, which=which, period=asking.period, after=after, by=me().id, at=arrived()
        )
        came += some
        if not after:
            break
    flash(_in_words(came, asking.period.span), "success")
    return redirect(url_for(".missing", **asking.address(who=which.value)), code=303)


def _in_words(came: Sent, span: Span) -> str:
    """38 were reminded. 4 had a reminder this week already. Sentences; each but the first only where it tells something."""
    told = ngettext("%(num)s was reminded.", "%(num)s were reminded.", came.sent)
    if not came.sent:
        told = _("Nobody was reminded.")
    if came.had:
        told = say(Message(HAD[span].id, before=told, count=came.had))
    if came.enough:
        told = _("%(before)s %(count)s have had enough notices for today.", before=told, count=came.enough)
    return str(told)


def masked(person: lists.Person) -> str:
    """138****1234, or a dash for who left no phone."""
    if person.phone_sealed is None:
        return "–"
    return sealing.masked(sealing.unseal(person.phone_sealed, config.current().secrets.phone))
