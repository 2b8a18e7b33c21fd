"""Carrying members out as a roster, in the columns in which one comes in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.people import sealing
from quizapp.people.models import MemberState, Organisation
from quizapp.people.roster_files.columns import TITLES, Column
from quizapp.people.store import rosters

STATES = {
    MemberState.INVITED: "已邀请",
    MemberState.REGISTERED: "已注册",
    MemberState.ACTIVATED: "已激活",
    MemberState.SUSPENDED: "已停用",
    MemberState.LEFT: "已离开",
}
COLUMNS = (
    Column.ROSTER_KEY,
    Column.NAME,
    Column.PHONE,
    Column.SIGN_IN_NAME,
    Column.BRANCH_CODE,
    Column.BRANCH_NAME,
    Column.MEMBER_TYPE,
)


@dataclass(frozen=True, slots=True)
class Phones:
    """How phones are written: whole, or masked as everywhere else."""

    key: bytes
    whole: bool

    def written(self, sealed: bytes | None) -> str:
        if sealed is None:
            return ""
        phone = sealing.unseal(sealed, self.key)
        return sealing.national(phone) if self.whole else sealing.masked(phone)


def carry_out(organisation: Organisation, phones: Phones) -> Iterator[Sequence[str]]:
    """The header, then every member of an organisation who has not left, by branch and number."""
    yield [*(TITLES[column] for column in COLUMNS), "状态"]
    for key, name, sealed, sign_in_name, code, branch, kind, state in rosters.members_of(organisation.path):
        yield (
            key or "",
            name,
            phones.written(sealed),
            sign_in_name,
            code,
            branch,
            kind,
            STATES[MemberState(state)],
        )
