"""The audit trail as use cases: read it in pages, check it, seal it. Reading what it holds about people is told in it too.

Where events come from stands in services/unit_of_work.py, how the chain is checked in services/chain_check.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from models.audit import AuditEvent, AuditHead, AuditSeal
from models.queries.audit import list_audit_events
from services.actors import Actor
from services.audited import AuditedView
from services.calendar import MINSK
from services.chain_check import ChainReport, verify_chain
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.seals import Seal


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """Which events. actor: who did it; subject: reference of the record it is about; since, until: days in Minsk, both included."""

    actor: str | None = None
    subject: str | None = None
    action: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EventView(AuditedView):
    """One event as it stands in the trail."""

    sequence: int
    at: datetime
    actor_id: str
    actor_name: str
    actor_role: str
    organisation: str | None
    action: str
    noun: str
    record_id: str | None
    reference: str | None
    purpose: str
    changes: Mapping[str, Any]
    details: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some events, oldest first, and the number to go on after (None: no more)."""

    events: tuple[EventView, ...]
    after: int | None


def list_trail(installation: Installation, actor: Actor, query: TrailQuery, after: int = 0, limit: int = 50) -> TrailPage:
    """A page of events, 1 to 200 of them, oldest first. Raises Forbidden, InvalidValue (`invalid_value.limit`)."""
    authorise(actor, "audit:read")
    check_page(limit)
    asked = {"actor": query.actor, "action": query.action, "since": query.since, "until": query.until, "after": after}
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in asked.items() if value}
    with (
        installation.writing(actor, "read the audit trail") as unit,
        unit.disclosing("audit:read", None, "changes", reference=query.subject, asked=told),
    ):
        found = list_audit_events(
            unit.session, after=after, limit=limit + 1, actor_id=query.actor, reference=query.subject, action=query.action,
            since=_morning_of(query.since), before=_morning_of(query.until + timedelta(days=1) if query.until else None),
        )  # fmt: skip
        more = found[limit - 1].sequence if len(found) > limit else None
        return TrailPage(tuple(map(_view, found[:limit])), more)


def verify_trail(installation: Installation, actor: Actor) -> ChainReport:
    """Check the whole chain, its head and its seals. Who checked, and what they were told, becomes an event after it."""
    authorise(actor, "audit:read")
    with installation.reading(actor, "check the audit trail") as unit:
        report = verify_chain(unit.session, installation.seals)
    with installation.writing(actor, "check the audit trail") as unit:
        unit.audit("audit:verify", n_events=report.n_events, fault=report.fault, first_bad=report.first_bad)
    return report


def seal_trail(installation: Installation, actor: Actor) -> Seal | None:
    """Sign where the chain ends now; None where this end is sealed already. Seals that the file lacks are written to it."""
    authorise(actor, "audit:seal")
    with installation.writing(actor, "seal the audit trail") as unit:
        head = unit.session.execute(select(AuditHead.sequence, AuditHead.hash).with_for_update()).one()
        seal = installation.seals.seal(unit.session, head.sequence, head.hash, unit.now())
        if seal is not None:
            unit.audit("audit:seal", sequence=seal.sequence, hash=seal.hash)
        stored = [Seal.of(record) for record in unit.session.scalars(select(AuditSeal).order_by(AuditSeal.sequence))]
        kept = set(installation.seals.kept())
        missing = [one for one in stored if one not in kept]
        unit.after_commit(lambda: installation.seals.keep(*missing) if missing else None)
    return seal


def _morning_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), MINSK)


def _view(event: AuditEvent) -> EventView:
    return EventView(
        event.sequence, event.at, event.actor_id, event.actor_name, event.actor_role, event.organisation, event.action, event.noun,
        event.record_id, event.reference, event.purpose, event.changes, event.details, event.hash,
    )  # fmt: skip
