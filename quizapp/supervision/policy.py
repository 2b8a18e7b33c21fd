"""What may be done from the desk of figures."""

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict, all_of, unless
from quizapp.points.spans import Span
from quizapp.supervision.missing import Missing
from quizapp.supervision.periods import Period

REMINDED = (Span.DAY, Span.WEEK, Span.MONTH)


def may_remind(which: Missing, period: Period) -> Verdict:
    """Whether those on a list can be reminded: by a notice, which is read by whoever opens Today."""
    return all_of(
        unless(
            which is Missing.STUDIED,
            Message("A notice stands on Today, which they have not opened yet: reach them in person."),
        ),
        unless(not period.is_over, Message("This period is over.")),
        unless(
            period.span in REMINDED,
            Message("A reminder is about a day, a week or a month: what is longer leaves time enough."),
        ),
    )
