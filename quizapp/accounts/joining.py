"""Joining through a link: the throttle, what was told, and the new account; the slow part outside any transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from quizapp.config import Secrets
from quizapp.kernel import tokens
from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Refused, all_of
from quizapp.people import naming, operations, passwords, sealing
from quizapp.people.operations.joining import UNDECIDED, Newcomer
from quizapp.people.store.joining import Door

FREE_OF_A_NETWORK, FREE_OF_A_LINK = 60, 1_000  # tries; a hall may join from one address


@dataclass(frozen=True, slots=True)
class Told:
    """What someone told on the page of a link, as it was typed."""

    handle: str
    name: str
    phone: str
    sign_in_name: str
    password: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A token when one is in at once; neither token nor reason: one waits to be let in. Or until when to try again."""

    token: str | None = None
    wrong: Message | None = None
    wait_until: datetime | None = None


def join(*, door: Door, told: Told, network: str, device: str, secrets: Secrets, at: datetime) -> Outcome:
    """Join through a door that stands open."""
    keys = {
        f"join:{sealing.blind_index(network, secrets.index)}": FREE_OF_A_NETWORK,
        f"link:{door.link_id}": FREE_OF_A_LINK,
    }
    if blocked := operations.count_try(keys=keys, at=at):
        return Outcome(wait_until=blocked)
    phone = sealing.valid(told.phone.strip())
    if phone is None:
        return Outcome(wrong=Message("%(phone)s is not a phone number.", phone=told.phone.strip()))
    if wrong := _unfit(told):
        return Outcome(wrong=wrong)
    try:
        member_id = operations.join(code=door.code, newcomer=_newcomer(told, phone, secrets), at=at)
    except Refused as refusal:
        return Outcome(wrong=refusal.reason)
    if member_id is None:
        return Outcome()
    token = tokens.sign_in_token()
    operations.open_sign_in(member_id=member_id, token=token, device=device, forget=[], at=at)
    return Outcome(token)


def days_left(asked_at: datetime, *, at: datetime) -> int:
    """How many days there are to decide on a request, the present one among them; 0 when it may be dropped any minute."""
    return max(0, ceil((asked_at + UNDECIDED - at) / timedelta(days=1)))


def _unfit(told: Told) -> Message | None:
    acceptable = passwords.acceptable(told.password, sign_in_name=told.sign_in_name, name=told.name)
    return all_of(naming.may_sign_in_with(told.sign_in_name), acceptable).reason


def _newcomer(told: Told, phone: str, secrets: Secrets) -> Newcomer:
    return Newcomer(
        handle=told.handle,
        name=told.name,
        sign_in_name=fold(told.sign_in_name),
        phone_sealed=sealing.seal(phone, secrets.phone),
        phone_index=sealing.blind_index(phone, secrets.index),
        password_hash=passwords.hashed(told.password),
    )
