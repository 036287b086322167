"""What is kept for a short time and its end: the first write of a day removes everything whose time is over."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.limits import Attempt, KeptAnswer, PersonReading

READINGS_KEPT = timedelta(hours=24)


def remove_expired(session: Session, now: datetime) -> None:
    """Answers after their 24 hours, attempts after their window, and who read whom after a day: the audit trail has that for good."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
    session.execute(delete(Attempt).where(Attempt.window_ends_at <= now))
    session.execute(delete(PersonReading).where(PersonReading.read_at <= now - READINGS_KEPT))
