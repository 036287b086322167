"""Referral slips as somebody may see them. Here must not live: what changes a slip (services/slips.py)."""

from dataclasses import dataclass
from datetime import date

from models.referral import ReferralSlip
from services.actors import Actor, Role
from services.audited import AuditedView
from services.relations import reaches
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SlipView(AuditedView):
    """A slip. candidate: None for employers; ground: None for who may not read it (it may tell of health).

    overdue: `mark` or `return`, whichever is late; None: neither.
    """

    id: int
    number: str
    placement: int
    placement_state: str
    candidate: str | None
    employer: str
    vacancy: str
    quota: bool
    issued_on: date
    issued_by: str
    appear_by: date
    return_by: date
    came: bool | None
    accepted: bool | None
    ground: str | None
    marked_on: date | None
    marked_by: str | None
    returned_on: date | None
    overdue: str | None


def slip_reached(actor: Actor, permission: str, slip: ReferralSlip) -> bool:
    """Whether the actor's permission reaches a slip: an employer's own, or that of a person within reach."""
    if actor.role is Role.EMPLOYER:
        return actor.employer_id is not None and slip.employer_id == actor.employer_id
    return reaches(actor, permission, slip.placement.candidate)


def told_slip(unit: UnitOfWork, action: str, slip: ReferralSlip, day: date) -> SlipView:
    """The event and the view of a slip that was just changed."""
    with unit.disclosing(action, slip, "slip", reference=slip.placement.candidate.case_reference, slip=slip.number):
        return view_of_slip(unit, slip, day)


def view_of_slip(unit: UnitOfWork, slip: ReferralSlip, day: date) -> SlipView:
    """The slip as the unit's actor may see it on a day. To be made while its reading is being told."""
    employer = unit.actor.role is Role.EMPLOYER
    ground = slip.ground if employer or reaches(unit.actor, "restriction:read", slip.placement.candidate) else None
    return SlipView(
        slip.id, slip.number, slip.placement_id, slip.placement.state, None if employer else slip.placement.candidate.case_reference,
        slip.employer.name, slip.vacancy.reference, slip.quota, slip.issued_on, slip.issued_by_name, slip.appear_by, slip.return_by,
        slip.came, slip.accepted, ground, slip.marked_on, slip.marked_by_name, slip.returned_on, _overdue(slip, day),
    )  # fmt: skip


def _overdue(slip: ReferralSlip, day: date) -> str | None:
    if slip.returned_on is not None:
        return None
    if slip.marked_on is None and slip.appear_by < day:
        return "mark"
    return "return" if slip.return_by < day else None
