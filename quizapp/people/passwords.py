"""Passwords: hashed with argon2id, judged by length and by what everyone guesses first."""

import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Verdict, all_of, unless

SHORTEST, LONGEST = 8, 128
# OWASP password storage: argon2id with m = 19 MiB, t = 2, p = 1.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_COMMON = frozenset(
    [
        "password",
        "password1",
        "password123",
        "passw0rd",
        "qwertyuiop",
        "qwerty123",
        "1q2w3e4r",
        "1qaz2wsx",
        "q1w2e3r4",
        "abc12345",
        "abcd1234",
        "a1b2c3d4",
        "iloveyou",
        "woaini1314",
        "woaini520",
        "5201314520",
        "admin123",
        "administrator",
        "welcome1",
        "letmein1",
        "12341234",
        "11223344",
        "123123123",
        "147258369",
        "123654789",
        "asdfghjkl",
        "zxcvbnm1",
        "88888888",
        "66666666",
        "xuexizhixing",
    ]
)


def hashed(password: str) -> str:
    return _HASHER.hash(password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody's password: keeps an unknown name as slow as a known one")


def matches(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Takes the same time for a member without one, so that names cannot be probed."""
    try:
        return _HASHER.verify(password_hash or _nobodys(), password[:LONGEST]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def acceptable(password: str, *, sign_in_name: str, name: str) -> Verdict:
    """Whether a password may be chosen: 8 to 128 characters, and not one of those guessed first."""
    low = fold(password)
    guessed = (
        low in _COMMON
        or re.fullmatch(r"(.)\1*", low)
        or low in "01234567890123456789"
        or low in "98765432109876543210"
    )
    own = {fold(sign_in_name), fold(name)}
    return all_of(
        unless(
            len(password) >= SHORTEST,
            Message("Choose a password of at least %(count)s characters.", count=SHORTEST),
        ),
        unless(
            len(password) <= LONGEST,
            Message("Choose a password of at most %(count)s characters.", count=LONGEST),
        ),
        unless(not guessed, Message("This password is one that everyone guesses first. Choose another.")),
        unless(low not in own, Message("Your own name is too easy to guess. Choose another password.")),
    )
