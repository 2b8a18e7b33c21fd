"""Drawing the parts of names anew where many of them changed at once."""

from sqlalchemy import delete, select

from quizapp.db import db, operation, table_of, touched
from quizapp.people.models import Member, Organisation, WordsDue
from quizapp.people.store import words


@operation
def draw_words(*, branches: int) -> int:
    """Draw the parts of the names in some branches that are due, at most so many; gives how many branches.

    Rosters are kept waiting meanwhile, and each of these members for whoever would rename or erase them: a name that is
    gone must not come back.
    """
    db.session.execute(
        select(Organisation.id).where(Organisation.parent_id.is_(None)).with_for_update(key_share=True)
    )
    ids = words.due(branches)
    if ids:
        inside = Member.branch_id.in_(ids)
        db.session.execute(
            select(Member.id).where(inside).order_by(Member.id).with_for_update(key_share=True)
        )
        words.write(inside)
        touched(delete(table_of(WordsDue)).where(WordsDue.branch_id.in_(ids)))
    return len(ids)
