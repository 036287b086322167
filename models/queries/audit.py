"""Queries about the audit trail and the change feed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditEvent, AuditHead, ChangeFeed


def list_audit_events(
    session: Session,
    *,
    after: int = 0,
    limit: int = 100,
    noun: str | None = None,
    record_id: str | None = None,
    actor_id: str | None = None,
    reference: str | None = None,
    action: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> list[AuditEvent]:
    """The next page after event number `after`, oldest first; since: of this instant or later, before: earlier than this one."""
    equal = {
        AuditEvent.noun: noun,
        AuditEvent.record_id: record_id,
        AuditEvent.actor_id: actor_id,
        AuditEvent.reference: reference,
        AuditEvent.action: action,
    }
    wanted = [column == value for column, value in equal.items() if value is not None]
    if since is not None:
        wanted.append(AuditEvent.at >= since)
    if before is not None:
        wanted.append(AuditEvent.at < before)
    return list(session.scalars(select(AuditEvent).where(AuditEvent.sequence > after, *wanted).order_by(AuditEvent.sequence).limit(limit)))


def get_feed_position(session: Session) -> int:
    """The number of the newest change; read it before the records when an index is built, so that no change is missed."""
    return session.scalar(select(AuditHead.feed_sequence)) or 0


def list_changes(session: Session, *, after: int, limit: int = 10_000) -> list[ChangeFeed]:
    """What changed after position `after`, in the order of commits."""
    return list(session.scalars(select(ChangeFeed).where(ChangeFeed.sequence > after).order_by(ChangeFeed.sequence).limit(limit)))
