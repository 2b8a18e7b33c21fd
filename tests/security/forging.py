"""Requests that another site could make a member's browser send: each must be refused, and change nothing."""

from collections.abc import Iterator

from tests.security.browsing import Browser
from tests.security.rules.saying import Reach, Rule
from tests.security.snapshots import Snapshot
from tests.security.stage import Actor, Stage, Thing

OURS, THEIRS = "https://localhost/", "https://evil.example/"
NO_TOKEN = {"X-CSRFToken": ""}
FORGERIES: dict[str, dict[str, str]] = {
    "without a token": NO_TOKEN,
    "with a token of our making but not of this session": {"X-CSRFToken": "IngidQ.aa.bb"},
    "from another site's page": {"Sec-Fetch-Site": "cross-site"},
    "from a neighbouring host's page": {"Sec-Fetch-Site": "same-site"},
    "with another origin": {"Origin": THEIRS.rstrip("/")},
    "with an origin kept back": {"Origin": "null"},
    "with another page as its referrer": {"Referer": THEIRS},
    "with a referrer that only begins like ours": {"Referer": "https://localhost.evil.example/"},
    "without any referrer": {"Referer": ""},
}


class Forger:
    """Sends a route's right form in every wrong way, over https as in production."""

    def __init__(self, browser: Browser, stage: Stage, snapshot: Snapshot) -> None:
        self.browser, self.stage, self.snapshot = browser, stage, snapshot

    def faults(self, endpoint: str, rule: Rule) -> list[str]:
        return [*self._honest(endpoint, rule), *self._forged(endpoint, rule), *self._as_text(endpoint, rule)]

    def _honest(self, endpoint: str, rule: Rule) -> Iterator[str]:
        """The right form in the right way changes something; without this the refusals would prove nothing."""
        status, moved = self._send(
            endpoint, rule, {"Sec-Fetch-Site": "same-origin", "Origin": OURS.rstrip("/")}
        )
        if status >= 400 or (rule.writes and not moved):
            yield f"{endpoint}: {status} though nothing was forged, changing {moved or 'nothing'}"

    def _forged(self, endpoint: str, rule: Rule) -> Iterator[str]:
        for way, headers in FORGERIES.items():
            status, moved = self._send(endpoint, rule, headers)
            if not 400 <= status < 500 or moved:
                yield f"{endpoint}: {status} {way}, changing {moved or 'nothing'}"

    def _as_text(self, endpoint: str, rule: Rule) -> Iterator[str]:
        """A form of another site can send text that reads as JSON, and cannot add a token."""
        sent = {"data": '{"end": true}', "content_type": "text/plain"}
        status, moved = self._send(endpoint, rule, NO_TOKEN, **sent)
        if not 400 <= status < 500 or moved:
            yield f"{endpoint}: {status} as plain text, changing {moved or 'nothing'}"

    def _send(self, endpoint: str, rule: Rule, headers: dict[str, str], **instead) -> tuple[int, set[str]]:
        looks = rule.looking is not None and rule.looking.moves
        actor = self.stage.actor("looking administrator" if looks else "administrator at root")
        actor = self.stage.actor("member") if rule.otherwise(actor) else actor
        thing = self._thing(rule, actor)
        sent = instead or {
            "json" if rule.json else "data": (rule.json or rule.form)(self.stage, actor, thing)
        }
        address = self.browser.address(endpoint, thing.address if thing else {})
        named = {"Referer": OURS, **headers}
        answer = self.browser.send(actor, rule.method, address, headers=named, base_url=OURS, **sent)
        if moved := self.snapshot.moved():
            self.snapshot.put_back()
        return answer.status_code, moved

    def _thing(self, rule: Rule, actor: Actor) -> Thing | None:
        """One that this member may change something about."""
        for thing in self.stage.of_kind(rule.takes):
            theirs = thing.owner in {0, actor.member_id} or rule.reach is Reach.GRANTED
            if theirs and rule.says[thing.state].moves and not rule.refuses(actor, thing):
                return thing
        return None
