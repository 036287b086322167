"""What is kept for a short time and its end: the first write of a day removes everything whose time is over."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models.limits import Attempt, ExportRequest, KeptAnswer, PersonReading
from models.queries.underway import delete_work_before

READINGS_KEPT = timedelta(hours=24)
WORK_KEPT = timedelta(hours=1)


def remove_expired(session: Session, now: datetime) -> None:
    """Answers after 24 hours, attempts after their window, whom an export asked for, who read whom (the trail has that for good).

    And how far a work was whose process ended under it.
    """
    session.execute(delete(KeptAnswer).where(KeptAnswer.expires_at <= now))
    session.execute(delete(Attempt).where(Attempt.window_ends_at <= now))
    session.execute(update(ExportRequest).where(ExportRequest.expires_at <= now).values(filter={}))  # it may hold words of a name
    session.execute(delete(PersonReading).where(PersonReading.read_at <= now - READINGS_KEPT))
    delete_work_before(session, before=now - WORK_KEPT)
