"""The audit trail: what a change was, and how events are chained. The unit of work alone appends.

Here must not live: how the chain is checked (services/chain_check.py), who may read the trail, or when a transaction ends.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect as inspect_record

from models.audit import AuditEvent
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
        column = attribute.columns[0]
        if column.info.get("audit") == "fact":
            changes[column.name] = [None if old is None else HIDDEN, None if new is None else HIDDEN]
        else:
            changes[column.name] = [as_json(old), as_json(new)]
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


ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)

CHAINED = (
    "sequence", "at", "actor_id", "actor_name", "actor_role", "organisation", "action", "noun", "record_id", "reference", "purpose",
    "changes", "details",
)  # fmt: skip
"""The columns that the chain protects: all but the two hashes."""


def chained_hash(previous_hash: str, event: AuditEvent) -> str:
    """sha256 over the previous hash and the event's canonical JSON, as 64 hexadecimal digits."""
    return hash_of(previous_hash, {name: as_json(getattr(event, name)) for name in CHAINED})


def chain(last_hash: str, events: Iterable[AuditEvent]) -> str:
    """Hang numbered events onto the chain in their order; gives the hash it ends with."""
    for event in events:
        event.previous_hash = last_hash
        event.hash = last_hash = chained_hash(last_hash, event)
    return last_hash


def hash_of(previous_hash: str, told: Mapping[str, Any]) -> str:
    """The same over plain values by column: JSON with sorted keys in ASCII, without spaces."""
    return hashlib.sha256((previous_hash + ENCODER.encode(told)).encode()).hexdigest()


def event_of(pending: PendingEvent, sequence: int, at: datetime, purpose: str, changes: Changes) -> AuditEvent:
    """The row of an event, without its hashes."""
    record = pending.record
    named = getattr(record, record.__reference__) if record is not None and record.__reference__ else None
    key = primary_key(record) if record is not None else None
    return AuditEvent(
        sequence=sequence,
        at=at,
        actor_id=pending.actor.id,
        actor_name=pending.actor.name,
        actor_role=pending.actor.role.value,
        organisation=pending.actor.organisation,
        action=pending.action,
        noun=record.__noun__ if record is not None else pending.action.partition(":")[0],
        record_id=None if key is None else str(key),
        reference=pending.reference or (None if named is None else str(named)),
        purpose=purpose,
        changes=changes,
        details=pending.details,
    )


def is_stored(record: Base) -> bool:
    """Whether this transaction stores or deletes the record; not when a savepoint took it back."""
    state = inspect_record(record)
    return state.persistent or state.deleted


def primary_key(record: Base) -> Any:
    """The primary key of a record, alone if it is one column."""
    values = inspect_record(record).mapper.primary_key_from_instance(record)
    return values[0] if len(values) == 1 else ",".join(str(value) for value in values)


def facts(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details of an event as plain JSON."""
    return {name: as_json(value) for name, value in details.items()}
