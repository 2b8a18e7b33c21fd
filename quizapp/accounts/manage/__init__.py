"""The staff pages: the organisation and its people, its rosters, and the audit trail."""

from quizapp.accounts.manage import (
    audit,
    changing,
    details,
    headcounts,
    inviting,
    joining,
    members,
    membership,
    organisations,
    phone_page,
    phones,
    rosters,
    settings,
    tree_files,
    viewing,
)
from quizapp.accounts.manage.desk import bp

__all__ = [
    "audit",
    "bp",
    "changing",
    "details",
    "headcounts",
    "inviting",
    "joining",
    "members",
    "membership",
    "organisations",
    "phone_page",
    "phones",
    "rosters",
    "settings",
    "tree_files",
    "viewing",
]
