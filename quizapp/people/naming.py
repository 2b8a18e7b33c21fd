"""Names: how one is shown to those who need not know it whole, and what one may sign in with."""

import re

from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Verdict, all_of, unless

SHORTEST, LONGEST = 2, 40
_NAME = re.compile(r"[\w.@\-]+\Z")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}\Z", re.ASCII)


def masked(name: str) -> str:
    """李* for 李梅: enough to know oneself by."""
    return f"{name.strip()[:1]}*"


def may_sign_in_with(text: str) -> Verdict:
    """Whether a name may be chosen to sign in with. A phone number may not: everyone signs in with their own anyway."""
    name = fold(text)
    return all_of(
        unless(
            SHORTEST <= len(name) <= LONGEST,
            Message("A sign-in name has %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST),
        ),
        unless(
            bool(_NAME.match(name)),
            Message(
                "A sign-in name is made of letters, characters, digits, dots and dashes, without spaces."
            ),
        ),
        unless(
            not _MOBILE.match(name),
            Message("Choose a name, not a phone number: you can sign in with your own number anyway."),
        ),
    )
