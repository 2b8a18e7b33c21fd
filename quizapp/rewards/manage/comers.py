"""Who has one of a reward: as a page to print, as a file; and calling a ticket or a trip off."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.people.roles import Permission
from quizapp.people.roster_files import writing
from quizapp.rewards import kinds, operations, policy, states, worker
from quizapp.rewards.forms import EndForm
from quizapp.rewards.manage.desk import bp, in_hand, in_hand_at, telling
from quizapp.rewards.queries import coming, managed
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say

MOST = 2000  # on one page and in one file


@bp.get("/<int:reward_id>/people")
@requires(Permission.MANAGE_REWARDS)
def comers(reward_id: int) -> ResponseReturnValue:
    offered, path = in_hand_at(reward_id)
    people = managed.comers(reward_id, limit=MOST + 1)
    return render_template(
        "rewards/manage/comers.html",
        offered=offered,
        reward=offered.reward,
        people=people[:MOST],
        are_all=len(people) <= MOST,
        names=states.NAMES,
        coming=coming(reward_id),
        dated=offered.reward.kind in kinds.DATED,
        may_call_off=policy.may_call_off(me(), offered.reward, path),
        form=EndForm(),
    )


@bp.post("/<int:reward_id>/people/file")
@requires(Permission.MANAGE_REWARDS)
def comers_file(reward_id: int) -> ResponseReturnValue:
    """The same list as CSV; that it was written stands in the audit trail."""
    in_hand(reward_id)
    operations.note_comers_file(reward_id=reward_id, by=me().id, at=arrived())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "people.csv")
        writing.write(path, _table(managed.comers(reward_id, limit=MOST)))
        answer = Response(path.read_bytes(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"reward-{reward_id}-people.csv")
    return answer


@bp.post("/<int:reward_id>/call-off")
@requires(Permission.MANAGE_REWARDS)
def call_off(reward_id: int) -> ResponseReturnValue:
    """Called off at once; the first points come back within this request, and what is left within a minute."""
    in_hand(reward_id)
    with telling(_("Called off. Those who hold one have a notice, and all points are back within a minute.")):
        reason = EndForm.from_request().reason.data or ""
        operations.call_off(reward_id=reward_id, reason=reason, by=me().id, at=arrived())
        worker.finish_calling_off(reward_id=reward_id, at=arrived())
    return redirect(url_for(".comers", reward_id=reward_id), code=303)


def _table(people: Sequence[managed.Comer]) -> Iterator[Sequence[str]]:
    yield [_("Member"), _("Branch"), _("Site"), _("State")]
    for one in people:
        yield [one.name, one.branch, one.site, say(states.NAMES[one.state])]
