"""Calendars that open by a secret address: made, renewed, revoked, read. Programs of calendars cannot sign in, so the address is the proof.

Only a keyed digest of the secret is stored, so neither the database nor a copy of it opens a calendar. It holds numbers alone. Here must
not live: how a calendar is written down (api/reminders.py), or how often one may guess (services/guards.py).
"""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.account import Account
from models.queries.reminders import get_feed_by_digest, get_feed_of
from models.reminder import CalendarFeed
from services.accounts import actor_of
from services.actors import CALENDAR, Actor
from services.calendar import minsk_day
from services.errors import NotFound
from services.installation import Installation
from services.own_account import own_account
from services.permissions import authorise, is_allowed
from services.reminders import days_of
from services.settings import Settings

AHEAD = timedelta(days=62)
"""Two months: what is further away changes before it comes."""
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class FeedState:
    """Whether an account has a calendar. secret: told once, when it is made; stored nowhere."""

    made_at: datetime | None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class FeedDays:
    """What a calendar holds: day → source → how many. name: unlike any other calendar's, and telling nothing; language: of its owner."""

    name: str
    language: str
    today: date
    days: Mapping[date, Counter[str]]


def read_feed_state(installation: Installation, actor: Actor) -> FeedState:
    """Whether the actor has a calendar. Raises Forbidden, StateConflict (`state_conflict.no_account`)."""
    authorise(actor, "calendar_feed:read")
    with installation.reading(actor, "see whether one has a calendar") as unit:
        feed = get_feed_of(unit.session, account_id=own_account(unit))
        return FeedState(feed.made_at if feed else None)


def renew_feed(installation: Installation, actor: Actor) -> FeedState:
    """Make the actor's calendar, or give it a new address; the old one stops working. Raises as `read_feed_state`."""
    authorise(actor, "calendar_feed:create")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with installation.writing(actor, "make a calendar") as unit:
        account_id = own_account(unit)
        feed = get_feed_of(unit.session, account_id=account_id)
        if feed is None:
            feed = CalendarFeed(account_id=account_id)
            unit.session.add(feed)
        feed.secret_digest, feed.made_at = _digest(installation.settings, secret), unit.now()
        unit.audit("calendar_feed:create", feed)
        return FeedState(feed.made_at, secret)


def revoke_feed(installation: Installation, actor: Actor) -> FeedState:
    """Take the actor's calendar away; the second time changes nothing. Raises as `read_feed_state`."""
    authorise(actor, "calendar_feed:revoke")
    with installation.writing(actor, "take a calendar away") as unit:
        feed = get_feed_of(unit.session, account_id=own_account(unit))
        if feed is not None:
            unit.session.delete(feed)
            unit.audit("calendar_feed:revoke", feed)
        return FeedState(None)


def read_feed(installation: Installation, secret: str) -> FeedDays:
    """What the calendar of this address holds now: dates of the people of its owner's organisation.

    Raises NotFound (`not_found.calendar`) alike for an address that never was, one that was revoked, and one whose owner has left or may
    not see people any more.
    """
    digest = _digest(installation.settings, secret)
    with installation.reading(CALENDAR, "read a calendar") as unit:
        feed = get_feed_by_digest(unit.session, secret_digest=digest)
        if feed is None or not _still_opens(feed.account) or feed.account.organisation_id is None:
            raise NotFound("not_found.calendar")
        today = minsk_day(unit.now())
        days = days_of(unit.session, feed.account.organisation_id, today, AHEAD)
        return FeedDays(digest[:SECRET_BYTES], feed.account.language, today, days)


def _still_opens(account: Account) -> bool:
    """Whether whoever owns the calendar may still see it; their account and role are read anew each time."""
    return account.closed_at is None and account.active and is_allowed(actor_of(account), "calendar_feed:read")


def _digest(settings: Settings, secret: str) -> str:
    return hmac.new(settings.secret_key().encode(), f"calendar\x00{secret}".encode(), hashlib.sha256).hexdigest()
