"""Who has not yet come along, by name."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.people import sealing
from quizapp.people.roles import Permission
from quizapp.supervision.manage.desk import asked, bp, frame
from quizapp.supervision.missing import NAMES, WORDS, Missing
from quizapp.supervision.queries import lists
from quizapp.web.guards import requires


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
    )


def masked(person: lists.Person) -> str:
    """138****1234, or a dash for who left no phone."""
    if person.phone_sealed is None:
        return "–"
    return sealing.masked(sealing.unseal(person.phone_sealed, config.current().secrets.phone))
