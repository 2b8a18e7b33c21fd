"""A decision with its reason: the button, its explanation and the enforcement share one."""

from dataclasses import dataclass

from quizapp.kernel.message import Message


class Refused(Exception):
    """The one domain error: something may not be done now, for this reason. Becomes a page with status 409."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed, or not allowed for a reason. True when allowed."""

    reason: Message | None = None

    @property
    def allowed(self) -> bool:
        return self.reason is None

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Raise `Refused` with the reason when not allowed."""
        if self.reason is not None:
            raise Refused(self.reason)


ALLOWED = Verdict()


def unless(holds: bool, reason: Message) -> Verdict:
    """Allowed when `holds`; otherwise refused for `reason`."""
    return ALLOWED if holds else Verdict(reason)


def all_of(*verdicts: Verdict) -> Verdict:
    """The first refusal, or allowed."""
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)
