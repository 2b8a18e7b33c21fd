"""Coming in with an invitation: the throttle, the code, then name and password; the slow part outside any transaction."""

from dataclasses import dataclass
from datetime import datetime

from quizapp.config import Secrets
from quizapp.kernel import tokens
from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Refused, all_of
from quizapp.people import codes, naming, operations, passwords, sealing
from quizapp.people.operations.invitations import NO_SUCH_CODE
from quizapp.people.store.invitations import Holder, holder

FREE_TRIES = 20  # a room full of people may sit behind one address, and each mistypes once


@dataclass(frozen=True, slots=True)
class Looked:
    """The digest of a code that lets someone in now; None where it lets nobody in, or until when one has to wait."""

    code_index: str | None = None
    wait_until: datetime | None = None


def look_up(*, typed: str, network: str, secrets: Secrets, at: datetime) -> Looked:
    """Whether a typed or scanned code lets someone in. Every wrong one counts against the network it came from."""
    key = f"code:{sealing.blind_index(network, secrets.index)}"
    if blocked := operations.count_try(keys={key: FREE_TRIES}, at=at):
        return Looked(wait_until=blocked)
    code = codes.read(typed, codes.INVITATION)
    code_index = sealing.invitation_index(code or "", secrets.index)
    if holder(code_index, at=at) is None:
        return Looked()
    operations.forget_tries(keys=[key])
    return Looked(code_index)


@dataclass(frozen=True, slots=True)
class Entered:
    """The token of the new sign-in; or what was wrong, and whether the code itself lets nobody in any more."""

    token: str | None = None
    wrong: Message | None = None
    code_is_over: bool = False


def enter(*, code_index: str, sign_in_name: str | None, password: str, device: str, at: datetime) -> Entered:
    """Let the holder of a code in, and sign this device in.

    Who is new registers with a name and a password; who was in before sets a new password and keeps the name.
    """
    whose = holder(code_index, at=at)
    if whose is None:
        return Entered(wrong=NO_SUCH_CODE, code_is_over=True)
    name = sign_in_name if whose.is_new and sign_in_name else whose.sign_in_name
    if wrong := _unfit(name, password, whose):
        return Entered(wrong=wrong)
    code = {"code_index": code_index, "password_hash": passwords.hashed(password)}
    try:
        if whose.is_new:
            member_id = operations.register(**code, sign_in_name=name, at=at)
        else:
            member_id = operations.renew_password(**code, at=at)
    except Refused as refusal:
        return Entered(wrong=refusal.reason, code_is_over=refusal.reason is NO_SUCH_CODE)
    token = tokens.sign_in_token()
    operations.open_sign_in(member_id=member_id, token=token, device=device, forget=[], at=at)
    return Entered(token)


def _unfit(sign_in_name: str, password: str, whose: Holder) -> Message | None:
    """What is wrong with the chosen name or password. The name that the organisation gave may always be kept."""
    kept = fold(sign_in_name) == whose.sign_in_name
    verdict = passwords.acceptable(password, sign_in_name=sign_in_name, name=whose.name)
    if not kept:
        verdict = all_of(naming.may_sign_in_with(sign_in_name), verdict)
    return verdict.reason
