"""Tables of sign-ins and of the tries that failed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, PSEUDONYMISE, Model


class SignIn(Model):
    """One device signed in: the row that a session cookie stands for. The token itself is not stored."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=ERASE)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    device: Mapped[str] = mapped_column(String(120), info=ERASE)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    viewing_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=PSEUDONYMISE
    )  # as whom an administrator looks at the pages


class SignInFailures(Model):
    """Tries counted per account, per network and per act that is throttled, shared by every worker."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (CheckConstraint("failures >= 0", name="never_negative"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)  # keyed digests, never names or addresses
    failures: Mapped[int]
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
