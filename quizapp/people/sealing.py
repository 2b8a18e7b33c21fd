"""Phones, and files that hold them, at rest: encrypted; phones are found again by a keyed blind index, and shown masked."""

import hmac
import os
import re
from functools import lru_cache

import phonenumbers
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12  # NIST SP 800-38D: the nonce length AES-GCM is made for
_CHINESE_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})\Z", re.ASCII)


def normal(phone: str, region: str = "CN") -> str | None:
    """A phone in E.164 form (+8613800138000), or None when it cannot be one."""
    if region == "CN" and (mobile := _CHINESE_MOBILE.match(phone)):
        return f"+86{mobile[1]}"  # a hundred times as fast as what follows, and what nearly every phone is
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def valid(phone: str, region: str = "CN") -> str | None:
    """A phone in E.164 form when its country hands out such numbers; stricter than `normal`, for what nobody typed."""
    if region == "CN" and (mobile := _CHINESE_MOBILE.match(phone)):
        return f"+86{mobile[1]}"
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def looks_like_phone(text: str) -> bool:
    return bool(re.fullmatch(r"\+?[\d\s-]{7,20}", text.strip()))


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key[:32])


def seal(phone: str, key: bytes) -> bytes:
    """Encrypt an E.164 phone."""
    return seal_bytes(phone.encode(), key)


def unseal(sealed: bytes, key: bytes) -> str:
    """The phone again. cryptography's InvalidTag when it was altered or the key is another."""
    return unseal_bytes(sealed, key).decode()


def seal_bytes(plain: bytes, key: bytes) -> bytes:
    """Encrypt with AES-256-GCM: nonce, then ciphertext with its tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, plain, None)


def unseal_bytes(sealed: bytes, key: bytes) -> bytes:
    return _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)


def blind_index(text: str, key: bytes) -> str:
    """What equality is looked up by: HMAC-SHA-256, useless without the key."""
    return hmac.digest(key, text.encode(), "sha256").hex()


def invitation_index(code: str, key: bytes) -> str:
    """What is kept of an invitation's code: its HMAC, kept apart from those of phones and names."""
    return blind_index(f"invitation:{code}", key)


def national(phone: str) -> str:
    """A phone as it is written at home: a Chinese mobile without its +86, others whole."""
    mobile = _CHINESE_MOBILE.match(phone)
    return mobile[1] if mobile else phone


def masked(phone: str) -> str:
    """138****1234: the shape a phone is shown in unless someone may see it whole."""
    national = phone.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}" if len(national) >= 8 else "****"
