"""By what the figures of an organisation are broken down on the page of its parts. Pure."""

from enum import StrEnum

from quizapp.kernel.message import Message


class By(StrEnum):
    """What stands in a line: one part, or all branches of a kind. Values stand in addresses."""

    PART = "part"
    FIELD = "field"
    CATEGORY = "category"

    @classmethod
    def read(cls, text: str | None) -> "By":
        return cls(text) if text in list(cls) else cls.PART


NAMES: dict[By, Message] = {
    By.PART: Message("By part"),
    By.FIELD: Message("By kind of place"),
    By.CATEGORY: Message("By category"),
}
