"""The budget: what rewards cost the members' points, by month, reward and site; drawn, as a table, and as a file."""

import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.kernel import charts
from quizapp.kernel.clock import local_day
from quizapp.people.roles import Permission
from quizapp.people.roster_files import writing
from quizapp.rewards.budget import Line, Sum, by_month, by_reward, total
from quizapp.rewards.forms import a_month
from quizapp.rewards.manage.desk import asked_number, bp, in_hand, tops
from quizapp.rewards.queries import budget as queries
from quizapp.rewards.states import NAMES
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, title_of

KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/budget")
@requires(Permission.MANAGE_REWARDS)
def budget() -> ResponseReturnValue:
    every = queries.sums(tops())
    months = by_month(every, local_day(arrived(), me().zone).strftime("%Y-%m"))
    lines, now = by_reward(_chosen(every)), a_month(request.args.get("month"))
    return render_template(
        "rewards/manage/budget.html",
        months=months,
        chart=charts.trend(
            [(line.month, Fraction(line.net), str(line.net)) for line in months], target=None, share=False
        ),
        lines=lines,
        total=total(_chosen(every)),
        month=now.strftime("%Y-%m") if now else None,
        rewards=queries.titles(line.reward_id for line in lines),
        names=queries.names(line.site_id for line in lines),
    )


@bp.get("/budget/rewards/<int:reward_id>")
@requires(Permission.MANAGE_REWARDS)
def budget_line(reward_id: int) -> ResponseReturnValue:
    """The redemptions behind a line, one by one: of a reward, of the site and the month that the address names."""
    offered, now = in_hand(reward_id), a_month(request.args.get("month"))
    behind = queries.Behind(reward_id, asked_number("site"), now.strftime("%Y-%m") if now else None)
    every = queries.sums_behind(behind)
    return render_template(
        "rewards/manage/budget_line.html",
        reward=offered.reward,
        total=total(every),
        page=queries.redemptions_behind(behind, before=asked_number("before")),
        month=behind.month,
        site=behind.site_id or None,
        states=NAMES,
    )


@bp.get("/budget/file")
@requires(Permission.MANAGE_REWARDS)
def budget_file() -> ResponseReturnValue:
    """The same table as CSV or XLSX, every cell a text."""
    ending = request.args.get("as", "csv")
    ending = ending if ending in KINDS else "csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"budget.{ending}")
        writing.write(path, _table(by_reward(_chosen(queries.sums(tops())))))
        answer = Response(path.read_bytes(), mimetype=KINDS[ending])
    answer.headers.set("Content-Disposition", "attachment", filename=f"rewards.{ending}")
    return answer


def _chosen(every: Sequence[Sum]) -> list[Sum]:
    """Those of the month that the address names, or all."""
    month = a_month(request.args.get("month"))
    return [one for one in every if month is None or one.month == month.strftime("%Y-%m")]


def _table(lines: Sequence[Line]) -> Iterator[Sequence[str]]:
    rewards = queries.titles(line.reward_id for line in lines)
    names = queries.names(line.site_id for line in lines)
    yield [
        _("Month"),
        _("Reward"),
        _("Site"),
        _("Redemptions"),
        _("Points spent"),
        _("Given back"),
        _("Held"),
        _("Handed over"),
    ]
    for line in lines:
        numbers = line.count, line.spent, line.given_back, line.held, line.handed_over
        yield [line.month, title_of(rewards[line.reward_id]), names[line.site_id], *map(str, numbers)]
