"""How a voucher's code is kept: encrypted, and found again by an index that needs the key. Pure."""

from quizapp.config import Secrets
from quizapp.people import sealing


def sealed(code: str, secrets: Secrets) -> tuple[bytes, str]:
    """The code encrypted, and what it is found by: one index for all rewards, so that no code is given twice."""
    return sealing.seal(code, secrets.phone), index(code, secrets)


def index(code: str, secrets: Secrets) -> str:
    return sealing.blind_index(f"voucher:{code}", secrets.index)


def shown(sealed_code: bytes, secrets: Secrets) -> str:
    """The code again, for its owner."""
    return sealing.unseal(sealed_code, secrets.phone)
