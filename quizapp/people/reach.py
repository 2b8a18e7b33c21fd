"""Who is asking, and whose data their grants reach: `Me`, and the arithmetic of the organisation tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quizapp.people.roles import MAY, Permission, Role

MOST_DEPTH = 20  # what a path of 255 characters holds with ids of eleven digits


def path_of(parent_path: str, organisation_id: int) -> str:
    """The materialised path of a child: every ancestor's id and its own, each closed by a slash ("1/4/17/").

    The closing slash keeps 1/1/ from being taken for an ancestor of 1/10/.
    """
    return f"{parent_path}{organisation_id}/"


def depth_of(path: str) -> int:
    """How many levels deep a path is; the root is at 1."""
    return path.count("/")


def ids_on(path: str) -> list[int]:
    """The ids of an organisation's ancestors and its own, from the root."""
    return [int(part) for part in path.split("/") if part]


def paths_upward(path: str) -> list[str]:
    """An organisation's own path and those of all above it, the root last: "1/4/", "1/"."""
    ids = path.split("/")[:-1]
    return ["/".join(ids[:depth]) + "/" for depth in range(len(ids), 0, -1)]


def covers(path: str, other: str) -> bool:
    """Whether the organisation at `path` is `other` itself or one of its ancestors."""
    return other.startswith(path)


def may_name(tops: Iterable[str], path: str) -> bool:
    """Whether a place is called by its name to someone who reaches `tops`: theirs, what is below, and what stands above."""
    return any(covers(top, path) or covers(path, top) for top in tops)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on an organisation and everything below it, from a day to a day where these are set."""

    role: Role
    path: str
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


@dataclass(frozen=True, slots=True)
class Holder:
    """A member with the roles they hold now: what is judged of someone whom many are changed with."""

    id: int
    name: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom something is looked up in the library: what is meant for their type, in the columns shown to them.

    Without a type, what is meant for everyone; without columns, all of them.
    """

    member_type: str | None = None
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """The administrator who looks at the pages as someone else."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in member as one request sees them: read once, frozen, carried by id into operations."""

    id: int
    sign_in_id: int
    name: str
    sign_in_name: str
    branch_id: int
    branch_name: str
    branch_path: str
    zone: str
    member_type: str
    grants: tuple[Grant, ...]
    interface_language: str | None
    content_language: str  # in force: the member's own choice, or else the organisation's
    chosen_content_language: str | None
    must_change_password: bool
    large_type: bool
    theme: str
    suspended: bool = False
    columns: tuple[str, ...] | None = None  # keys of the library's columns shown in the branch; None: all
    viewer: Viewer | None = (
        None  # set while an administrator looks as this member: nothing may then be written
    )

    # What Flask-Login asks of a user object.
    is_authenticated = True
    is_anonymous = False
    is_active = True

    def get_id(self) -> str:
        return str(self.sign_in_id)

    @property
    def audience(self) -> Audience:
        return Audience(self.member_type, self.columns)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role held anywhere, in the order the roles are declared."""
        held = {grant.role for grant in self.grants} | {Role.MEMBER}
        return tuple(role for role in Role if role in held)

    def tops(self, permission: Permission) -> tuple[str, ...]:
        """The paths that the permission reaches, each with all below it; none of them lies below another."""
        paths = sorted({grant.path for grant in self.grants if permission in MAY[grant.role]})
        return tuple(
            path for path in paths if not any(path != other and covers(other, path) for other in paths)
        )

    def may(self, permission: Permission, path: str | None = None) -> bool:
        """Whether a grant gives the permission, on the organisation at `path` where one is named.

        Every member may study; a suspended one may do nothing.
        """
        if self.suspended:
            return False
        if permission in MAY[Role.MEMBER] and (path is None or covers(path, self.branch_path)):
            return True
        return any(
            permission in MAY[grant.role] and (path is None or covers(grant.path, path))
            for grant in self.grants
        )
