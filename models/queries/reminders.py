"""Queries about secret calendars and letters sent."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.account import Account
from models.reminder import CalendarFeed, DigestSent

REMINDED = ("caseworker", "coordinator")
"""Roles that look after people, and are reminded of it."""


def get_feed_of(session: Session, *, account_id: int) -> CalendarFeed | None:
    """The calendar of an account."""
    return session.get(CalendarFeed, account_id)


def get_feed_by_digest(session: Session, *, secret_digest: str) -> CalendarFeed | None:
    """The calendar whose secret has this digest, with its account."""
    wanted = select(CalendarFeed).where(CalendarFeed.secret_digest == secret_digest)
    return session.scalar(wanted.options(joinedload(CalendarFeed.account).joinedload(Account.organisation)))


def list_reminded(session: Session) -> list[Account]:
    """Open accounts of those who look after people, in order of entry."""
    wanted = select(Account).where(
        Account.role.in_(REMINDED), Account.active, Account.closed_at.is_(None), Account.organisation_id.is_not(None)
    )
    return list(session.scalars(wanted.order_by(Account.id)))


def find_digests_of(session: Session, *, day: date) -> frozenset[int]:
    """Numbers of the accounts that had their letter of a day."""
    return frozenset(session.scalars(select(DigestSent.account_id).where(DigestSent.on_day == day)))
