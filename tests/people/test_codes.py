"""Codes that people type: grouped for the eye, and read however they were typed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.people import codes, naming

CODE = "7K3M9PQR2XTVHN40"


def test_an_invitation_holds_eighty_bits_and_no_two_are_alike():
    made = {codes.invitation() for _ in range(2_000)}

    assert len(made) == 2_000
    assert len(codes.SIGNS) ** codes.INVITATION == 2**80
    assert len(codes.SIGNS) ** codes.LINK == 2**50


def test_every_sign_comes_up_equally_often():
    signs = "".join(codes.invitation() for _ in range(4_000))

    assert set(signs) == set(codes.SIGNS)
    shares = [Fraction(signs.count(sign), len(signs)) for sign in codes.SIGNS]
    assert max(shares) < 2 * min(shares)


def test_a_code_stands_in_groups():
    assert codes.in_groups(CODE) == "7K3M-9PQR-2XTV-HN40"
    assert codes.in_groups("7K3M9PQR2X") == "7K3M9-PQR2X"


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-9PQR-2XTV-HN40",
        "7k3m 9pqr 2xtv hn4o",
        " 7k3m9pqr2xtvhn40\n",
        "７Ｋ３Ｍ－９ＰＱＲ－２ＸＴＶ－ＨＮ４０",
        "7K3M–9PQR—2XTV·HN4O",
        "https://study.example/activate?code=7K3M-9PQR-2XTV-HN40",
        "http://127.0.0.1:8000/activate?from=slip&code=7k3m9pqr2xtvhn40#x",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert codes.read(typed, codes.INVITATION) == CODE


@pytest.mark.parametrize(
    "typed", ["", "7K3M", CODE + "0", CODE[:-1] + "U", CODE[:-1] + "中", "?code=", "%_'"]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.read(typed, codes.INVITATION) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_not_and_breaks_nothing(typed):
    found = codes.read(typed, codes.INVITATION)

    assert found is None or (len(found) == codes.INVITATION and set(found) <= set(codes.SIGNS))


@given(st.text(codes.SIGNS, min_size=16, max_size=16))
def test_what_is_printed_is_read_again(code):
    assert codes.read(codes.in_groups(code), codes.INVITATION) == code


def test_a_name_is_masked():
    assert [naming.masked(name) for name in ("李梅", "欧阳修", " Anna Smith")] == ["李*", "欧*", "A*"]


@pytest.mark.parametrize("name", ["li.mei", "李梅", "ＬiMei", "limei-2", "a" * 40])
def test_a_name_to_sign_in_with(name):
    assert naming.may_sign_in_with(name)


@pytest.mark.parametrize("name", ["a", "a" * 41, "li mei", "李梅!", "13800138000", "+8613800138000", "=1"])
def test_what_nobody_signs_in_with(name):
    assert not naming.may_sign_in_with(name)
