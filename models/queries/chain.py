"""What the unit of work writes at the end of the audit trail and of the change feed.

Every use case that writes comes through here, and every reading of a ranking: the statements are made once, and go to the tables themselves
rather than through the session's bookkeeping, which is for records that are looked at again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.audit import AuditEvent, AuditHead, ChangeFeed
from models.base import Base


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain and the feed end, and the last day on which somebody wrote."""

    sequence: int
    hash: str
    feed_sequence: int
    begun_on: date | None


_EVENTS, _HEAD, _FEED = (Base.metadata.tables[of.__tablename__] for of in (AuditEvent, AuditHead, ChangeFeed))
_COLUMNS = tuple(column.key for column in _EVENTS.columns)
_LOCKED = select(_HEAD.c.sequence, _HEAD.c.hash, _HEAD.c.feed_sequence, _HEAD.c.begun_on).with_for_update()
_INSERT_EVENTS, _INSERT_FEED, _MOVE = insert(_EVENTS), insert(_FEED), update(_HEAD)


def lock_head(session: Session) -> Head:
    """The one row, locked until the commit: numbers follow the order of commits."""
    return Head(*session.execute(_LOCKED).one())


def append_events(session: Session, *, events: Sequence[AuditEvent]) -> None:
    """Store numbered and chained events. They do not become records of the session."""
    rows = [{name: getattr(event, name) for name in _COLUMNS} for event in events]
    if rows:
        session.execute(_INSERT_EVENTS, rows if len(rows) > 1 else rows[0])  # one alone goes a shorter way through the driver


def append_feed(session: Session, *, entries: Sequence[tuple[str, Any]], after: int, at: datetime) -> int:
    """Store which records (noun, key) changed, numbered after the last number; gives the new last number."""
    rows: list[Mapping[str, Any]] = [
        {"sequence": sequence, "noun": noun, "record_id": key, "at": at} for sequence, (noun, key) in enumerate(entries, after + 1)
    ]
    if rows:
        session.execute(_INSERT_FEED, rows)
    return after + len(rows)


def move_head(session: Session, *, to: Head) -> None:
    """Write where chain and feed end now."""
    session.execute(_MOVE, {"sequence": to.sequence, "hash": to.hash, "feed_sequence": to.feed_sequence, "begun_on": to.begun_on})
