"""Whether it is really the owner who asks for something grave: the password once more, and every try counted before it."""

from datetime import datetime

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict
from quizapp.people import operations, passwords, queries, throttle


def proven(*, member_id: int, password: str, act: str, at: datetime) -> Verdict:
    """Allowed when the password is theirs. Tries are counted for each act, the right ones too: nobody searches by it."""
    wait = operations.count_try(keys={f"{act}:{member_id}": throttle.FREE_TRIES}, at=at)
    if wait:
        seconds = max(1, round((wait - at).total_seconds()))
        return Verdict(
            Message("Too many tries in a row. Wait %(seconds)s seconds, then try again.", seconds=seconds)
        )
    if not passwords.matches(password, queries.password_hash(member_id)):
        return Verdict(Message("This is not your password."))
    return Verdict()
