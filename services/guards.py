"""Attempts counted in the database, so that several workers do not multiply what one person may try: signing in, codes, resets.

    check_attempts(installation, SIGN_IN, account_name)   # raises TooManyAttempts; counts this attempt
    ...                                                   # the attempt itself
    clear_attempts(installation, SIGN_IN, account_name)   # it succeeded

Call them before a unit of work is opened: an attempt counts whatever becomes of it, so it is a transaction of its own. Whose attempts
they are is kept as a keyed digest only. Here must not live: what is guarded.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import fold, utc_now
from models.limits import Attempt
from services.database import ACCESS_OPTION
from services.errors import TooManyAttempts
from services.installation import Installation

logger = logging.getLogger(__name__)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Guard:
    """At most `most` attempts in each window. Windows of one guard begin at whole multiples of their length since 1970."""

    name: str
    most: int
    window: timedelta


SIGN_IN = Guard("sign_in", 10, timedelta(minutes=15))
"""Of one account: enough for somebody who mistypes, too few to guess a password that the rules accept."""
SIGN_IN_ADDRESS = Guard("sign_in_address", 100, timedelta(minutes=15))
"""From one address: an office shares one."""
CODE = Guard("code", 5, timedelta(minutes=15))
"""A six-digit code has a million values; five tries in a quarter of an hour take 28 years for half of them."""
RESET = Guard("reset", 3, timedelta(hours=1))
INVITATION = Guard("invitation", 30, timedelta(hours=1))
CALENDAR = Guard("calendar", 300, timedelta(minutes=15))
"""From one address: twenty calendars of an office, each asked for once a minute. Nobody guesses 256 bits so."""
GUARDS = (SIGN_IN, SIGN_IN_ADDRESS, CODE, RESET, INVITATION, CALENDAR)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: attempts in this window, how many are left, and seconds until the window ends."""

    n_attempts: int
    left: int
    seconds: int


def check_attempts(installation: Installation, guard: Guard, subject: str, now: Callable[[], datetime] = utc_now) -> Standing:
    """Count one attempt of the subject (an account name, an address). One statement: two at once are two on both databases.

    Raises TooManyAttempts (with `seconds` until the next window) from the attempt after the last allowed one on.
    """
    at = now()
    ends_at = _window_end(guard, at)
    with _transaction(installation) as session:
        insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        row = {"guard": guard.name, "subject_digest": _digest(installation, guard, subject), "window_ends_at": ends_at, "n_attempts": 1}
        counted = insert(Attempt).values(row)
        counted = counted.on_conflict_do_update(
            index_elements=["guard", "subject_digest", "window_ends_at"], set_={"n_attempts": Attempt.n_attempts + 1}
        )
        n_attempts = session.execute(counted.returning(Attempt.n_attempts)).scalar_one()
        session.commit()
    seconds = max(1, int((ends_at - at).total_seconds()) + 1)
    if n_attempts > guard.most:
        if n_attempts == guard.most + 1:
            logger.warning("a guard refuses from now on", extra={"guard": guard.name, "seconds": seconds})
        raise TooManyAttempts(parameters={"guard": guard.name, "most": guard.most, "seconds": seconds})
    return Standing(n_attempts, guard.most - n_attempts, seconds)


def clear_attempts(installation: Installation, guard: Guard, subject: str) -> None:
    """Forget the attempts of the subject: the right one was among them."""
    with _transaction(installation) as session:
        named = (Attempt.guard == guard.name) & (Attempt.subject_digest == _digest(installation, guard, subject))
        session.execute(delete(Attempt).where(named))
        session.commit()


def _transaction(installation: Installation) -> Session:
    session = installation.sessions()
    session.connection(execution_options={ACCESS_OPTION: "write"})
    return session


def _window_end(guard: Guard, at: datetime) -> datetime:
    return EPOCH + ((at - EPOCH) // guard.window + 1) * guard.window


def _digest(installation: Installation, guard: Guard, subject: str) -> str:
    """Names and addresses are guessable, so the digest takes the secret of the installation."""
    return hmac.new(installation.settings.secret_key().encode(), f"{guard.name}\x00{fold(subject)}".encode(), hashlib.sha256).hexdigest()
