"""One member's points as a page: the entries, what waits, leave, and the forms that change them."""

from typing import Any

from flask import render_template

from quizapp.kernel import tokens
from quizapp.kernel.verdict import Verdict
from quizapp.people.reach import Me
from quizapp.points import by_hand, policy, queries
from quizapp.points.manage.desk import asked_number, today_of
from quizapp.points.manage.forms import BackForm, ChangeForm, DaysForm
from quizapp.points.names import NAMES
from quizapp.web.guards import arrived, me


def member_page(person: Me, *, change: ChangeForm | None = None, leave: DaysForm | None = None) -> str:
    """The page; a form that was sent and is wrong is shown again with what is wrong in it."""
    today = today_of(person.zone)
    return render_template(
        "points/manage/member.html",
        person=person,
        **_stand(person),
        may_change=policy.may_change(me(), person),
        may_take_back=lambda line: _may_take_back(person, line),
        form=change or ChangeForm(formdata=None, ticket=tokens.fresh()),
        leave_form=leave or DaysForm(formdata=None, from_on=today, last_on=today),
    )


def entry_page(entry: queries.EntryFacts, person: Me, form: BackForm | None = None) -> str:
    line = queries.staff_line(entry.id)
    return render_template(
        "points/manage/entry.html",
        person=person,
        line=line,
        names=NAMES,
        left=_left_alone(person),
        verdict=_may_take_back(person, line),
        form=form or BackForm(formdata=None, ticket=tokens.fresh()),
    )


def _stand(person: Me) -> dict[str, Any]:
    entries, older = queries.entries_of(person.id, before=asked_number("before"))
    return {
        "standing": queries.balance(person.id),
        "streak": queries.streak(person.id, today_of(person.zone)),
        "entries": entries,
        "older": older,
        "names": NAMES,
        "proposals": queries.proposals_of(person.id),
        "leaves": queries.leaves_of(person.id),
        "most": queries.limit_at(arrived()),
        "left": _left_alone(person),
    }


def _left_alone(person: Me) -> int:
    """How many points one may still move alone for this member today."""
    moved = queries.moved_alone(actor_id=me().id, member_id=person.id, day=today_of(person.zone))
    return by_hand.left_alone(moved=moved, most=queries.limit_at(arrived()))


def _may_take_back(person: Me, line: queries.StaffLine) -> Verdict:
    return policy.may_take_back(me(), person, line.code, taken_back=line.taken_back, waiting=line.waiting)
