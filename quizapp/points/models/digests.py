"""The table of daily digests: what the entries of a day came to when the day was closed."""

from datetime import date, datetime
from typing import NoReturn

from sqlalchemy import String, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from quizapp.db import Model


class Digest(Model):
    """A closed day: no entry is posted to it or to an earlier one any more, and its digest holds the one before."""

    __tablename__ = "points_digests"

    day: Mapped[date] = mapped_column(primary_key=True)
    form: Mapped[int]  # which columns are written out, and how: points.digesting
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    before: Mapped[str] = mapped_column(
        String(64)
    )  # the digest of the closed day before it; "" for the first
    at: Mapped[datetime]


@event.listens_for(Digest, "before_update")
@event.listens_for(Digest, "before_delete")
def _stay_as_written(mapper: Mapper[Digest], connection: Connection, digest: Digest) -> NoReturn:
    raise TypeError(f"the digest of {digest.day} stays as written")
