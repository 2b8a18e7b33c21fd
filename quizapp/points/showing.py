"""What a board shows of whom above the own branch, and the rules of boards in sentences. Pure."""

from quizapp.kernel.message import Message
from quizapp.people.settings import RankVisibility
from quizapp.points.ranks import LEADERS

TOP = 10  # the first whose places everyone sees, unless an organisation decides otherwise
FLOOR = 10  # points in the span before, without which nobody can be called improved

VISIBILITY: dict[RankVisibility, Message] = {
    RankVisibility.OWN: Message("Here everyone sees their own place, and no one else's."),
    RankVisibility.TOP: Message("Here everyone sees their own place and the first %(top)s.", top=TOP),
    RankVisibility.BRANCH: Message("Here everyone sees their own place and those of their own branch."),
    RankVisibility.ALL: Message("Here everyone sees their own place and the first %(top)s.", top=LEADERS),
}

GAINED_BY_TYPE = Message(
    "Most improved of a member type: whoever was of it when they first earned in this span, with all their points of both spans, whatever type they were earned as."
)


def most_shown(visibility: str, *, staff: bool) -> int:
    """How many of the first on a board above the branch are listed."""
    if staff or visibility == RankVisibility.ALL:
        return LEADERS
    return TOP if visibility == RankVisibility.TOP else 0


def masked(name: str) -> str:
    """李* for 李梅: the name of someone of another branch who has not agreed to be shown."""
    return f"{name[:1]}*"


def places_shown(ranked: int, visibility: str, *, staff: bool) -> int:
    """The last place that a list of so many ranked organisations shows, beside one's own.

    Equals share a place, so the equals of the last are on the list.
    """
    if staff:
        return ranked
    listed = visibility in (RankVisibility.TOP, RankVisibility.ALL)
    return (ranked + 1) // 2 if listed else 0


def gain(score: int, earlier: int) -> int:
    """The points gained over the span before; 0 when there is no gain to speak of."""
    return max(0, score - earlier) if earlier >= FLOOR else 0


def board_rules() -> tuple[Message, ...]:
    """How boards rank, and what they show of whom: a sentence each."""
    return (
        Message(
            "Boards rank by the points earned in the span of time. Redeeming points never costs a place."
        ),
        Message(
            "Equal points share a place, and the places after them are left out: 1, 2, 2, 4. Nothing else decides between equals."
        ),
        Message(
            "Points stay in the branch they were earned in; what was earned in several counts together above them."
        ),
        Message("In your own branch everyone is named, and the board is exact at once."),
        Message(
            "Above it you see your own place, the heads at the scores around you, and as many of the first as the organisation shows."
        ),
        Message("Names of other branches are masked, as in 李*, unless their owner agreed to be shown."),
        Message(
            "Boards above the branch are exact as of the instant they name, which is some seconds ago at most."
        ),
        Message(
            "The average per head divides the points by the activated members. Lists of organisations end after the upper half."
        ),
        Message("An organisation has a place from its first point in the span on, as a member has."),
        Message(
            "Most improved: the points of this span less those of the one before, for whoever had at least %(floor)s before. Above the branch it is counted every hour.",
            floor=FLOOR,
        ),
        GAINED_BY_TYPE,
    )
