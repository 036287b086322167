"""Access to one case in an emergency: asked for with a reason by one person, granted by another, for a day, and told on both ends.

There is no other way around consent. The asker learns nothing by asking: a case that does not exist is answered alike. What is opened is a
table in services/permissions.py (EMERGENCY_OPENS).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.introduction import EmergencyAccess
from models.queries.candidates import get_candidate
from models.queries.introductions import get_emergency_access, list_emergency_accesses
from services.actors import Actor
from services.audited import AuditedView
from services.errors import Forbidden, InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.unit_of_work import UnitOfWork

LASTS = timedelta(hours=24)
SHORTEST_REASON, LONGEST_REASON = 10, 1_000


@dataclass(frozen=True, slots=True)
class EmergencyView(AuditedView):
    """A request and what became of it. case_exists: None for the asker, who may not learn it by asking."""

    id: int
    reference: str
    reason: str
    state: str
    requested_by: str
    requested_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    expires_at: datetime | None
    case_exists: bool | None = None


def request_emergency_access(installation: Installation, actor: Actor, reference: str, reason: str) -> EmergencyView:
    """Ask for access to one case, with a reason. Answers alike whether or not there is such a case.

    Raises Forbidden, InvalidValue (`invalid_value.emergency_reason`).
    """
    authorise(actor, "emergency_access:request")
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise InvalidValue("invalid_value.emergency_reason", field="reason", parameters={"minimum": SHORTEST_REASON})
    with installation.writing(actor, "ask for access in an emergency") as unit:
        candidate = get_candidate(unit.session, reference=reference)
        asked = EmergencyAccess(
            reference=reference, candidate=candidate, reason=reason.strip(), requested_by=actor.id, requested_by_name=actor.name,
            requested_at=unit.now(),
        )  # fmt: skip
        unit.session.add(asked)
        unit.session.flush()
        with unit.disclosing("emergency_access:request", asked, "reason"):
            return _view(asked, told=False)


def grant_emergency_access(installation: Installation, actor: Actor, number: int) -> EmergencyView:
    """Open the case to the asker for 24 hours. Only somebody else than the asker may.

    Raises Forbidden (`forbidden.own_request`), NotFound (also when there is no such case), StateConflict (decided already).
    """
    authorise(actor, "emergency_access:grant")
    with installation.writing(actor, "grant access in an emergency") as unit:
        asked = _undecided(unit, number)
        if asked.candidate is None:
            raise NotFound.record("candidate", asked.reference)
        asked.state, asked.decided_by, asked.decided_by_name, asked.decided_at = "granted", actor.id, actor.name, unit.now()
        asked.expires_at = unit.now() + LASTS
        until = asked.expires_at.isoformat()
        unit.audit("candidate:open", asked.candidate, to=asked.requested_by, by=actor.id, until=until)
        with unit.disclosing("emergency_access:grant", asked, "reason", requested_by=asked.requested_by, expires_at=until):
            return _view(asked, told=True)


def refuse_emergency_access(installation: Installation, actor: Actor, number: int) -> EmergencyView:
    """Refuse a request. Raises as `grant_emergency_access` does, but for a case that does not exist."""
    authorise(actor, "emergency_access:grant")
    with installation.writing(actor, "refuse access in an emergency") as unit:
        asked = _undecided(unit, number)
        asked.state, asked.decided_by, asked.decided_by_name, asked.decided_at = "refused", actor.id, actor.name, unit.now()
        with unit.disclosing("emergency_access:refuse", asked, "reason", requested_by=asked.requested_by):
            return _view(asked, told=True)


def list_emergency_requests(
    installation: Installation, actor: Actor, state: str | None = None, after: int = 0, limit: int = 50
) -> tuple[tuple[EmergencyView, ...], int | None]:
    """A page of requests in order of entry, 1 to 200 of them, and the number to go on after. The reading is told in the audit trail."""
    authorise(actor, "emergency_access:read")
    check_page(limit)
    with installation.writing(actor, "list requests for access in an emergency") as unit:
        found = list_emergency_accesses(unit.session, after=after, limit=limit + 1, state=state)
        with unit.disclosing("emergency_access:read", None, "reason", n_shown=len(found[:limit])):
            shown = tuple(_view(asked, told=True) for asked in found[:limit])
        return shown, found[limit - 1].id if len(found) > limit else None


def _undecided(unit: UnitOfWork, number: int) -> EmergencyAccess:
    asked = get_emergency_access(unit.session, access_id=number)
    if asked is None:
        raise NotFound.record("emergency_access", number)
    if asked.requested_by == unit.actor.id:
        raise Forbidden("forbidden.own_request", remedy="ask_second_person")
    if asked.state != "requested":
        raise StateConflict("state_conflict.emergency_decided", parameters={"reference": number})
    return asked


def _view(asked: EmergencyAccess, *, told: bool) -> EmergencyView:
    return EmergencyView(
        asked.id, asked.reference, asked.reason, asked.state, asked.requested_by_name, asked.requested_at, asked.decided_by_name,
        asked.decided_at, asked.expires_at, asked.candidate is not None if told else None,
    )  # fmt: skip
