"""The columns of a roster, the words they are headed by, and finding the row that heads them."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused

HEADER_WITHIN = 20  # rows from the top in which the header is looked for, below banners and instructions


class Column(StrEnum):
    """What a roster says about a member. Values are stored with complaints; they are never renamed."""

    ROSTER_KEY = "roster_key"
    NAME = "name"
    PHONE = "phone"
    SIGN_IN_NAME = "sign_in_name"
    BRANCH_CODE = "branch_code"
    BRANCH_NAME = "branch_name"
    MEMBER_TYPE = "member_type"


HEADINGS: dict[Column, str] = {
    Column.ROSTER_KEY: "工号|编号|学号|职工号|员工号|员工编号|人员编号|成员编号|会员编号|党员编号|number|member id|"
    "member number|member no|employee id|employee number|student id|student number|roster key|user id|external id",
    Column.NAME: "姓名|名字|成员姓名|人员姓名|name|full name",
    Column.PHONE: "手机|手机号|手机号码|电话|电话号码|联系电话|phone|phone number|mobile|mobile phone|mobile number",
    Column.SIGN_IN_NAME: "登录名|登录账号|账号|帐号|用户名|sign in name|login|login id|login name|user name",
    Column.BRANCH_CODE: "支部编码|支部代码|支部编号|组织编码|组织代码|branch code|organisation code|organization code",
    Column.BRANCH_NAME: "支部|支部名称|所在支部|所属支部|组织名称|branch|branch name",
    Column.MEMBER_TYPE: "类别|成员类别|人员类别|成员类型|人员类型|type|member type|category",
}
TITLES = {column: words.split("|")[0] for column, words in HEADINGS.items()}
_BESIDE = re.compile(r"\(.*?\)|\[.*?\]|[\s_*:\-\ufeff]")  # （必填）, a star for "required", a colon


def bare(heading: str) -> str:
    """A heading without width, case, spaces, stars and notes in brackets: what the aliases are compared by."""
    return _BESIDE.sub("", unicodedata.normalize("NFKC", heading).casefold())


_KNOWN = {bare(word): column for column, words in HEADINGS.items() for word in words.split("|")}


def recognised(cells: Sequence[object]) -> list[tuple[Column, int]]:
    """The columns a row heads, each with its place from 0."""
    named = ((_KNOWN.get(bare(cell)), place) for place, cell in enumerate(cells) if isinstance(cell, str))
    return [(column, place) for column, place in named if column]


def is_header(cells: Sequence[object]) -> bool:
    """Whether a row heads a roster: two different columns are recognised. A banner names one at most."""
    return len({column for column, _ in recognised(cells)}) >= 2


def layout(cells: Sequence[object]) -> Mapping[Column, int]:
    """The place of each column by the header. Refused when one is named twice, or a needed one is missing."""
    places: dict[Column, int] = {}
    for column, place in recognised(cells):
        if column in places:
            raise Refused(
                Message("Two columns are headed as %(column)s. Keep one of them.", column=TITLES[column])
            )
        places[column] = place
    for needed in (Column.ROSTER_KEY, Column.NAME):
        if needed not in places:
            raise Refused(
                Message("The header has no column for %(column)s.", column=f"{TITLES[needed]} ({needed})")
            )
    return places


@dataclass(frozen=True, slots=True)
class Sheet:
    """What kind of table a file holds: which row heads it, two columns it may have, and whether days in it are days."""

    is_header: Callable[[Sequence[object]], bool]
    such_as: tuple[str, str]
    has_days: bool = False


ROSTER = Sheet(is_header, (TITLES[Column.ROSTER_KEY], TITLES[Column.NAME]))
