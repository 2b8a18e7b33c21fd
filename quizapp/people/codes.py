"""Codes that people type or scan: read out without mistakes, and told apart however they were typed."""

import re
import secrets
import unicodedata

# Crockford's base 32: without I, L, O, which are read as 1 and 0, and without U.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
INVITATION = 16  # signs of five bits each: 80 random bits, one person's alone
LINK = 10  # 50 bits: it stands on a poster, and only leads to a form
_AS_MEANT = str.maketrans("OILoil", "011011")
_IN_ADDRESS = re.compile(r"[?&]code=([^&#\s]+)")


def invitation() -> str:
    """A new code of 80 bits."""
    return _fresh(INVITATION)


def link() -> str:
    """A new code of 50 bits."""
    return _fresh(LINK)


def _fresh(signs: int) -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(signs))


def in_groups(code: str) -> str:
    """7K3M-9PQR-2XTV-HN4D, as it is printed and read out: in fours, a code of ten in fives."""
    width = 4 if len(code) % 4 == 0 else 5
    return "-".join(code[start : start + width] for start in range(0, len(code), width))


def read(typed: str, signs: int) -> str | None:
    """The code of so many signs that was typed, or scanned with its address; None when it cannot be one."""
    found = _IN_ADDRESS.search(typed)
    text = unicodedata.normalize("NFKC", found[1] if found else typed)
    code = re.sub(r"[\s\-\N{EN DASH}\N{EM DASH}_.·]", "", text).translate(_AS_MEANT).upper()
    return code if len(code) == signs and set(code) <= set(SIGNS) else None
