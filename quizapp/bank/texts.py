"""What is asked of every text in a question's file: that it is one, says something, and is not too long."""

import unicodedata

from quizapp.kernel.text import shortened

STEM_MOST = 1000
OPTION_MOST = 300
ANSWER_MOST = 100
EXPLANATION_MOST = 2000
QUOTE_MOST = 500
KEY_MOST = 80
SOURCE_MOST = 200
TITLE_MOST = 60


def quoted(value: object) -> str:
    """A value as a complaint shows it: as it would be written, and short."""
    return shortened(repr(value), 60)


def text_complaints(what: str, value: object, *, most: int) -> list[str]:
    """English sentences about a value that should be a text of 1 to `most` characters; none when it is."""
    if value is None:
        return [f"{what} is missing"]
    if not isinstance(value, str):
        return [f"{what} must be a text"]
    if not value.strip():
        return [f"{what} is empty"]
    if len(value) > most:
        return [f"{what} has {len(value)} characters, at most {most} are allowed"]
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in value):
        return [f"{what} holds a control character"]
    return []
