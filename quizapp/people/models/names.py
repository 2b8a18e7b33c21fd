"""Tables of what members were called before, and of the parts of a name by which they are found."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.people.details import Detail


class NameChange(Model):
    """A name, or a name to sign in with, that was changed by hand: both stand here, where they can be forgotten."""

    __tablename__ = "name_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    what: Mapped[Detail] = mapped_column(ValueOf(Detail), info=KEEP)
    before: Mapped[str] = mapped_column(String(64), info=ERASE)
    after: Mapped[str] = mapped_column(String(64), info=ERASE)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    at: Mapped[datetime]
