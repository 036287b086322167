"""How many different people an actor reads: nobody is stopped, but bulk reading is seen.

More than MOST_PEOPLE within READING_WINDOW writes an audit event (`reading:alert`) and a warning, once in a window. What counts is a
case that is opened, a line of a list with a name, a pair that is explained, a person of an export; a ranking keeps its own record of whom
it showed, and an expert who works through several vacancies is no collector.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.limits import PersonReading, ReadingWatch
from services.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)

MOST_PEOPLE = 200
READING_WINDOW = timedelta(hours=1)


def note_readings(unit: UnitOfWork, candidate_ids: Iterable[int]) -> None:
    """Remember in the unit's transaction that its actor reads these people now, and alert if they are too many."""
    ids = sorted(set(candidate_ids))
    if not ids:
        return
    session, actor_id, now = unit.session, unit.actor.id, unit.now()
    session.execute(_insert(unit)(ReadingWatch).values(actor_id=actor_id).on_conflict_do_nothing())
    alerted_at = session.scalar(select(ReadingWatch.alerted_at).where(ReadingWatch.actor_id == actor_id).with_for_update())
    reading = _insert(unit)(PersonReading).values([{"actor_id": actor_id, "candidate_id": number, "read_at": now} for number in ids])
    session.execute(reading.on_conflict_do_update(index_elements=["actor_id", "candidate_id"], set_={"read_at": now}))
    recent = (PersonReading.actor_id == actor_id) & (PersonReading.read_at > now - READING_WINDOW)
    n_people = session.scalar(select(func.count()).select_from(PersonReading).where(recent)) or 0
    if n_people > MOST_PEOPLE and (alerted_at is None or alerted_at <= now - READING_WINDOW):
        session.execute(update(ReadingWatch).where(ReadingWatch.actor_id == actor_id).values(alerted_at=now))
        unit.audit("reading:alert", reference=actor_id, n_people=n_people, minutes=int(READING_WINDOW.total_seconds() // 60))
        unit.after_commit(lambda: logger.warning("somebody reads very many people", extra={"actor": actor_id, "n_people": n_people}))


def _insert(unit: UnitOfWork) -> Any:
    """INSERT … ON CONFLICT is spelt by each dialect."""
    return postgresql.insert if unit.session.get_bind().dialect.name == "postgresql" else sqlite.insert
