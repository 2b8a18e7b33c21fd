"""Signing in: the throttle, the password and the new session, in this order, and the slow part outside any transaction."""

from dataclasses import dataclass
from datetime import datetime

from quizapp.config import Secrets
from quizapp.kernel import tokens
from quizapp.kernel.text import fold
from quizapp.people import operations, passwords, queries, sealing, throttle
from quizapp.people.models import MemberState


@dataclass(frozen=True, slots=True)
class Outcome:
    """A token when the sign-in succeeded; otherwise until when to wait, if a wait was imposed."""

    token: str | None = None
    wait_until: datetime | None = None


def sign_in(
    *, identifier: str, password: str, network: str, device: str, secrets: Secrets, at: datetime
) -> Outcome:
    """Sign in by name or phone. The answer to a wrong name and to a wrong password is the same, and takes as long."""
    account_key = f"who:{sealing.blind_index(fold(identifier), secrets.index)}"
    network_key = f"net:{sealing.blind_index(network, secrets.index)}"
    free_tries = {account_key: throttle.FREE_TRIES, network_key: throttle.NETWORK_FREE_TRIES}
    if blocked := operations.count_try(keys=free_tries, at=at):
        return Outcome(wait_until=blocked)

    found = _look_up(identifier, secrets)
    if not _verified(password, found) or found is None:
        return Outcome()
    token = tokens.sign_in_token()
    operations.open_sign_in(
        member_id=found.member_id, token=token, device=device, forget=[account_key, network_key], at=at
    )
    return Outcome(token=token)


def _verified(password: str, found: queries.Credentials | None) -> bool:
    right = passwords.matches(password, found.password_hash if found else None)
    return right and found is not None and found.state not in (MemberState.LEFT, MemberState.SUSPENDED)


def _look_up(identifier: str, secrets: Secrets) -> queries.Credentials | None:
    by_name = queries.credentials(sign_in_name=fold(identifier))
    phone = sealing.normal(identifier) if sealing.looks_like_phone(identifier) else None
    if by_name or phone is None:
        return by_name
    return queries.credentials(phone_index=sealing.blind_index(phone, secrets.index))


def network_of(address: str) -> str:
    """The network an address is counted by: the /24 of an IPv4 address, the /48 of an IPv6 one."""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return ".".join(address.split(".")[:3])
