"""What reminds people of their work outside the service: the secret address of a calendar, and which letters went out on which day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, relationship

from models.account import Account
from models.base import Base, UtcDateTime, public, secret, utc_now


class CalendarFeed(Base):
    """The one calendar of an account, opened by whoever has its address. Only a keyed digest of the secret in the address is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (CheckConstraint("length(secret_digest) = 64", name="digest"),)
    __noun__ = "calendar_feed"
    __reference__ = "account_id"

    account_id: Mapped[int] = public(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    secret_digest: Mapped[str] = secret(String(64), unique=True)
    made_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    account: Mapped[Account] = relationship()


class DigestSent(Base):
    """That an account had its letter of one day: written down before it is sent, taken out if it could not be."""

    __tablename__ = "digest_sent"
    __noun__ = "digest"
    __reference__ = "account_id"

    account_id: Mapped[int] = public(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    on_day: Mapped[date] = public(primary_key=True)
    at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    account: Mapped[Account] = relationship()
