"""One member's file as staff see it: who they are, where they belong, what they hold, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template

from quizapp.accounts.manage.desk import within_reach
from quizapp.accounts.manage.forms import GIVEN, GrantForm, HostEndForm, HostForm, StepForm
from quizapp.accounts.masking import masked
from quizapp.accounts.queries import invitations, organisations
from quizapp.accounts.queries import members as queries
from quizapp.accounts.words import DETAILS, STATES, STEPS
from quizapp.kernel import tokens
from quizapp.kernel.clock import local_day
from quizapp.kernel.verdict import Verdict
from quizapp.people import policy
from quizapp.people.membership import Step
from quizapp.people.models import MemberState
from quizapp.people.queries import standing
from quizapp.people.reach import Me, covers
from quizapp.people.roles import NAMES, Permission, Role
from quizapp.web.guards import arrived, me
from quizapp.web.i18n import say

# The steps that a state offers, in the order of their buttons; the others would only be refused.
OFFERED = {"suspended": (Step.TAKE_UP, Step.LEAVE), "left": (Step.RETURN,)}


@dataclass(frozen=True, slots=True)
class Line:
    """One role held, and whether it may be taken away."""

    held: queries.Held
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Offer:
    """One step that may be taken with the member, and whether it may."""

    step: Step
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Hosting:
    """Who hosts the member and hosted them, and the forms to change it."""

    now: queries.Stay | None
    before: Sequence[queries.Stay]
    form: HostForm
    end: HostEndForm
    verdict: Verdict


def member_page(
    person: queries.Person,
    *,
    grant: GrantForm | None = None,
    step: StepForm | None = None,
    host: HostForm | None = None,
) -> str:
    """The page; a form that was sent and is wrong is shown again with what is wrong in it."""
    stands = standing(person.id, at=arrived())
    return render_template(
        "accounts/manage/member.html",
        person=person,
        crumbs=within_reach(organisations.chain(person.branch_path)),
        **_facts(person),
        **_roles(stands, person, grant),
        steps=_steps(stands, person),
        step_words=STEPS,
        step_form=step or StepForm(),
        hosting=_hosting(stands, person, host),
        may_renew=policy.may_offer_new_password(me(), stands, person.state),
        may_view=policy.may_view(me(), stands),
        may_erase=policy.may_erase(me(), stands, person.state, erased=person.erased_at is not None),
    )


def _facts(person: queries.Person) -> dict[str, Any]:
    return {
        "phone": masked(person.phone_sealed),
        "state": STATES[person.state],
        "details": DETAILS,
        "stays": queries.stays_of(person.id),
        "known": _is_known,
        "invitation": invitations.latest(person.id) if person.state is MemberState.INVITED else None,
        "ticket": tokens.fresh(),
    }


def _roles(stands: Me, person: queries.Person, form: GrantForm | None) -> dict[str, Any]:
    return {
        "roles": NAMES,
        "lines": [Line(held, _may_revoke(held)) for held in queries.roles_of(stands.id)],
        "form": form or offer_roles(GrantForm(), person),
        "may_hold": policy.may_hold(person.name, person.state),
        "longest": policy.may_grant(me(), Role.EDITOR, person.branch_path),
    }


def offer_roles(form: GrantForm, person: queries.Person) -> GrantForm:
    """The roles one may give, and the open organisations above the member that one may give them on."""
    form.role.choices = [(role.value, say(NAMES[role])) for role in GIVEN]
    near = within_reach(organisations.chain(person.branch_path))
    form.place.choices = [(node.id, node.name) for node in reversed(near) if node.closed_on is None]
    return form


def _may_revoke(held: queries.Held) -> Verdict:
    return policy.may_revoke(me(), held.role, held.path, held.member_id)


def _steps(stands: Me, person: queries.Person) -> list[Offer]:
    offered = () if person.erased_at else OFFERED.get(person.state, (Step.SUSPEND, Step.LEAVE))
    return [Offer(step, policy.may_take_step(me(), stands, person.state, step)) for step in offered]


def _hosting(stands: Me, person: queries.Person, form: HostForm | None) -> Hosting:
    stays, today = queries.hosts_of(person.id), local_day(arrived(), stands.zone)
    now = next((stay for stay in stays if stay.until_on is None), None)
    return Hosting(
        now=now,
        before=[stay for stay in stays if stay is not now],
        form=form or HostForm(from_on=today),
        end=HostEndForm(until_on=today),
        verdict=policy.may_be_hosted(me(), stands, person.state),
    )


def _is_known(path: str) -> bool:
    """Whether a place may be named: what lies beyond one's reach is not."""
    return any(covers(top, path) for top in me().tops(Permission.MANAGE_PEOPLE))
