"""My data: one file with everything, and nothing left that says who one was once one is erased."""

import json

import pytest
from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, func, insert, select, update

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import Instant, Model, ValueOf, db
from quizapp.kernel import tokens
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people import sealing
from quizapp.people.membership import Step
from quizapp.people.models import Member, MemberState, RosterImport, RosterRow, SignIn
from quizapp.people.passwords import hashed
from quizapp.people.roles import Role
from quizapp.people.store.erasing import columns_to_erase
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.models import Balance, Entry
from quizapp.points.payee import Payee
from quizapp.points.queries import verifying
from quizapp.search.models import Miss
from tests.cast import PASSWORD
from tests.conftest import NOON

PHONE = "13800138000"


@pytest.fixture
def owner(house, client_of):
    house.li_mei.password_hash = hashed(PASSWORD)
    db.session.commit()
    return client_of(house.li_mei)


@pytest.fixture
def head(house, client_of):
    give(house.zhao_min, house.works)
    return client_of(house.zhao_min)


def give(member, node, role=Role.ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON)


def earn(member):
    points.load_tariff(at=NOON)
    to = Payee(member.id, member.branch_id, member.member_type, "Asia/Shanghai")
    points.earn(to=to, code=Code.DAILY_QUIZ, object_key="daily", wanted=4, at=NOON)


def fetch(owner, password=PASSWORD):
    owner.get("/me/data")
    return owner.post("/me/data", data={"password": password})


def erase_me(owner, name="limei", password=PASSWORD):
    owner.get("/me/data")
    return owner.post("/me/erase", data={"sign_in_name": name, "erase_password": password})


def leave(member, by):
    people.take_step(member_id=member.id, step=Step.LEAVE, reason="调离", by=by.id, at=NOON)


def everything():
    """Every value of every row, as text."""
    db.session.rollback()
    shown = []
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            shown += [f"{table.name}: {value!r}" for value in row]
    return shown


def test_one_file_tells_everything_and_is_written_into_the_trail(owner, house):
    earn(house.li_mei)
    give(house.li_mei, house.third, Role.EDITOR)

    answer = fetch(owner)

    told = json.loads(answer.text)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=study-star-")
    assert answer.headers["Cache-Control"] == "no-store"
    (me,) = told["people"]["members"]
    assert (me["name"], me["phone"], me["branch"]) == ("李梅", f"+86{PHONE}", "第三支部")
    assert [entry["amount"] for entry in told["points"]["points_entries"]] == [4]
    assert [grant["role"] for grant in told["people"]["grants"]] == ["editor"]
    assert told["people"]["sign_ins"][0]["device"] == "test"
    assert told["people"]["audit_rows"][0]["verb"] == "grant"
    assert db.session.query(AuditRow).filter_by(verb="export_own_data").count() == 1


def test_the_file_tells_nothing_of_others_and_no_secret(owner, house):
    give(house.li_mei, house.third)
    people.grant(
        member_id=house.wang_qiang.id,
        role=Role.EDITOR,
        organisation_id=house.third.id,
        by=house.li_mei.id,
        at=NOON,
    )

    text = fetch(owner).text

    assert "王强" not in text and f"member:{house.wang_qiang.id}" not in text
    for secret in ("password_hash", "token_digest", "phone_index", "argon2"):
        assert secret not in text


def test_without_the_password_there_is_no_file(owner):
    answer = fetch(owner, "wrong")

    assert answer.status_code == 422 and PHONE not in answer.text
    assert db.session.query(AuditRow).filter_by(verb="export_own_data").count() == 0


def test_who_guesses_the_password_has_to_wait(owner):
    for _ in range(5):
        fetch(owner, "wrong")

    assert fetch(owner).status_code == 422


def test_who_types_name_and_password_is_erased_at_once_and_signed_out(owner, client, house):
    answer = erase_me(owner)

    assert answer.status_code == 303
    assert owner.get("/me").location.startswith("/sign-in")
    client.get("/sign-in")
    for known in ("limei", PHONE):
        assert client.post("/sign-in", data={"identifier": known, "password": PASSWORD}).status_code == 422
    gone = db.session.get_one(Member, house.li_mei.id, populate_existing=True)
    assert (gone.name, gone.state, gone.erased_at) == ("已注销成员", MemberState.LEFT, NOON)


@pytest.mark.parametrize(("name", "password"), [("wangqiang", PASSWORD), ("limei", "wrong"), ("", PASSWORD)])
def test_a_wrong_name_or_password_erases_nothing(owner, house, name, password):
    assert erase_me(owner, name, password).status_code == 422

    assert db.session.get_one(Member, house.li_mei.id, populate_existing=True).name == "李梅"


def test_who_holds_a_role_gives_it_back_first(owner, house):
    give(house.li_mei, house.third, Role.EDITOR)

    assert 'aria-describedby="why-not-erase"' in owner.get("/me/data").text
    assert erase_me(owner).status_code == 422
    assert db.session.get_one(Member, house.li_mei.id, populate_existing=True).name == "李梅"


def test_an_administrator_erases_only_who_has_left(head, house):
    head.get(f"/desk/members/{house.li_mei.id}")
    head.post(f"/desk/members/{house.li_mei.id}/erase")
    assert db.session.get_one(Member, house.li_mei.id, populate_existing=True).erased_at is None

    leave(house.li_mei, house.zhao_min)
    page = head.get(f"/desk/members/{house.li_mei.id}").text
    assert "/erase" in page
    head.post(f"/desk/members/{house.li_mei.id}/erase")

    page = head.get(f"/desk/members/{house.li_mei.id}").text
    assert "李梅" not in page and "138****8000" not in page
    assert 'value="return"' not in page, "nobody is left to return"
    with pytest.raises(Refused):
        people.take_step(
            member_id=house.li_mei.id, step=Step.RETURN, reason="回来", by=house.zhao_min.id, at=NOON
        )


def test_the_ledger_stays_as_written_and_every_sum_with_it(owner, house):
    earn(house.li_mei)

    erase_me(owner)

    db.session.rollback()
    assert db.session.scalar(select(func.sum(Entry.amount))) == 4
    assert db.session.get_one(Balance, house.li_mei.id).available == 4
    assert list(verifying.differences(verifying.Proof())) == []


def canary(table, column, number, keys):
    """A value that only this person has, fitting the column."""
    text = f"鲸落{number:03}"
    if isinstance(column.type, LargeBinary):
        return sealing.seal(text, keys.phone)
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, JSON):
        return [text]
    if isinstance(column.type, Instant):
        return NOON
    return text[: column.type.length] if isinstance(column.type, String) else number


def plain(table, column, member):
    """What stands in a column that is not erased."""
    for key in column.foreign_keys:
        if key.column.table.name == "members":
            return member.id if column.name == "member_id" or not column.nullable else None
        return db.session.scalar(select(key.column).limit(1))
    kinds = {ValueOf: lambda: next(iter(column.type.kind)), Instant: lambda: NOON, Date: NOON.date}
    kinds |= {Boolean: lambda: True, Integer: lambda: 1, JSON: lambda: {"n": 1}}
    return (
        next((make() for kind, make in kinds.items() if isinstance(column.type, kind)), None)
        or tokens.fresh()
    )


def plant(member):
    """A canary in every erasable column of every table with rows of a member; gives what must be found nowhere."""
    keys, sealed, number = current().secrets, [], 0
    for table in Model.metadata.sorted_tables:
        erased = columns_to_erase(table)
        owner = table.columns.get("member_id")
        if table.name == "members" or not erased or owner is None:
            continue
        values = {}
        for column in table.columns:
            number += 1
            if column in erased:
                values[column.name] = canary(table, column, number, keys)
                sealed += [values[column.name]] if isinstance(column.type, LargeBinary) else []
            elif column is owner:
                values[column.name] = member.id
            elif column is not table.autoincrement_column:
                values[column.name] = plain(table, column, member)
        db.session.execute(insert(table).values(values))
    own = {
        column.name: canary(None, column, 900 + place, keys)
        for place, column in enumerate(columns_to_erase(Member.__table__))
    }
    sealed.append(own["phone_sealed"])
    db.session.execute(update(Member).where(Member.id == member.id).values(own))
    db.session.commit()
    return sealed


@pytest.fixture
def planted(house):
    """李梅 with a canary in every erasable column, and a roster at hand that a row can belong to."""
    made = {"organisation_id": house.works.id, "mode": "upsert", "state": "applied", "file_name": "a.csv"}
    db.session.add(RosterImport(**made, digest="x", staged=1, report={}, made_at=NOON))
    ids = {"organisation_id": house.works.id, "code": "door", "member_type": "public"}
    people_tables = Model.metadata.tables
    db.session.execute(insert(people_tables["join_links"]).values(**ids, made_at=NOON, expires_at=NOON))
    batch = {"ticket": tokens.fresh(), "organisation_id": house.works.id, "codes": 1}
    db.session.execute(
        insert(people_tables["invitation_batches"]).values(**batch, made_at=NOON, expires_at=NOON)
    )
    db.session.add(Miss(day=NOON.date(), text="找鲸落901", count=2))
    db.session.commit()
    return plant(house.li_mei)


def test_what_was_planted_everywhere_is_found_nowhere_once_erased(head, house, planted):
    assert sum("鲸落" in value for value in everything()) > 15, "hardly planted"
    leave(house.li_mei, house.zhao_min)

    head.get(f"/desk/members/{house.li_mei.id}")
    head.post(f"/desk/members/{house.li_mei.id}/erase")

    left = everything()
    assert [value for value in left if "鲸落" in value] == []
    assert [value for value in left if any(repr(bytes(one)) in value for one in planted)] == []


def test_a_roster_not_yet_applied_that_names_them_is_given_up(head, house):
    made = {"organisation_id": house.works.id, "mode": "upsert", "file_name": "a.csv", "digest": "x"}
    waiting = RosterImport(**made, state="checked", staged=2, report={}, made_at=NOON)
    db.session.add(waiting)
    db.session.flush()
    index = db.session.get_one(Member, house.li_mei.id).phone_index
    db.session.add(RosterRow(import_id=waiting.id, number=2, phone_index=index, name="李梅", change="new"))
    parts = Model.metadata.tables["roster_parts"]
    db.session.execute(insert(parts).values(import_id=waiting.id, number=0, sealed=b"piece"))
    db.session.commit()
    leave(house.li_mei, house.zhao_min)

    head.get(f"/desk/members/{house.li_mei.id}")
    head.post(f"/desk/members/{house.li_mei.id}/erase")

    db.session.rollback()
    assert db.session.get_one(RosterImport, waiting.id).state == "dropped"
    assert db.session.query(RosterRow).count() == 0
    assert db.session.execute(select(parts)).all() == []
    assert not [value for value in everything() if "李梅" in value]


def test_an_administrators_view_of_someone_ends_when_they_are_erased(head, house, owner):
    head.get(f"/desk/members/{house.li_mei.id}")
    head.post(f"/desk/members/{house.li_mei.id}/view")

    erase_me(owner)

    assert db.session.query(SignIn).filter(SignIn.viewing_id.is_not(None)).count() == 0
