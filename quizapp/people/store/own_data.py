"""What organisations, members and the audit trail keep about one person."""

from typing import Any

from sqlalchemy import or_, select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.own_data import Part, Rows, Whose
from quizapp.people.models import (
    Bounce,
    GrantRow,
    HostBranch,
    Invitation,
    InvitationBatch,
    JoinLink,
    JoinRequest,
    Member,
    MemberSpan,
    NameChange,
    Organisation,
    PhoneChange,
    PlannedMove,
    RosterImport,
    RosterRow,
    SignIn,
)
from quizapp.people.store.own_rows import as_json, rows_of

DIGESTS = ("phone_index", "password_hash", "token_digest", "code_index")  # say nothing to anyone


def _acts(whose: Whose) -> Rows:
    """What was done to the member, and when they themselves did something; not whom they did it to."""
    subject = f"member:{whose.member_id}"
    found = select(AuditRow.at, AuditRow.verb, AuditRow.subject, AuditRow.changes).where(
        or_(AuditRow.subject == subject, AuditRow.actor_id == whose.member_id)
    )
    rows = db.session.execute(found.order_by(AuditRow.id))
    return [_act(as_json(row._asdict(), whose), subject) for row in rows]


def _act(row: dict[str, Any], subject: str) -> dict[str, Any]:
    about_me = row.pop("subject") == subject
    return row if about_me else {"at": row["at"], "verb": row["verb"]}


def _member(whose: Whose) -> Rows:
    (row,) = rows_of(Member, "id", without=DIGESTS)(whose)
    branch = db.session.execute(
        select(Organisation.code, Organisation.name)
        .join(Member, Member.branch_id == Organisation.id)
        .where(Member.id == whose.member_id)
    ).one()
    return [{**row, "branch": branch.name, "branch_code": branch.code}]


def _no_ones(whose: Whose) -> Rows:
    """Pieces of encrypted files of many people, gone as soon as they are applied, and what is drawn from the name alone."""
    return []


PART = Part(
    "people",
    {
        "members": _member,
        "member_spans": rows_of(MemberSpan, "member_id"),
        "host_branches": rows_of(HostBranch, "member_id"),
        "grants": rows_of(GrantRow, "member_id"),
        "sign_ins": rows_of(SignIn, "member_id", without=DIGESTS),
        "name_changes": rows_of(NameChange, "member_id"),
        "phone_changes": rows_of(PhoneChange, "member_id"),
        "phone_bounces": rows_of(Bounce, "member_id"),
        "invitations": rows_of(Invitation, "member_id", without=DIGESTS),
        "join_requests": rows_of(JoinRequest, "member_id", without=(*DIGESTS, "handle")),
        "roster_rows": rows_of(RosterRow, "member_id", without=DIGESTS),
        "roster_parts": _no_ones,
        "member_words": _no_ones,
        "roster_imports": rows_of(RosterImport, "actor_id", without=("digest", "ticket", "report")),
        "organisation_moves": rows_of(PlannedMove, "planned_by"),
        "invitation_batches": rows_of(InvitationBatch, "made_by", without=("ticket",)),
        "join_links": rows_of(JoinLink, "made_by"),
        "audit_rows": _acts,
    },
)
