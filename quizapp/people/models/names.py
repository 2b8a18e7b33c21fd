"""Tables of what members were called before, and of the parts of a name by which they are found."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.people.details import Detail

# In the order of its signs on both databases, as the paths of the tree are.
_SIGN_BY_SIGN = {
    length: String(length).with_variant(String(length, collation="C"), "postgresql") for length in (12, 255)
}


class MemberWord(Model):
    """A part of a member's name (people/name_parts.py) with the path of their branch: in this order, hits are listed.

    Drawn from the members, and behind them by some seconds where many change at once: `WordsDue` says which branches.
    """

    __tablename__ = "member_words"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(_SIGN_BY_SIGN[12], primary_key=True, info=ERASE)
    place: Mapped[str] = mapped_column(_SIGN_BY_SIGN[255], primary_key=True, info=KEEP)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)


class WordsDue(Model):
    """A branch whose members' names changed, or that stands elsewhere now: a worker draws the parts anew."""

    __tablename__ = "member_words_due"

    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)


class NameChange(Model):
    """A name, a name to sign in with or a roster's number that was changed: both stand here, where they can be forgotten.

    With `import_id` that roster changed it; without, somebody by hand. A number that was none before is "" here.
    """

    __tablename__ = "name_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    what: Mapped[Detail] = mapped_column(ValueOf(Detail), info=KEEP)
    before: Mapped[str] = mapped_column(String(64), info=ERASE)
    after: Mapped[str] = mapped_column(String(64), info=ERASE)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("roster_imports.id"))
