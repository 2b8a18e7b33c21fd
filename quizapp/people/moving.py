"""When a part of the tree can hang under another organisation, and why a move that was planned is not carried out. Pure."""

from enum import StrEnum

from quizapp.kernel.message import Message
from quizapp.people.reach import MOST_DEPTH, covers, depth_of


class Misfit(StrEnum):
    """Why an organisation cannot hang under another. Values are stored."""

    INSIDE = "inside"
    CLOSED = "closed"
    DEEP = "deep"
    NOT_ALLOWED = "not_allowed"  # whoever planned it may not any more


# Of a planned move whose day has come.
WORDS: dict[Misfit, Message] = {
    Misfit.INSIDE: Message("the organisation it was to hang under stands below it by now"),
    Misfit.CLOSED: Message("the organisation it was to hang under is closed by now"),
    Misfit.DEEP: Message("the tree would have become more than %(count)s levels deep", count=MOST_DEPTH),
    Misfit.NOT_ALLOWED: Message("whoever planned it may not move it there any more"),
}


def misfit(path: str, levels: int, parent_path: str, *, closed: bool) -> Misfit | None:
    """What stands against the part at `path`, of so many levels, hanging under another; `closed`: that one is."""
    if covers(path, parent_path):
        return Misfit.INSIDE
    if closed:
        return Misfit.CLOSED
    return Misfit.DEEP if depth_of(parent_path) + levels > MOST_DEPTH else None
