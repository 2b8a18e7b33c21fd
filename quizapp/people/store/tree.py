"""Finding a part of the tree by its path."""

from sqlalchemy import ColumnElement, and_

from quizapp.db import db
from quizapp.people.models import Organisation, OrganisationSpan

AFTER_SLASH = "0"  # the sign that follows "/": what begins with "1/4/" lies from "1/4/" to before "1/40"


def place(of: type[Organisation | OrganisationSpan] = Organisation) -> ColumnElement[str]:
    """The path, in the order of its signs: everything below an organisation follows it at once, children in between."""
    postgresql = db.session.get_bind().dialect.name == "postgresql"
    return of.path.collate("C") if postgresql else of.path.expression


def at_or_below(
    path: str, *, since: str = "", of: type[Organisation | OrganisationSpan] = Organisation
) -> ColumnElement[bool]:
    """Whether an organisation stands, or in a span stood, at a path or below it; with `since` only from that path on.

    A range, not LIKE: the embedded database looks up a range in the path's index, and walks through the table for LIKE.
    """
    assert path.endswith("/"), f"{path!r} is no path"
    return and_(place(of) >= max(path, since), place(of) < path[:-1] + AFTER_SLASH)
