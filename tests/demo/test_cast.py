"""The people of the demo organisation."""

from collections import Counter

from quizapp.demo.cast import BRANCHES, INVITED_STILL, KNOWN, PEOPLE
from quizapp.people.operations.members import MEMBER_TYPES
from quizapp.people.roles import Role

TYPES = {key: is_member for key, _, _, is_member in MEMBER_TYPES}


def test_the_work_unit_has_eighty_members_and_four_applicants_in_five_branches():
    counts = Counter(TYPES[person.member_type] for person in PEOPLE)

    assert counts == {True: 80, False: 4}
    assert {person.branch for person in PEOPLE} == {branch.code for branch in BRANCHES}
    assert len(BRANCHES) == 5


def test_nobody_shares_a_name_or_a_sign_in_name():
    assert len({person.name for person in PEOPLE}) == 84
    assert len({person.sign_in_name for person in PEOPLE}) == 84


def test_someone_signs_in_for_every_role_but_the_keeper_of_phones_which_an_administrator_may_be():
    roles = [role for role in Role if role is not Role.PHONE_KEEPER]
    assert [person.role for person in KNOWN] == [*roles, Role.ADMINISTRATOR], (
        "two administrators: one approves"
    )


def test_those_still_invited_are_of_the_cast_and_sign_in_for_nothing():
    assert {person.sign_in_name for person in PEOPLE} >= INVITED_STILL
    assert not INVITED_STILL & {person.sign_in_name for person in KNOWN}
