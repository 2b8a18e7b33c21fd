"""What stands in the ledger of each owner: entries by hand, what waits for a second person, leave and outages."""

from datetime import timedelta

from sqlalchemy import func, select

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import Organisation
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points.models import Entry, Leave, Outage, Proposal
from tests.cast import SPRING, make_member
from tests.conftest import NOON
from tests.security.stage import OWNED_AT, Stage, Thing

TODAY, DAY = NOON.date(), timedelta(days=1)


def keep_books(stage: Stage) -> None:
    """By two administrators of everything who are no actors, so that every actor is somebody else."""
    proposer, decider = (_chief(stage, name) for name in ("proposer", "decider"))
    for place in OWNED_AT:
        owner = stage.actor(f"owner at {place}").member_id
        for state in ("paid", "taken back"):
            _change(owner, 3, f"{state}-at-{place}", proposer)
            entry_id = _latest(Entry)
            if state == "taken back":
                points.take_back(
                    entry_id=entry_id, reason="记错了", ticket=f"back-at-{place}-x", by=proposer, at=NOON
                )
            stage.things.append(Thing("entry", state, {"entry_id": entry_id}, owner, place))
        for state in ("decided", "waiting"):
            _change(owner, 60, f"{state}-proposal-at-{place}", proposer)
            proposal_id = _latest(Proposal)
            if state == "decided":
                points.decline(proposal_id=proposal_id, answer="不应该", by=decider, at=NOON)
            stage.things.append(Thing("proposal", state, {"proposal_id": proposal_id}, owner, place))
        _propose_by_an_actor(stage, owner, place, decider)
        _excuse(stage, owner, place, proposer)


def _propose_by_an_actor(stage: Stage, owner: int, place: str, decider: int) -> None:
    """What one of the actors proposed, so that there is somebody who may take it back."""
    by = stage.actor(f"administrator at {'foreign' if place.startswith('abroad') else 'root'}").member_id
    for state in ("decided", "waiting"):
        _change(owner, 60, f"{state}-own-proposal-at-{place}", by)
        proposal_id = _latest(Proposal)
        if state == "decided":
            points.decline(proposal_id=proposal_id, answer="不应该", by=decider, at=NOON)
        thing = Thing("own proposal", state, {"proposal_id": proposal_id}, owner, place, {"proposer": by})
        stage.things.append(thing)


def _excuse(stage: Stage, owner: int, place: str, by: int) -> None:
    for state, ago in (("dropped", 9), ("noted", 5)):
        days = {"from_on": TODAY - ago * DAY, "last_on": TODAY - ago * DAY, "reason": "出差"}
        points.note_leave(member_id=owner, by=by, at=NOON, **days)
        points.note_outage(organisation_id=stage.places[place], by=by, at=NOON, **days)
        leave_id, outage_id = _latest(Leave), _latest(Outage)
        if state == "dropped":
            points.drop_leave(leave_id=leave_id, by=by, at=NOON)
            points.drop_outage(outage_id=outage_id, by=by, at=NOON)
        stage.things.append(Thing("leave", state, {"leave_id": leave_id}, owner, place))
        stage.things.append(Thing("outage", state, {"outage_id": outage_id}, place=place))


def _chief(stage: Stage, name: str) -> int:
    member = make_member(name, name, db.session.get_one(Organisation, stage.places["root"]))
    for place in ("root", "abroad"):
        organisation_id = stage.places[place]
        people.grant(
            member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=organisation_id, by=None, at=SPRING
        )
    return member.id


def _change(member_id: int, amount: int, ticket: str, by: int) -> None:
    said = {"reason": "补记", "ticket": ticket, "by": by, "at": NOON}
    points.change_points(member_id=member_id, amount=amount, **said)


def _latest(table: type) -> int:
    return db.session.scalar(select(func.max(table.id)))
