"""What redemptions should come to, told again in other words: pieces on a shelf, and what became of each that was asked for."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.fire.model import NOTHING, ONE_DAY, REFUSED, Model, Place, Told

SHOWN_AGAIN = timedelta(minutes=10)
APPROVED_IN = 14  # days


@dataclass
class Reward:
    """One reward with its pieces at one site; a voucher's pieces are codes."""

    reward_id: int
    price: int
    pieces: int
    is_voucher: bool = False
    is_approved_first: bool = False
    days: int = 1  # it is kept for a member


@dataclass
class Redemption:
    """One piece that a member asked for, at the price of that moment."""

    member: int
    place: Place
    ticket: str
    reward: Reward
    price: int
    state: str
    until: datetime
    paid_by: int  # the place of the spending in the list of facts
    handed_at: datetime | None = None


@dataclass
class Shelf:
    """The rewards of one history, over the facts of the ledger."""

    ledger: Model
    rewards: list[Reward]
    redemptions: list[Redemption] = field(default_factory=list)

    def left(self, reward: Reward) -> int:
        gone = [one for one in self.redemptions if one.reward is reward and one.state in HELD_OR_GIVEN]
        return reward.pieces - len(gone)

    def redeem(self, member: int, place: Place, reward: Reward, ticket: str, at: datetime) -> Told:
        if any((one.member, one.ticket) == (member, ticket) for one in self.redemptions):
            return NOTHING
        if not self.left(reward):
            return REFUSED
        paid = self.ledger.spend(member, place, reward.price, f"redemption {len(self.redemptions)}", at)
        if paid == REFUSED:
            return REFUSED
        state, days = ("waiting", APPROVED_IN) if reward.is_approved_first else ("reserved", reward.days)
        until = midnight_after(place, days, at)
        spent = len(self.ledger.facts) - 1
        self.redemptions.append(Redemption(member, place, ticket, reward, reward.price, state, until, spent))
        return NOTHING

    def cancel(self, one: Redemption, at: datetime) -> Told:
        """By its member, or by staff with a reason."""
        if one.state == "cancelled":
            return NOTHING
        return self._give_back(one, "cancelled", at) if one.state in HELD else REFUSED

    def decline(self, one: Redemption, at: datetime) -> Told:
        return REFUSED if one.state == "reserved" else self.cancel(one, at)

    def expire(self, one: Redemption, at: datetime) -> Told:
        over = one.state in HELD and one.until <= at
        state = "undecided" if one.state == "waiting" else "expired"
        return self._give_back(one, state, at) if over else NOTHING

    def approve(self, one: Redemption, at: datetime, home: Place) -> Told:
        """In time; kept by the clock of where the member is at home."""
        if one.state == "waiting" and at < one.until:
            one.state, one.until = "reserved", midnight_after(home, one.reward.days, at)
            return NOTHING
        return NOTHING if one.state == "reserved" else REFUSED

    def hand_over(self, one: Redemption, at: datetime) -> Told:
        if one.state == "handed_over":
            return NOTHING
        return REFUSED if one.reward.is_voucher else self._hand(one, at)

    def reveal(self, one: Redemption, at: datetime) -> Told:
        """Its owner has the code shown, which is its handing over; again for ten minutes."""
        if not one.reward.is_voucher:
            return REFUSED
        if one.state == "handed_over":
            return NOTHING if at - one.handed_at <= SHOWN_AGAIN else REFUSED
        return self._hand(one, at)

    def _hand(self, one: Redemption, at: datetime) -> Told:
        if one.state != "reserved" or one.until <= at:
            return REFUSED
        one.state, one.handed_at = "handed_over", at
        return NOTHING

    def _give_back(self, one: Redemption, state: str, at: datetime) -> Told:
        one.state = state
        self.ledger.take_back(one.paid_by, at)
        return NOTHING


HELD = ("waiting", "reserved")
HELD_OR_GIVEN = (*HELD, "handed_over")


def midnight_after(place: Place, days: int, at: datetime) -> datetime:
    """The end of the last of some days after this one, by the clock of a place."""
    last: date = place.day(at) + (days + 1) * ONE_DAY
    return datetime(last.year, last.month, last.day, tzinfo=UTC) - timedelta(hours=place.hours)
