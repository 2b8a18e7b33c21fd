"""Who plays in the tests: one small work unit, the same everywhere."""

from dataclasses import dataclass
from datetime import UTC, datetime

from quizapp.config import current
from quizapp.people import operations as people
from quizapp.people.models import Member, Organisation

SPRING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "a bowl of noodles"


@dataclass
class House:
    """青港 works with its third and its office branch: 李梅 and 王强 in the third, 赵敏 in the office."""

    works: Organisation
    third: Organisation
    office: Organisation
    li_mei: Member
    wang_qiang: Member
    zhao_min: Member


def make_member(
    name: str, sign_in_name: str, branch: Organisation, *, phone: str | None = None, hash: str | None = None
) -> Member:
    new = people.NewMember(
        sign_in_name=sign_in_name,
        name=name,
        branch_id=branch.id,
        member_type="office",
        phone=phone,
        password_hash=hash,
        must_change_password=False,
    )
    keys = current().secrets
    return people.add_member(new=new, phone_key=keys.phone, index_key=keys.index, at=SPRING)


def raise_house() -> House:
    people.seed_member_types()
    works = people.create_organisation(
        code="works", name="青港集团", parent_id=None, is_branch=False, at=SPRING
    )
    third = people.create_organisation(
        code="third", name="第三支部", parent_id=works.id, is_branch=True, at=SPRING
    )
    office = people.create_organisation(
        code="office", name="机关支部", parent_id=works.id, is_branch=True, at=SPRING
    )
    return House(
        works,
        third,
        office,
        li_mei=make_member("李梅", "limei", third, phone="13800138000"),
        wang_qiang=make_member("王强", "wangqiang", third),
        zhao_min=make_member("赵敏", "zhaomin", office),
    )
