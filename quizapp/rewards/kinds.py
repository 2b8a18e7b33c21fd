"""What a reward can be, and where it is the same for all: how it is given, and what it is called. Pure."""

from enum import StrEnum

from quizapp.kernel.message import Message


class Kind(StrEnum):
    """Values are stored; they are never renamed."""

    GOODS = "goods"  # books, cups: handed over at a site
    TICKET = "ticket"  # for something on a day, at a place
    VOUCHER = "voucher"  # a code, each given once and shown once to its owner
    TRIP = "trip"  # on a day, from a place; its stock is its seats


NAMES: dict[Kind, Message] = {
    Kind.GOODS: Message("Goods"),
    Kind.TICKET: Message("Ticket"),
    Kind.VOUCHER: Message("Voucher code"),
    Kind.TRIP: Message("Trip"),
}
DATED = (Kind.TICKET, Kind.TRIP)
