"""Roles and what each may do: one table, read by guards, policies and pages."""

from enum import StrEnum

from quizapp.kernel.message import Message


class Role(StrEnum):
    """What a grant on a subtree makes of a member. Values are stored; they are never renamed."""

    MEMBER = "member"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ORGANISER = "organiser"
    STUDY_ADMINISTRATOR = "study_administrator"
    AUDITOR = "auditor"
    PHONE_KEEPER = "phone_keeper"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """Something a route or an operation may ask for."""

    STUDY = "study"  # read, take quizzes, see one's own points and the own branch's board
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"
    KEEP_PHONES = (
        "keep_phones"  # change phones, see one whole for a reason, keep the list of those that bounced
    )
    MANAGE_REWARDS = "manage_rewards"  # what is offered, at which price and where; approving, and the budget
    HAND_OVER = "hand_over"  # give out what members have redeemed
    ADJUST_POINTS = "adjust_points"  # change points by hand, note leave and outage days
    SEE_FIGURES = "see_figures"  # the figures of a part of the tree, and who in it has not yet come along
    MANAGE_TARIFF = "manage_tariff"  # what a place adds to the tariff, and at the top the tariff itself
    SEE_ENTRIES = "see_entries"  # a member's points, entry by entry, with what each was paid for


MAY: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset({Permission.STUDY}),
    Role.EDITOR: frozenset({Permission.STUDY}),
    Role.REVIEWER: frozenset({Permission.STUDY}),
    Role.APPROVER: frozenset({Permission.STUDY}),
    Role.ORGANISER: frozenset({Permission.STUDY, Permission.HAND_OVER}),
    Role.STUDY_ADMINISTRATOR: frozenset({Permission.STUDY, Permission.SEE_FIGURES}),
    Role.AUDITOR: frozenset({Permission.STUDY, Permission.SEE_AUDIT}),
    Role.PHONE_KEEPER: frozenset({Permission.STUDY, Permission.KEEP_PHONES}),
    Role.ADMINISTRATOR: frozenset(Permission),
}

NAMES: dict[Role, Message] = {
    Role.MEMBER: Message("Member"),
    Role.EDITOR: Message("Editor"),
    Role.REVIEWER: Message("Reviewer"),
    Role.APPROVER: Message("Approver"),
    Role.ORGANISER: Message("Organiser"),
    Role.STUDY_ADMINISTRATOR: Message("Study administrator"),
    Role.AUDITOR: Message("Auditor"),
    Role.PHONE_KEEPER: Message("Keeper of phone changes"),
    Role.ADMINISTRATOR: Message("Administrator"),
}
