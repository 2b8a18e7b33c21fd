"""The matrix: every route × method × actor × object, each cell a request whose answer and effect the rules foretell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from werkzeug.test import TestResponse

from quizapp.people.roles import Permission, Role
from tests.security.browsing import Browser
from tests.security.rules.saying import (
    HOLDS,
    NO_SUCH,
    NOT_NOW,
    NOT_YOURS_TO_DO,
    PASSWORD_FIRST,
    SENT_ON,
    SIGN_IN_FIRST,
    Reach,
    Rule,
    Says,
)
from tests.security.snapshots import Snapshot
from tests.security.stage import Actor, Stage, Standing, Thing, covers

METHODS = ("GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE")
NOT_THIS_WAY = Says(405)
NOBODYS = "nobody's"  # the state of an object that is not there
NOWHERE = "no address"
NO_ADDRESS = Says(404)
NAMING_NOTHING = {
    int: {4_000_000: NOBODYS, 10**30: NOWHERE},
    str: {"nobodys": NOBODYS, "x" * 300: NOBODYS, "'\0": NOWHERE},
}
# Those on whom the methods that a route does not take are tried too.
SENTRIES = ("visitor", "member", "administrator at root", "suspended administrator")


@dataclass(frozen=True, slots=True)
class Cell:
    """One request: who sends what to which object."""

    endpoint: str
    method: str
    actor: Actor
    thing: Thing | None

    @property
    def by_script(self) -> bool:
        """Whether it asks for JSON. Pages for what goes wrong are the larger part of the work: the sentries see them."""
        its_own = self.thing is None or self.thing.owner == self.actor.member_id
        return not its_own and self.actor.name not in SENTRIES

    def __str__(self) -> str:
        what = f" for {self.thing.state} {self.thing.kind} {self.thing.address}" if self.thing else ""
        return f"{self.actor.name}: {self.method} {self.endpoint}{what}"


def expected(rule: Rule, cell: Cell) -> Says:
    """What the rule says about a cell, by the stage's own map: the product's policy is not asked."""
    if cell.actor.standing is Standing.LOOKING:
        return _looking(rule, cell)
    if cell.thing and cell.thing.state == NOWHERE:
        return NO_ADDRESS
    if cell.method not in {rule.method, "HEAD" if rule.method == "GET" else rule.method}:
        return Says(200) if cell.method == "OPTIONS" else NOT_THIS_WAY
    if kept_out := _at_the_door(rule, cell.actor):
        return Says(401) if cell.by_script and kept_out is SIGN_IN_FIRST else kept_out
    if not _exists_for(rule, cell.actor, cell.thing):
        return NO_SUCH
    if cell.thing and rule.refuses(cell.actor, cell.thing):
        return NOT_NOW
    says = rule.says[cell.thing.state if cell.thing else ""]
    says = rule.otherwise(cell.actor) or says
    if rule.unsigned and cell.actor.standing is Standing.NOBODY:
        says = rule.unsigned
    stays = cell.thing is not None and rule.stays(cell.actor, cell.thing)
    says = SENT_ON if stays else says
    return replace(says, moves=False) if cell.method == "HEAD" else says


def _looking(rule: Rule, cell: Cell) -> Says:
    """Who looks as another sees what that member would see, and changes nothing."""
    if rule.looking or cell.method not in {"GET", "HEAD"}:
        return rule.looking or NOT_NOW
    says = expected(rule, replace(cell, actor=replace(cell.actor, standing=Standing.MEMBER)))
    return replace(says, moves=False)


def _at_the_door(rule: Rule, actor: Actor) -> Says | None:
    if rule.permission is None:
        return None
    if actor.standing is Standing.NOBODY:
        return SIGN_IN_FIRST
    if actor.standing is Standing.NEWCOMER and not rule.newcomer:
        return PASSWORD_FIRST
    if actor.standing is Standing.SUSPENDED:
        return None if rule.suspended else NOT_YOURS_TO_DO
    return None if _holds(rule.permission, actor) else NOT_YOURS_TO_DO


def _holds(permission: Permission, actor: Actor, place: str | None = None) -> bool:
    roles = HOLDS[permission]
    if place is None and Role.MEMBER in roles:
        return True
    return any(role in roles and (place is None or covers(held_at, place)) for role, held_at in actor.grants)


def _exists_for(rule: Rule, actor: Actor, thing: Thing | None) -> bool:
    if thing is None:
        return True
    if thing.state == NOBODYS:
        return False
    if rule.reach is Reach.OWNER:
        seen = rule.seen_by is not None and _holds(rule.seen_by, actor, thing.place)
        return seen or thing.owner == actor.member_id
    if rule.reach is Reach.ON_THE_WAY:
        return covers(thing.place, actor.home) or _holds(Permission.SEE_FIGURES, actor, thing.place)
    return rule.reach is Reach.EVERYONE or _holds(rule.permission, actor, thing.place)


def _nobodys(like: Thing) -> Iterator[Thing]:
    """Addresses like that of a thing, in each of which one part names nothing."""
    for name, value in like.address.items():
        for nothing, state in NAMING_NOTHING[type(value)].items():
            yield Thing(like.kind, state, {**like.address, name: nothing})


class Matrix:
    """The cells of one application under some rules. After every cell the database is as it was before it."""

    def __init__(self, browser: Browser, stage: Stage, snapshot: Snapshot, rules: dict[str, Rule]) -> None:
        self.browser, self.stage, self.snapshot, self.rules = browser, stage, snapshot, rules

    def cells(self, endpoint: str) -> Iterator[Cell]:
        """Every actor with every object; then, for a few of them, the methods that the route does not take."""
        rule = self.rules[endpoint]
        for actor in self.stage.actors:
            cells = [Cell(endpoint, rule.method, actor, thing) for thing in self._things(rule, actor)]
            yield from self._without_slow(rule, cells)
        for method in self._other_methods(endpoint, rule):
            for actor in map(self.stage.actor, SENTRIES):
                yield Cell(endpoint, method, actor, next(self._things(rule, actor)))

    def _without_slow(self, rule: Rule, cells: list[Cell]) -> Iterator[Cell]:
        """What is slow when it is allowed, only the sentries do, once in each state; what is forbidden, all try."""
        done: set[str] = set()
        for cell in cells:
            slow = (self.snapshot.is_slow or rule.is_slow) and expected(rule, cell).moves
            state = cell.thing.state if cell.thing else ""
            if not slow or (cell.actor.name in SENTRIES and state not in done):
                yield cell
            done |= {state} if slow else set()

    def _other_methods(self, endpoint: str, rule: Rule) -> list[str]:
        """Those that nothing at the address takes, and those that come with every route."""
        thing = next(self._things(rule, self.stage.actor("member")))
        address = self.browser.address(endpoint, thing.address if thing else {})
        taken = self.browser.methods_of_others(endpoint, address) - {"OPTIONS"} | {rule.method}
        return [method for method in METHODS if method not in taken]

    def _things(self, rule: Rule, actor: Actor) -> Iterator[Thing | None]:
        """What the actor reaches for: everyone's, their own and that of others near and far, and nobody's."""
        if not rule.takes:
            yield None
            return
        kept = [thing for thing in self.stage.of_kind(rule.takes) if not thing.owner]
        kept += [*self._own(rule.takes, actor), *self._of_others(rule, actor)]
        # Whoever is stopped at the door is stopped before anything is looked at: some things are enough.
        yield from kept[::4] if _at_the_door(rule, actor) else kept
        nobodys = list(_nobodys(kept[0]))
        yield from nobodys if actor.name in SENTRIES else nobodys[:1]

    def _own(self, kind: str, actor: Actor) -> list[Thing]:
        """All that a sentry has, and every other thing of everyone else: first, third … or second, fourth …"""
        own = [thing for thing in self.stage.of_kind(kind) if thing.owner and thing.owner == actor.member_id]
        return own if actor.name in SENTRIES or len(own) < 2 else own[actor.member_id % 2 :: 2]

    def _of_others(self, rule: Rule, actor: Actor) -> Iterator[Thing]:
        """One thing of each other owner; in which state is told off by turns, so that all come up.

        What is its owner's alone is everyone else's alike: there only every other owner's is tried, by turns.
        """
        owners = sorted(self.stage.owners - {actor.member_id})
        if rule.reach is Reach.OWNER:
            owners = owners[actor.member_id % 2 :: 2]
        for turn, owner in enumerate(owners, actor.member_id):
            held = [thing for thing in self.stage.of_kind(rule.takes) if thing.owner == owner]
            yield from held[turn % len(held) :][:1] if held else []

    def faults(self, endpoint: str) -> Iterator[str]:
        """What is not as the rules say, cell by cell."""
        for cell in self.cells(endpoint):
            yield from self.try_out(cell)

    def try_out(self, cell: Cell) -> list[str]:
        """Send one cell's request and compare; the database is put back."""
        rule, says = self.rules[cell.endpoint], expected(self.rules[cell.endpoint], cell)
        answer = self._send(rule, cell)
        moved = self.snapshot.moved()
        if moved:
            self.snapshot.put_back()
        return [f"{cell}: {fault}" for fault in _compare(says, answer, moved, rule.may_write)]

    def _send(self, rule: Rule, cell: Cell) -> TestResponse:
        sent = {"json" if rule.json else "data": (rule.json or rule.form)(self.stage, cell.actor, cell.thing)}
        address = self.browser.address(cell.endpoint, cell.thing.address if cell.thing else {})
        accepts = {"Accept": "application/json"} if cell.by_script else {}
        return self.browser.send(cell.actor, cell.method, address, headers=accepts, **sent)


def _compare(says: Says, answer: TestResponse, moved: set[str], writes: set[str]) -> Iterator[str]:
    if says is NO_ADDRESS and answer.status_code in {
        404,
        405,
    }:  # 405 where another method has the same pattern
        pass
    elif answer.status_code != says.status:
        yield f"answered {answer.status_code}, not {says.status}"
    elif not (answer.location or "").startswith(says.to):
        yield f"led to {answer.location}, not to {says.to}"
    if beyond := moved - (writes if says.moves else set()):
        yield f"changed {', '.join(sorted(beyond))}"
    if says.moves and not moved:
        yield "changed nothing"
