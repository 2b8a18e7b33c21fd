"""Who lives in the city: type, state, phone, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from quizapp.demo.city import names
from quizapp.demo.city.tree import Branch
from quizapp.people.models import Field, MemberState
from quizapp.people.roles import Role

SEGMENT = 16_000_000_000  # no operator hands out numbers that begin with 160: these phones are nobody's
HAVE_PHONE = 0.96
STATES = {
    MemberState.ACTIVATED: 760,
    MemberState.REGISTERED: 95,
    MemberState.INVITED: 120,
    MemberState.SUSPENDED: 5,
    MemberState.LEFT: 20,
}
_MEMBERS = {  # of the people of a branch, by its field: who are not mentioned are the public
    Field.COMMUNITY: {"community": 40, "committee": 8, "floating": 6, "applicant": 6},
    Field.RURAL: {"community": 38, "committee": 8, "floating": 10, "applicant": 4},
    Field.ENTERPRISE: {"private": 44, "floating": 8, "applicant": 6},
    Field.SCHOOL: {"office": 52, "applicant": 8},
    Field.AGENCY: {"office": 62, "applicant": 6},
    Field.OTHER: {"community": 30, "private": 16, "floating": 12, "applicant": 4},
}
_TYPES = {kind: {**shares, "public": 100 - sum(shares.values())} for kind, shares in _MEMBERS.items()}


@dataclass(frozen=True, slots=True)
class Known:
    """Someone whose password is printed: a role, and whether it is held on the city, a district or the best branch."""

    role: Role
    sign_in_name: str
    on: str = "city"


KNOWN = (
    Known(Role.MEMBER, "member", "branch"),
    Known(Role.EDITOR, "editor"),
    Known(Role.REVIEWER, "reviewer"),
    Known(Role.APPROVER, "approver"),
    Known(Role.ORGANISER, "organiser", "branch"),
    Known(Role.STUDY_ADMINISTRATOR, "study-administrator"),
    Known(Role.STUDY_ADMINISTRATOR, "district-study-administrator", "district"),
    Known(Role.AUDITOR, "auditor"),
    Known(Role.ADMINISTRATOR, "administrator"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One inhabitant. `since_s`: seconds from the opening of the city to when they registered."""

    id: int
    name: str
    sign_in_name: str
    member_type: str
    state: MemberState
    phone: str | None
    since_s: int
    known: bool = False

    @property
    def registered(self) -> bool:
        return self.state is not MemberState.INVITED


def inhabitants(branch: Branch, *, seed: int, known: Sequence[Known] = ()) -> Iterator[Person]:
    """The people of a branch: first those known by name, then the rest; the first of all is always active."""
    rng = Random(f"{seed} peoples {branch.node.code}")
    types, shares = list(_TYPES[branch.node.field]), list(_TYPES[branch.node.field].values())
    states, weights = list(STATES), list(STATES.values())
    kinds, stand = rng.choices(types, shares, k=branch.heads), rng.choices(states, weights, k=branch.heads)
    for place, member_id in enumerate(range(branch.first_id, branch.first_id + branch.heads)):
        named = known[place] if place < len(known) else None
        first = named is not None or place == 0
        yield Person(
            id=member_id,
            name=names.person(rng),
            sign_in_name=named.sign_in_name if named else f"yg{member_id:06}",
            member_type=types[0] if first else kinds[place],
            state=MemberState.ACTIVATED if first else stand[place],
            phone=f"+86{SEGMENT + member_id * 97 % 100_000_000}" if rng.random() < HAVE_PHONE else None,
            since_s=rng.randrange(30 * 86_400),
            known=named is not None,
        )
