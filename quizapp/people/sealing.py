"""Phones at rest: encrypted, found again by a keyed blind index, and shown masked."""

import hashlib
import hmac
import os
import re

import phonenumbers
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12  # NIST SP 800-38D: the nonce length AES-GCM is made for


def normal(phone: str, region: str = "CN") -> str | None:
    """A phone in E.164 form (+8613800138000), or None when it cannot be one."""
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def looks_like_phone(text: str) -> bool:
    return bool(re.fullmatch(r"\+?[\d\s-]{7,20}", text.strip()))


def seal(phone: str, key: bytes) -> bytes:
    """Encrypt an E.164 phone with AES-256-GCM: nonce, then ciphertext with its tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key[:32]).encrypt(nonce, phone.encode(), None)


def unseal(sealed: bytes, key: bytes) -> str:
    """The phone again. cryptography's InvalidTag when it was altered or the key is another."""
    return AESGCM(key[:32]).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None).decode()


def blind_index(text: str, key: bytes) -> str:
    """What equality is looked up by: HMAC-SHA-256, useless without the key."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def masked(phone: str) -> str:
    """138****1234: the shape a phone is shown in unless someone may see it whole."""
    national = phone.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}" if len(national) >= 8 else "****"
