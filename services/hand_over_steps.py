"""How an offer to hand somebody over takes one step inside another use case's unit, and what follows from it.

An offer stands on a consent that lets the other organisation see the person, on an open case, and on who looks after the person. When one
of them goes, the offer ends by itself (`end_groundless`). Here must not live: who may take which step (services/hand_over_rules.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.candidate import Candidate
from models.handover import HandOver
from models.placement import Notice
from models.queries.handovers import find_open_hand_overs, readdress_notices
from services.calendar import minsk_day
from services.hand_over_rules import ENDED
from services.relations import agreed_to_be_seen
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Closed:
    """How an offer closes. reason: of HAND_OVER_REASONS, or of HAND_OVER_ENDINGS where it ends by itself."""

    to: str
    reason: str | None = None
    note: str | None = None


def close(unit: UnitOfWork, offer: HandOver, closed: Closed) -> None:
    """Bring the offer to its end, in the name of the unit's actor or, where it ends by itself, of nobody. Nothing is checked."""
    by_itself = closed.to == ENDED
    offer.closed_by, offer.closed_by_name = (None, None) if by_itself else (unit.actor.id, unit.actor.name)
    offer.state, offer.closed_at = closed.to, unit.now()
    offer.reason_code, offer.reason_note = closed.reason, closed.note
    unit.session.flush()


def move_person(unit: UnitOfWork, offer: HandOver) -> None:
    """The person is looked after by the other organisation from now on; what nobody has seen yet of what happened goes along.

    Placements, check-ins, next dates, needs, papers and limits hang on the person, not on the organisation: they follow by themselves. The
    case gets a new version, so that whoever has it open is told, and the change feed names it to every index.
    """
    person = offer.candidate
    person.organisation_id, person.organisation = offer.to_organisation_id, offer.to_organisation  # the number, so that the trail has both
    person.updated_at = unit.now()
    readdress_notices(unit.session, candidate_id=person.id, before=offer.from_organisation_id, now=offer.to_organisation_id)
    unit.session.flush()
    unit.audit("candidate:change", person, hand_over=offer.id)


def tell(unit: UnitOfWork, offer: HandOver, code: str, organisation_id: int) -> None:
    """Leave a notice for the caseworkers of one of the two organisations."""
    other = offer.to_organisation if organisation_id == offer.from_organisation_id else offer.from_organisation
    notice = Notice(
        code=code, organisation_id=organisation_id, candidate=offer.candidate, details={"organisation": other.name, "hand_over": offer.id},
        at=unit.now(),
    )  # fmt: skip
    unit.session.add(notice)


def note_step(unit: UnitOfWork, action: str, offer: HandOver, **details: Any) -> None:
    """An event about an offer, under the number of the person's case: so the case's own report finds it."""
    details |= {"hand_over": offer.id, "from": offer.from_organisation_id, "to": offer.to_organisation_id, "state": offer.state}
    unit.audit(action, offer, reference=offer.candidate.case_reference, **details)


def end_groundless(unit: UnitOfWork, people: Sequence[Candidate]) -> None:
    """After consents, cases or organisations of these people changed: what an open offer stood on may be gone, and then it ends.

    Only the organisation that offered is told: the other one may not know of the person any more, and for it the offer is gone.
    """
    unit.session.flush()
    day = minsk_day(unit.now())
    for offer in find_open_hand_overs(unit.session, candidate_ids=[person.id for person in people]):
        reason = ground_gone(offer, day)
        if reason is not None:
            close(unit, offer, Closed(ENDED, reason))
            tell(unit, offer, "hand_over_ended", offer.from_organisation_id)
            note_step(unit, "hand_over:end", offer, reason=reason)


def ground_gone(offer: HandOver, day: date) -> str | None:
    """Why an offer cannot stand on a day (of HAND_OVER_ENDINGS); None while it can."""
    if offer.candidate.status == "closed":
        return "case_closed"
    if offer.candidate.organisation_id != offer.from_organisation_id:
        return "moved"
    return None if agreed_to_be_seen(offer.candidate, offer.to_organisation_id, day) else "consent_ended"
