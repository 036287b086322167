"""The audit trail: what a change was, how events are chained, how the chain is checked. The unit of work alone appends.

Here must not live: who may read the trail (services/permissions.py), or when a transaction ends (services/unit_of_work.py).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect as inspect_record
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import GENESIS, AuditEvent, AuditHead
from models.base import Base
from services.actors import Actor

HIDDEN = "***"
"""Stands for a value the trail must not keep (names, whole texts): that it changed is a fact worth keeping, what it was is not."""

UNTOLD = frozenset({"version", "updated_at", "created_at", "imported_digest"})
"""Columns that change because something else did."""

Changes = dict[str, Any]


@dataclass(slots=True)
class PendingEvent:
    """An event as a service told it, before the commit gives it a number and a hash."""

    action: str
    record: Base | None
    reference: str | None
    details: dict[str, Any]
    actor: Actor


def as_json(value: Any) -> Any:
    """A column's value as plain JSON; decimals and dates as text, so that nothing is rounded."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def changed_columns(record: Base) -> Changes:
    """Column → [old, new] of what is not yet flushed on the record, from SQLAlchemy's own attribute history. Empty if nothing changed."""
    state = inspect_record(record)
    changes: Changes = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if attribute.key in UNTOLD or not history.has_changes():
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if old == new:
            continue
        if attribute.columns[0].info.get("audit") == "fact":
            changes[attribute.key] = [None if old is None else HIDDEN, None if new is None else HIDDEN]
        else:
            changes[attribute.key] = [as_json(old), as_json(new)]
    return changes


def merge(earlier: Changes, later: Changes) -> Changes:
    """Two diffs of one record, one flush after the other: the oldest old and the newest new; what came back to where it was is gone."""
    merged = dict(earlier)
    for column, (old, new) in later.items():
        first = merged[column][0] if column in merged else old
        if first == new and new != HIDDEN:
            merged.pop(column, None)
        else:
            merged[column] = [first, new]
    return merged


def canonical(event: AuditEvent) -> str:
    """The event without its hashes as JSON with sorted keys: what the chain protects."""
    told = {
        "sequence": event.sequence,
        "at": as_json(event.at),
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "actor_role": event.actor_role,
        "organisation": event.organisation,
        "action": event.action,
        "noun": event.noun,
        "record_id": event.record_id,
        "reference": event.reference,
        "purpose": event.purpose,
        "changes": event.changes,
        "details": event.details,
    }
    return json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def chained_hash(previous_hash: str, event: AuditEvent) -> str:
    """sha256 over the previous hash and the event's canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256((previous_hash + canonical(event)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of the chain found. first_bad: the first sequence number that cannot be as it was written, None if all are."""

    n_events: int
    first_bad: int | None = None
    fault: str | None = None


def verify_chain(session: Session) -> ChainReport:
    """Walk the chain from its first event and name the first that was edited, removed, inserted or swapped, or a tail that was cut."""
    stored = select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=1000, populate_existing=True)
    with session.scalars(stored) as events:
        report, last_hash = _walk(events)
    if report.fault is not None:
        return report
    head = session.get_one(AuditHead, 1, populate_existing=True)
    if (head.sequence, head.hash) != (report.n_events, last_hash):
        return ChainReport(report.n_events, first_bad=report.n_events + 1, fault="tail_cut")
    return report


def _walk(events: Iterable[AuditEvent]) -> tuple[ChainReport, str]:
    previous_hash, n_events = GENESIS, 0
    for event in events:
        if event.sequence != n_events + 1:
            return ChainReport(n_events, first_bad=n_events + 1, fault="missing"), previous_hash
        if event.previous_hash != previous_hash:
            return ChainReport(n_events, first_bad=event.sequence, fault="unlinked"), previous_hash
        if event.hash != chained_hash(previous_hash, event):
            return ChainReport(n_events, first_bad=event.sequence, fault="edited"), previous_hash
        previous_hash, n_events = event.hash, event.sequence
    return ChainReport(n_events), previous_hash


def facts(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details of an event as plain JSON."""
    return {name: as_json(value) for name, value in details.items()}
