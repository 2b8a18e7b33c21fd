"""Reading what is known of uploads."""

from collections.abc import Collection

from sqlalchemy import select

from quizapp.db import db
from quizapp.uploads.models import Upload


def known(handles: Collection[str]) -> set[str]:
    """Those of some handles that a row stands for."""
    return set(db.session.scalars(select(Upload.handle).where(Upload.handle.in_(handles))))
