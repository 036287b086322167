"""What is shown of a support need: the whole to those who look after the person, and to the organisation asked what the consent says.

Every view tells something restricted (what kind of help somebody needs may tell of health), so each is made inside a disclosure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.candidate import Candidate
from models.consent import Consent
from models.queries.candidates import find_identities
from models.support import SupportNeed, SupportStep
from services.audited import AuditedView
from services.support_rules import CONSENTS_FOR


@dataclass(frozen=True, slots=True)
class SupportStepView(AuditedView):
    """One step. before: None where the need began; on: the day by which it was wanted from then on."""

    before: str | None
    after: str
    by: str
    role: str
    organisation_id: int | None
    reason: str | None
    note: str | None
    success: bool | None
    due_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class SupportNeedView(AuditedView):
    """A need as those see it who look after the person. receiver_sees: whether the organisation asked may know of it today."""

    id: int
    candidate: str
    kind: str
    document_kind: str | None
    wanted: str
    state: str
    due_on: date
    overdue: bool
    organisation: str | None
    organisation_id: int | None
    receiver_sees: bool
    success: bool | None
    opened_by: str
    opened_at: datetime
    steps: tuple[SupportStepView, ...]


@dataclass(frozen=True, slots=True)
class ReceivedNeedView(AuditedView):
    """A need as the organisation asked sees it. first_name, phone, email: None where the consent does not name them."""

    id: int
    candidate: str
    kind: str
    document_kind: str | None
    wanted: str
    state: str
    due_on: date
    overdue: bool
    handed_on: datetime
    handed_by: str | None
    first_name: str | None
    phone: str | None
    email: str | None


def live_consents(need_kind: str, candidate: Candidate, organisation_id: int | None, day: date) -> list[Consent]:
    """The person's consents that let an organisation know of a need of this kind on a day, newest first."""
    if organisation_id is None:
        return []
    allowed = CONSENTS_FOR[need_kind]
    towards = [c for c in candidate.consents if c.organisation_id == organisation_id and c.purpose in allowed and c.is_live(day)]
    return sorted(towards, key=lambda consent: -consent.id)


def may_know(need: SupportNeed, organisation_id: int | None, day: date) -> bool:
    """Whether the organisation that a need was handed to may know of it on a day."""
    same = organisation_id is not None and need.organisation_id == organisation_id
    return same and need.candidate.status != "closed" and bool(live_consents(need.kind, need.candidate, organisation_id, day))


def own_view(need: SupportNeed, day: date) -> SupportNeedView:
    """For those who look after the person. To be made inside `unit.disclosing`."""
    return SupportNeedView(
        need.id, need.candidate.case_reference, need.kind, need.document_kind, need.words, need.state, need.due_on, _overdue(need, day),
        need.organisation.name if need.organisation else None, need.organisation_id, may_know(need, need.organisation_id, day),
        need.success, need.opened_by_name, need.opened_at, tuple(map(_step, need.steps)),
    )  # fmt: skip


def received_views(session: Session, needs: Sequence[SupportNeed], day: date) -> tuple[ReceivedNeedView, ...]:
    """For the organisation asked, each as far as its person agreed. To be made inside `unit.disclosing`."""
    agreed = {need.id: _agreed(need, day) for need in needs}
    named = [need.candidate.case_reference for need in needs if agreed[need.id] & {"first_name", "contact"}]
    identities = find_identities(session, references=list(dict.fromkeys(named)))
    views = []
    for need in needs:
        identity = identities.get(need.candidate.case_reference)
        fields, handed = agreed[need.id], next(step for step in reversed(need.steps) if step.organisation_id is not None)
        by_contact = identity if "contact" in fields else None
        view = ReceivedNeedView(
            need.id, need.candidate.case_reference, need.kind, need.document_kind, need.words, need.state, need.due_on,
            _overdue(need, day), handed.at, need.candidate.organisation.name if need.candidate.organisation else None,
            identity.given_name if identity is not None and "first_name" in fields else None,
            by_contact.phone if by_contact is not None else None, by_contact.email if by_contact is not None else None,
        )  # fmt: skip
        views.append(view)
    return tuple(views)


def _agreed(need: SupportNeed, day: date) -> set[str]:
    return {one.field for consent in live_consents(need.kind, need.candidate, need.organisation_id, day) for one in consent.fields}


def _overdue(need: SupportNeed, day: date) -> bool:
    return need.state != "done" and need.due_on < day


def _step(step: SupportStep) -> SupportStepView:
    return SupportStepView(
        step.from_state, step.to_state, step.actor_name, step.actor_role, step.organisation_id, step.reason_code, step.note, step.success,
        step.due_on, step.at,
    )  # fmt: skip
