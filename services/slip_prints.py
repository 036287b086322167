"""What is printed on a referral slip: the paper that a person hands to the employer, so nothing that an employer may not see.

Of the person stands there only the first name, and that only while the introduction and the consent to telling it hold
(services/stages.py, stage *introduced*). No case number, no organisation: that would say where somebody comes from.
"""

from dataclasses import dataclass
from datetime import date

from models.queries.candidates import find_identities
from models.queries.consents import find_live_introduction_consent
from models.queries.slips import get_slip
from models.referral import ReferralSlip
from services.actors import Actor
from services.calendar import minsk_day
from services.errors import NotFound
from services.installation import Installation
from services.permissions import authorise
from services.slip_views import slip_reached
from services.stages import SEEN_BY_EMPLOYER, Stage
from services.unit_of_work import UnitOfWork

FIRST_NAME = "first_name"


@dataclass(frozen=True, slots=True)
class SlipPrint:
    """Everything on the paper. first_name: None leaves a line to write on; unp: of the employer, None if it is not known."""

    number: str
    issued_on: date
    issued_by: str
    employer: str
    unp: str | None
    title: str
    vacancy: str
    quota: bool
    first_name: str | None
    appear_by: date
    return_by: date


def print_slip(installation: Installation, actor: Actor, number: int) -> SlipPrint:
    """What to print on a slip; told in the audit trail. Raises Forbidden, NotFound (`not_found.referral_slip`)."""
    authorise(actor, "referral_slip:read")
    with installation.writing(actor, "print a referral slip") as unit:
        slip = get_slip(unit.session, slip_id=number)
        if slip is None or not slip_reached(actor, "referral_slip:read", slip):
            raise NotFound.record("referral_slip", number)
        unit.audit("referral_slip:print", slip, reference=slip.placement.candidate.case_reference, slip=slip.number)
        return SlipPrint(
            slip.number, slip.issued_on, slip.issued_by_name, slip.employer.name, slip.employer.unp, slip.vacancy.title,
            slip.vacancy.reference, slip.quota, _first_name(unit, slip), slip.appear_by, slip.return_by,
        )  # fmt: skip


def _first_name(unit: UnitOfWork, slip: ReferralSlip) -> str | None:
    """The first name as far as the person agrees today that this employer is told it."""
    person, introduction = slip.placement.candidate, slip.placement.introduction
    if introduction is None or introduction.ended_at is not None or person.status == "closed":
        return None
    pair = {"candidate_id": person.id, "vacancy_id": slip.vacancy_id}
    consent = find_live_introduction_consent(unit.session, **pair, day=minsk_day(unit.now()))
    agreed = {one.field for one in consent.fields} if consent is not None else set()
    if FIRST_NAME not in agreed & SEEN_BY_EMPLOYER[Stage.INTRODUCED].keys():
        return None
    identity = find_identities(unit.session, references=[person.case_reference]).get(person.case_reference)
    return identity.given_name if identity is not None else None
