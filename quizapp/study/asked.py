"""What someone looks for, as the address of the search page says it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from quizapp.study.shown import LANGS

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A text and filters; a filter that names nothing there is does not narrow."""

    text: str
    lang: str | None
    module: str | None
    after: str | None

    @classmethod
    def read(cls, args: Mapping[str, str], modules: Collection[str]) -> Self:
        """From the arguments q, lang, module and after of the address."""
        lang, module = args.get("lang"), args.get("module")
        return cls(
            text=" ".join(args.get("q", "").replace("\0", " ").split())[:LONGEST],
            lang=lang if lang in LANGS else None,
            module=module if module in modules else None,
            after=args.get("after") or None,
        )

    def address(self, **changes: str | None) -> dict[str, Any]:
        """The arguments of the same search with some changed; the list then begins again."""
        return {"q": self.text, "lang": self.lang, "module": self.module, **changes}
