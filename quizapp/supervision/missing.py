"""The lists of who has not yet come along, and what each is called. Pure."""

from enum import StrEnum

from quizapp.kernel.message import Message


class Missing(StrEnum):
    """What someone has not done yet. Values stand in addresses."""

    REGISTERED = "registered"
    ACTIVATED = "activated"
    STUDIED = "studied"

    @classmethod
    def read(cls, text: str | None) -> "Missing":
        return cls(text) if text in list(cls) else cls.STUDIED


NAMES: dict[Missing, Message] = {
    Missing.STUDIED: Message("Not yet studied"),
    Missing.ACTIVATED: Message("Not yet activated"),
    Missing.REGISTERED: Message("Not yet registered"),
}
WORDS: dict[Missing, Message] = {
    Missing.STUDIED: Message("Activated, and without a paid learning event in this period."),
    Missing.ACTIVATED: Message("Registered, and Today never opened."),
    Missing.REGISTERED: Message("On the roster, and no password set yet."),
}
