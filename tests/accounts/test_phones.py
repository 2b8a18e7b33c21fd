"""Phones: changed by their owners and by the keeper, masked wherever they are shown, seen whole for a reason only."""

import io
import re
from datetime import date

import pytest

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people import sealing
from quizapp.people.models import Bounce, Member, PhoneChange, SignInFailures
from quizapp.people.passwords import hashed
from quizapp.people.roles import Role
from tests.cast import PASSWORD, make_member
from tests.conftest import NOON

OLD, NEW = "13800138000", "13900139000"


def give(member, node, role=Role.PHONE_KEEPER, ends_on=None):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON, ends_on=ends_on)


@pytest.fixture
def keeper(house, client_of):
    """王强 keeps the phones of the third branch."""
    give(house.wang_qiang, house.third)
    return client_of(house.wang_qiang)


@pytest.fixture
def owner(house, client_of):
    house.li_mei.password_hash = hashed(PASSWORD)
    db.session.commit()
    return client_of(house.li_mei)


def national(sealed):
    return sealed and sealing.national(sealing.unseal(sealed, current().secrets.phone))


def phone_of(member):
    db.session.rollback()
    return national(db.session.get_one(Member, member.id).phone_sealed)


def history():
    db.session.rollback()
    return [
        (national(row.before_sealed), national(row.after_sealed), row.how, row.actor_id)
        for row in db.session.query(PhoneChange).order_by(PhoneChange.id)
    ]


def verbs():
    db.session.rollback()
    return [row.verb for row in db.session.query(AuditRow).order_by(AuditRow.id)]


def change_own(owner, phone=NEW, password=PASSWORD):
    owner.get("/me/phone")
    return owner.post("/me/phone", data={"phone": phone, "password": password})


def at(member, rest=""):
    return f"/desk/members/{member.id}/phone{rest}"


def test_a_member_changes_the_own_phone_and_it_stands_in_the_history(owner, house):
    assert change_own(owner, "139 0013 9000").status_code == 303

    assert phone_of(house.li_mei) == NEW
    assert history() == [(OLD, NEW, "owner", house.li_mei.id)]
    assert verbs()[-1] == "change_phone"


def test_the_new_phone_signs_in_and_the_old_one_no_more(owner, client):
    change_own(owner)

    for phone, status in ((OLD, 422), (NEW, 303)):
        client.get("/sign-in")
        assert client.post("/sign-in", data={"identifier": phone, "password": PASSWORD}).status_code == status


@pytest.mark.parametrize(
    ("phone", "password", "says"),
    [
        (NEW, "wrong", "密码"),
        ("12", PASSWORD, "12"),
        (OLD, PASSWORD, "已经"),
        ("13700137000", PASSWORD, "不能"),
        ("", PASSWORD, "field-wrong"),
    ],
)
def test_a_wrong_password_or_number_changes_nothing_and_says_why(owner, house, phone, password, says):
    make_member("孙悦", "sunyue", house.office, phone="13700137000")

    answer = change_own(owner, phone, password)

    assert answer.status_code == 422
    assert says in answer.text and "孙悦" not in answer.text
    assert phone_of(house.li_mei) == OLD and history() == []


def test_tries_are_counted_so_that_nobody_searches_for_numbers(owner, house):
    make_member("孙悦", "sunyue", house.office, phone="13700137000")
    for _ in range(5):
        change_own(owner, "13700137000")

    assert "秒" in change_own(owner).text
    assert phone_of(house.li_mei) == OLD


def test_the_keeper_changes_a_phone_and_rosters_leave_it(keeper, house):
    keeper.get(at(house.li_mei))
    assert keeper.post(at(house.li_mei), data={"phone": NEW}).status_code == 303

    assert phone_of(house.li_mei) == NEW
    assert history() == [(OLD, NEW, "keeper", house.wang_qiang.id)]
    assert db.session.get_one(Member, house.li_mei.id).kept_fields == ["phone"]
    page = keeper.get(at(house.li_mei)).text
    assert "138****8000" in page and "139****9000" in page and "王强" in page


def test_the_keeper_is_named_by_an_administrator_and_the_trail_says_so(house, client_of):
    give(house.zhao_min, house.works, Role.ADMINISTRATOR)
    head = client_of(house.zhao_min)
    head.get(f"/desk/members/{house.wang_qiang.id}")

    role = {"role": "phone_keeper", "place": house.third.id, "elsewhere": "", "ends_on": ""}
    head.post(f"/desk/members/{house.wang_qiang.id}/roles", data=role)

    db.session.rollback()
    act = db.session.query(AuditRow).order_by(AuditRow.id.desc()).first()
    assert (act.verb, act.changes["role"], act.actor_id) == (
        "grant",
        [None, "phone_keeper"],
        house.zhao_min.id,
    )


def test_others_phones_are_not_there_for_the_keeper_of_one_branch(keeper, house):
    assert keeper.get(at(house.zhao_min)).status_code == 404
    keeper.get(at(house.li_mei))
    assert keeper.post(at(house.zhao_min), data={"phone": NEW}).status_code == 404
    assert keeper.get(f"/desk/organisations/{house.works.id}/phones").status_code == 404
    assert keeper.get(f"/desk/members/{house.li_mei.id}").status_code == 403


def test_a_keeper_whose_days_are_over_reaches_nothing(house, client_of):
    give(house.wang_qiang, house.third, ends_on=date(2026, 11, 21))
    late = client_of(house.wang_qiang)
    assert late.get(at(house.li_mei)).status_code == 200
    db.session.execute(db.text("UPDATE grants SET ends_on = '2026-11-20'"))
    db.session.commit()

    assert late.get(at(house.li_mei)).status_code == 403


def test_the_phone_of_who_holds_a_role_beyond_is_not_the_keepers_to_change(keeper, house):
    give(house.li_mei, house.works, Role.AUDITOR)

    assert 'aria-describedby="why-not-change"' in keeper.get(at(house.li_mei)).text
    keeper.post(at(house.li_mei), data={"phone": NEW})

    assert phone_of(house.li_mei) == OLD


def show(keeper, member, reason="核对身份"):
    keeper.get(at(member))
    return keeper.post(at(member, "/show"), data={"reason": reason})


def test_a_whole_number_is_shown_once_for_a_reason_and_the_trail_has_no_digit_of_it(keeper, house):
    answer = show(keeper, house.li_mei)

    assert OLD in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert OLD not in keeper.get(at(house.li_mei)).text
    db.session.rollback()
    acts = db.session.query(AuditRow).filter_by(verb="unmask_phone").all()
    assert [act.changes for act in acts] == [{"reason": [None, "核对身份"]}]


def test_without_a_reason_nothing_is_shown_or_written(keeper, house):
    answer = show(keeper, house.li_mei, " ")

    assert answer.status_code == 422 and OLD not in answer.text
    assert "unmask_phone" not in verbs()


def test_who_looks_at_many_numbers_has_to_wait(keeper, house):
    for _ in range(20):
        assert show(keeper, house.li_mei).status_code == 200

    answer = show(keeper, house.li_mei)

    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert OLD not in answer.text
    assert verbs().count("unmask_phone") == 20
    assert db.session.query(SignInFailures).filter_by(key=f"unmask:{house.wang_qiang.id}").count() == 1


def test_who_left_no_phone_has_none_to_be_seen(keeper, house):
    assert 'aria-describedby="why-not-look"' in keeper.get(at(house.wang_qiang)).text
    assert show(keeper, house.wang_qiang).status_code == 409


def bounced():
    db.session.rollback()
    return {row.member_id: row.asked_at for row in db.session.query(Bounce)}


def note_list(keeper, node, numbers="", file=None):
    keeper.get(f"/desk/organisations/{node.id}/phones")
    sent = {"numbers": numbers} | ({"file": (io.BytesIO(file), "bounced.csv")} if file else {})
    return keeper.post(f"/desk/organisations/{node.id}/phones/bounced", data=sent, follow_redirects=True)


def test_a_number_that_bounced_is_listed_masked_asked_for_and_off_the_list_once_changed(keeper, owner, house):
    keeper.get(at(house.li_mei))
    keeper.post(at(house.li_mei, "/bounced"))
    keeper.post(at(house.li_mei, "/bounced"))
    assert verbs().count("phone_bounced") == 1
    listed = keeper.get(f"/desk/organisations/{house.third.id}/phones").text
    assert "138****8000" in listed and OLD not in listed

    keeper.post(at(house.li_mei, "/ask"))

    assert bounced() == {house.li_mei.id: NOON}
    assert "没有联系到你" in owner.get("/me").text
    assert "你的手机号联系不上你" in owner.get("/").text
    change_own(owner)
    assert bounced() == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_of_numbers_is_noted_and_says_what_was_nobodys(keeper, house, encoding):
    make_member("外人", "wairen", house.office, phone="13700137000")
    sheet = "号码,备注\r\n+86 138 0013 8000,停机\r\n13700137000,空号\r\n13600136000,空号\r\n".encode(encoding)

    page = note_list(keeper, house.third, file=sheet).text

    assert set(bounced()) == {house.li_mei.id}
    assert re.search(r"记入 1 .*2 ", page), page[page.find("flash") :][:300]
    assert verbs()[-1] == "phones_bounced"


@pytest.mark.parametrize("file", [b"", b"\xff\xfe\x00\x01", "姓名\n李梅\n".encode(), b'"13800138000'])
def test_a_file_without_numbers_is_refused_and_a_damaged_one_breaks_nothing(keeper, house, file):
    page = note_list(keeper, house.third, file=file).text

    assert "field-wrong" in page or bounced() == {house.li_mei.id: None}


def test_a_number_that_reaches_them_after_all_is_taken_off(keeper, house):
    note_list(keeper, house.third, OLD)

    keeper.post(at(house.li_mei, "/reached"))

    assert bounced() == {} and verbs()[-1] == "clear_bounce"


def test_who_is_not_on_the_list_is_asked_for_nothing(keeper, house):
    keeper.get(at(house.li_mei))
    keeper.post(at(house.li_mei, "/ask"))

    assert "ask_for_phone" not in verbs()


def test_a_keeper_of_two_branches_chooses_between_them(house, client_of):
    give(house.wang_qiang, house.third)
    give(house.wang_qiang, house.office)

    page = client_of(house.wang_qiang).get("/desk/phones").text

    assert "第三支部" in page and "机关支部" in page
