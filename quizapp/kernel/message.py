"""A sentence for a person, kept apart from its language: marked for extraction here, translated at the edge."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """An English source sentence with %(name)s places, and what goes into them.

    `Message("You need %(missing)s more points", missing=3)`. Extraction finds the literal first argument;
    `quizapp.web.i18n.say` translates it. `str()` gives the English, for logs and commands.
    """

    id: str
    values: dict[str, object] = field(default_factory=dict)

    def __init__(self, id: str, **values: object) -> None:
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        return hash((self.id, tuple(sorted((name, str(value)) for name, value in self.values.items()))))

    def __str__(self) -> str:
        return self.id % self.values if self.values else self.id
