"""A change of the tariff from its proposal to the entry paid by it: two persons, a day to come, and nothing recomputed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError, OperationalError

from quizapp.audit.models import AuditRow
from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import queries
from quizapp.points.changing import NOBODY, Added, Change
from quizapp.points.earning import Code, Period
from quizapp.points.models import AdditionRow, Entry, TariffRule, TariffState
from quizapp.points.queries import proposals
from quizapp.points.queries.verifying import Proof, differences
from quizapp.points.reasons import Reason
from tests.cast import make_member
from tests.conftest import NOON
from tests.points.conftest import finish_daily, payee
from tests.points.test_races import at_once

TODAY, DAY = date(2026, 11, 21), timedelta(days=1)
TICKETS = iter(f"ticket-of-a-proposal-{number}" for number in range(100))


@pytest.fixture
def chiefs(house):
    """李梅 and 王强 administer the whole house, 赵敏 her own branch, where 周岚 is an administrator, too."""
    zhou = make_member("周岚", "zhoulan", house.office)
    for member, place in (
        (house.li_mei, house.works),
        (house.wang_qiang, house.works),
        (house.zhao_min, house.office),
        (zhou, house.office),
    ):
        people.grant(
            member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=place.id, by=None, at=NOON - DAY
        )
    return house


def changed(code=Code.DAILY_QUIZ, **more) -> Change:
    now = Change.of(proposals.newest_rules()[code])
    return Change(**{name: getattr(now, name) for name in Change.__slots__} | more)


def propose(by, *changes, starts_on=TODAY + DAY) -> int:
    sent = changes or (changed(points=2, cap=10),)
    return points.propose_tariff(
        changes=sent, starts_on=starts_on, reason="更多练习", ticket=next(TICKETS), by=by.id, at=NOON
    )


def add(by, node, code=Code.DAILY_QUIZ, *, version=0, starts_on=TODAY + DAY, **more) -> int:
    one = Added(**{"code": code, "version": version, "points": 1, "cap": 5, **more})
    return points.propose_additions(
        organisation_id=node.id,
        added=[one],
        starts_on=starts_on,
        reason="支部鼓励",
        ticket=next(TICKETS),
        by=by.id,
        at=NOON,
    )


def test_a_change_is_proposed_by_one_approved_by_another_and_pays_from_its_day_on(chiefs):
    finish_daily(chiefs.li_mei, right=4)
    made = propose(chiefs.li_mei)

    with pytest.raises(Refused, match="A second administrator decides it"):
        points.approve_tariff(proposal_id=made, by=chiefs.li_mei.id, at=NOON)
    points.approve_tariff(proposal_id=made, by=chiefs.wang_qiang.id, at=NOON)
    with pytest.raises(Refused, match="is decided"):
        points.approve_tariff(proposal_id=made, by=chiefs.wang_qiang.id, at=NOON)

    same_day = points.earn(
        to=payee(chiefs.zhao_min), code=Code.DAILY_QUIZ, object_key="daily", count=4, at=NOON
    )
    next_day = points.earn(
        to=payee(chiefs.zhao_min), code=Code.DAILY_QUIZ, object_key="daily", count=4, at=NOON + DAY
    )
    assert (same_day.granted, next_day.granted) == (4, 8)
    assert [
        (entry.rule_version, entry.amount) for entry in db.session.scalars(select(Entry).order_by(Entry.id))
    ] == [(1, 4), (1, 4), (2, 8)]
    assert list(differences(Proof())) == []
    verbs = db.session.scalars(select(AuditRow.verb).where(AuditRow.subject == f"tariff:{made}")).all()
    assert verbs == ["propose_tariff", "approve_tariff"]


UNSOUND = (
    ({"points": 2}, TODAY, "Choose a day after 2026-11-21"),
    ({"points": 0}, TODAY + DAY, "a whole number from 1 to 1000"),
    ({"cap": 1001}, TODAY + DAY, "a whole number from 1 to 1000"),
    ({"weekdays": ()}, TODAY + DAY, "at least one day of the week"),
    ({"member_types": ("nobility",)}, TODAY + DAY, "no such member type"),
    ({"member_types": NOBODY}, TODAY + DAY, "at least one member type"),
    ({"cap": None}, TODAY + DAY, "a whole number from 1 to 1000"),
    ({}, TODAY + DAY, "would stay as it is"),
    ({"version": 7, "points": 2}, TODAY + DAY, "has changed since"),
    ({"cap_per": Period.WEEK}, TODAY + DAY, "weeks begin on Monday"),
)


def test_what_is_no_sound_change_is_refused_with_its_reason(chiefs):
    for more, starts_on, said in UNSOUND:
        with pytest.raises(Refused, match=said):
            propose(chiefs.li_mei, changed(**more), starts_on=starts_on)
    propose(chiefs.li_mei, changed(cap_per=Period.WEEK), starts_on=date(2026, 11, 30))


def test_what_brings_its_own_amount_changes_in_whom_it_pays_and_when_and_in_nothing_else(chiefs):
    for more in ({"points": 5}, {"cap": 5, "cap_per": Period.DAY}, {"tiers": (("winner", 5),)}):
        with pytest.raises(Refused, match="a whole number"):
            propose(chiefs.li_mei, changed(Code.CONTEST_PLACE, weekdays=(7,), **more))
    with pytest.raises(Refused, match="not changed here"):
        propose(chiefs.li_mei, changed(Code.ADJUST, weekdays=(1,)))
    made = propose(chiefs.li_mei, changed(Code.CONTEST_PLACE, weekdays=(7,), member_types=("office",)))
    points.approve_tariff(proposal_id=made, by=chiefs.wang_qiang.id, at=NOON)

    def places(at):
        to = payee(chiefs.li_mei)
        key = f"contest-{at.day}"
        return points.earn(to=to, code=Code.CONTEST_PLACE, object_key=key, wanted=30, at=at).granted

    assert [places(NOON + DAY), places(NOON + 2 * DAY)] == [30, 0]


def test_only_who_administers_the_top_of_the_tree_proposes_and_decides(chiefs):
    with pytest.raises(Refused, match="Only an administrator"):
        propose(chiefs.zhao_min)
    made = propose(chiefs.li_mei)

    for act in (points.approve_tariff, points.withdraw_tariff):
        with pytest.raises(Refused, match="Only an administrator"):
            act(proposal_id=made, by=chiefs.zhao_min.id, at=NOON)
    with pytest.raises(Refused, match="Only who proposed this"):
        points.withdraw_tariff(proposal_id=made, by=chiefs.wang_qiang.id, at=NOON)


def test_a_proposal_can_be_turned_down_with_a_reason_withdrawn_and_put_off(chiefs):
    down, back, late = (propose(chiefs.li_mei) for _ in range(3))

    with pytest.raises(Refused, match="Say why"):
        points.reject_tariff(proposal_id=down, reason=" ", by=chiefs.wang_qiang.id, at=NOON)
    points.reject_tariff(proposal_id=down, reason="太多", by=chiefs.wang_qiang.id, at=NOON)
    points.withdraw_tariff(proposal_id=back, by=chiefs.li_mei.id, at=NOON)
    with pytest.raises(Refused, match="Its day has come"):
        points.approve_tariff(proposal_id=late, by=chiefs.wang_qiang.id, at=NOON + DAY)
    points.postpone_tariff(proposal_id=late, starts_on=TODAY + 2 * DAY, by=chiefs.li_mei.id, at=NOON + DAY)
    points.approve_tariff(proposal_id=late, by=chiefs.wang_qiang.id, at=NOON + DAY)

    assert [proposals.proposal(one).state for one in (down, back, late)] == [
        TariffState.REJECTED,
        TariffState.WITHDRAWN,
        TariffState.APPROVED,
    ]
    assert proposals.proposal(down).answer == "太多"
    assert queries.rules_on(TODAY + DAY)[Code.DAILY_QUIZ].version == 1
    assert queries.rules_on(TODAY + 2 * DAY)[Code.DAILY_QUIZ].version == 2


def test_of_two_proposals_for_one_rule_the_second_has_to_be_made_anew(chiefs):
    one, other = propose(chiefs.li_mei), propose(chiefs.wang_qiang, changed(points=3))
    points.approve_tariff(proposal_id=one, by=chiefs.wang_qiang.id, at=NOON)

    with pytest.raises(Refused, match="has changed since"):
        points.approve_tariff(proposal_id=other, by=chiefs.li_mei.id, at=NOON)


def test_two_who_approve_at_once_make_one_version(app, chiefs):
    zheng = make_member("郑斌", "zhengbin", chiefs.third)
    people.grant(
        member_id=zheng.id,
        role=Role.ADMINISTRATOR,
        organisation_id=chiefs.works.id,
        by=None,
        at=NOON - DAY,
    )
    made, deciders = propose(chiefs.li_mei), [chiefs.wang_qiang.id, zheng.id]

    def approve(device):
        try:
            points.approve_tariff(proposal_id=made, by=deciders[device], at=NOON)
        except Refused as refusal:
            return str(refusal.reason)
        return "done"

    assert sorted(at_once(app, approve, devices=2)) == ["This proposal is decided.", "done"]
    db.session.rollback()
    assert [rule.version for rule in queries.tariff(fresh=True).versions(Code.DAILY_QUIZ)] == [2, 1]


def test_a_form_sent_twice_is_one_proposal(chiefs):
    told = {"changes": [changed(points=2)], "starts_on": TODAY + DAY, "reason": "更多", "ticket": "t" * 22}

    assert len({points.propose_tariff(**told, by=chiefs.li_mei.id, at=NOON) for _ in range(2)}) == 1


def test_tiers_change_and_pay_by_the_tier(chiefs):
    made = propose(chiefs.li_mei, changed(Code.MATCH_DUEL, tiers=(("winner", 4), ("other", 2)), cap=4))
    points.approve_tariff(proposal_id=made, by=chiefs.wang_qiang.id, at=NOON)

    paid = [
        points.earn(
            to=payee(member), code=Code.MATCH_DUEL, object_key="duel-1", tier=tier, at=NOON + DAY
        ).granted
        for member, tier in ((chiefs.li_mei, "winner"), (chiefs.wang_qiang, "other"))
    ]
    assert paid == [4, 2]


def test_a_branch_adds_and_its_members_alone_are_paid_more_with_the_addition_in_the_entry(chiefs):
    made = add(chiefs.zhao_min, chiefs.office, weekdays=(1, 2, 3, 4, 5, 7))
    with pytest.raises(Refused, match="A second administrator"):
        points.approve_tariff(proposal_id=made, by=chiefs.zhao_min.id, at=NOON)
    points.approve_tariff(proposal_id=made, by=chiefs.li_mei.id, at=NOON)  # from above

    paid = {
        member.name: points.earn(
            to=payee(member), code=Code.DAILY_QUIZ, object_key="daily", count=5, at=NOON + DAY
        ).granted
        for member in (chiefs.zhao_min, chiefs.li_mei)
    }
    on_saturday = points.earn(
        to=payee(chiefs.zhao_min), code=Code.DAILY_QUIZ, object_key="daily", count=5, at=NOON + 7 * DAY
    )

    assert paid == {"赵敏": 10, "李梅": 5}
    assert on_saturday.granted == 5
    addition = db.session.scalar(select(AdditionRow.id))
    added = db.session.scalars(select(Entry.addition_id).order_by(Entry.id)).all()
    assert added == [addition, None, None]
    assert list(differences(Proof())) == []
    points.redraw(first_id=1, last_id=100)
    assert list(differences(Proof())) == []


def test_near_the_raised_cap_the_part_that_fits_is_paid(chiefs):
    points.approve_tariff(
        proposal_id=add(chiefs.zhao_min, chiefs.office, cap=2), by=chiefs.li_mei.id, at=NOON
    )

    paid = points.earn(
        to=payee(chiefs.zhao_min), code=Code.DAILY_QUIZ, object_key="daily", count=5, at=NOON + DAY
    )

    assert (paid.granted, paid.wanted, paid.reason) == (7, 10, Reason.CAP_REACHED)
    assert list(differences(Proof())) == []


def test_what_is_added_above_is_inherited_until_a_part_adds_more_itself(chiefs):
    points.approve_tariff(
        proposal_id=add(chiefs.li_mei, chiefs.works, points=0), by=chiefs.wang_qiang.id, at=NOON
    )
    with pytest.raises(Refused, match="the organisation above adds more than this"):
        add(chiefs.zhao_min, chiefs.office, cap=4)
    points.approve_tariff(proposal_id=add(chiefs.zhao_min, chiefs.office), by=chiefs.li_mei.id, at=NOON)
    end = add(chiefs.zhao_min, chiefs.office, version=1, points=0, cap=0, starts_on=TODAY + 2 * DAY)
    points.approve_tariff(proposal_id=end, by=chiefs.li_mei.id, at=NOON)

    def pays(node, day):
        rule = queries.rules_for(node.path, day)[Code.DAILY_QUIZ]
        return rule.points, rule.cap

    assert pays(chiefs.third, TODAY) == (1, 5)
    assert pays(chiefs.third, TODAY + DAY) == (1, 10)
    assert pays(chiefs.office, TODAY + DAY) == (2, 10)
    assert pays(chiefs.office, TODAY + 2 * DAY) == (1, 10)


def test_an_addition_is_bounded_by_its_rule_and_all_of_them_by_a_sum(chiefs):
    for more in ({"points": 2}, {"cap": 6}, {"points": -1}):
        with pytest.raises(Refused, match="at most 1 more for each, and 5 more in all"):
            add(chiefs.zhao_min, chiefs.office, **more)
    for code, cap in ((Code.VIEWING_TIME, 10), (Code.READING_TIME, 8)):
        made = add(chiefs.zhao_min, chiefs.office, code, points=0, cap=cap)
        points.approve_tariff(proposal_id=made, by=chiefs.li_mei.id, at=NOON)

    with pytest.raises(Refused, match="come to 23 points; at most 22"):
        add(chiefs.zhao_min, chiefs.office)


def test_rules_and_additions_stay_as_written(chiefs):
    points.approve_tariff(proposal_id=add(chiefs.zhao_min, chiefs.office), by=chiefs.li_mei.id, at=NOON)
    for table in (TariffRule, AdditionRow):
        for statement in (update(table).values(points=9), delete(table)):
            with pytest.raises((DatabaseError, OperationalError), match="stay as written"), atomic():
                db.session.execute(statement)
    with pytest.raises(TypeError, match="add a later version"), atomic():
        db.session.scalars(select(TariffRule)).first().points = 9
