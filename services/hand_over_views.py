"""What is shown of an offer to hand somebody over. Its note and reasons are restricted, so each view is made inside a disclosure."""

from dataclasses import dataclass
from datetime import date, datetime

from models.handover import HandOver
from services.actors import Actor
from services.audited import AuditedView
from services.hand_over_rules import OFFERED
from services.hand_over_steps import ground_gone

INCOMING, OUTGOING = "incoming", "outgoing"
DIRECTIONS = (INCOMING, OUTGOING)


@dataclass(frozen=True, slots=True)
class HandOverView(AuditedView):
    """One offer. direction: of DIRECTIONS as the reader sees it, None for who works for neither; note: what the next one needs to know;
    receiver_sees: whether the organisation asked may know of an open offer today; closed_by: None where it ended by itself."""

    id: int
    candidate: str
    direction: str | None
    from_organisation: str
    from_organisation_id: int
    to_organisation: str
    to_organisation_id: int
    note: str
    state: str
    receiver_sees: bool
    offered_by: str
    offered_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    reason: str | None
    reason_note: str | None


def view_of(offer: HandOver, actor: Actor, day: date) -> HandOverView:
    """To be made inside `unit.disclosing`."""
    sides = {offer.to_organisation_id: INCOMING, offer.from_organisation_id: OUTGOING}
    return HandOverView(
        offer.id, offer.candidate.case_reference, sides.get(actor.organisation_id or 0), offer.from_organisation.name,
        offer.from_organisation_id, offer.to_organisation.name, offer.to_organisation_id, offer.note, offer.state,
        offer.state == OFFERED and ground_gone(offer, day) is None, offer.offered_by_name, offer.offered_at, offer.closed_by_name,
        offer.closed_at, offer.reason_code, offer.reason_note,
    )  # fmt: skip
