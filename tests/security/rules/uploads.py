"""Pictures: an address is signed for one member, and nothing at all to another."""

from tests.security.rules.saying import SHOWN, Rule, own

UPLOADS: dict[str, Rule] = {"uploads.picture": own("picture", "GET", {"shown": SHOWN})}
