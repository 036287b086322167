"""How a need takes one step inside another use case's unit: its state, the line that is only ever added, the paper that has come.

Here must not live: who may take which step (services/support_rules.py, asked by services/support.py).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.candidate import Candidate, Document
from models.consent import Consent
from models.queries.support import list_needs
from models.support import SupportNeed, SupportStep
from services.calendar import minsk_day
from services.support_views import may_know
from services.unit_of_work import UnitOfWork

IN_HAND = ("in_progress", "accepted")


@dataclass(frozen=True, slots=True)
class Taken:
    """One step as it is written down. consent: on which it is handed over, with the organisation it names; success: of what is done."""

    to: str
    reason: str | None = None
    note: str | None = None
    consent: Consent | None = None
    success: bool | None = None
    due_on: date | None = None


def take_step(unit: UnitOfWork, need: SupportNeed, step: Taken) -> None:
    """Write the step down and bring the need to its state. Nothing is checked but by the database."""
    before = need.state if need.steps else None
    organisation_id = step.consent.organisation_id if step.consent is not None else None
    if step.to in ("needed", "in_progress"):
        need.consent, need.organisation = step.consent, step.consent.organisation if step.consent is not None else None
    need.state, need.success = step.to, step.success
    need.closed_at = unit.now() if step.to == "done" else None
    need.due_on = step.due_on or need.due_on
    line = SupportStep(
        position=len(need.steps) + 1, from_state=before, to_state=step.to, actor_id=unit.actor.id, actor_name=unit.actor.name,
        actor_role=unit.actor.role.value, organisation_id=organisation_id, reason_code=step.reason, note=step.note, success=step.success,
        due_on=need.due_on, at=unit.now(),
    )  # fmt: skip
    need.steps.append(line)
    if need.document_kind is not None:
        _tell_the_papers(unit, need)
    unit.session.flush()


def _tell_the_papers(unit: UnitOfWork, need: SupportNeed) -> None:
    """A paper that is needed is missing until somebody says that it is there; rankings count its days."""
    person, kind = need.candidate, need.document_kind
    paper = next((document for document in person.documents if document.kind == kind), None)
    if paper is None and need.state != "done":
        person.documents.append(Document(kind=kind, state="missing"))
    elif paper is not None and need.success:
        paper.state = "ready"
    person.updated_at = unit.now()  # a new version of the case: rankings tell the day of the papers, so the index has to hear of it


def take_back(unit: UnitOfWork, candidate: Candidate) -> None:
    """After a consent was taken back: what its receiver may no longer know of is with the person's own organisation again."""
    day = minsk_day(unit.now())
    for need in list_needs(unit.session, candidate_id=candidate.id):
        if need.state in IN_HAND and need.organisation_id is not None and not may_know(need, need.organisation_id, day):
            take_step(unit, need, Taken("needed", reason="consent_ended"))
            tell(unit, "support_need:move", need, reason="consent_ended")


def tell(unit: UnitOfWork, action: str, need: SupportNeed, **details: Any) -> None:
    """An event about a need, under the number of the person's case: so the case's own report finds it."""
    unit.audit(action, need, reference=need.candidate.case_reference, need=need.id, to=need.state, **details)


def lives(candidate: Candidate) -> bool:
    """Whether the case is one that anything is still done for."""
    return candidate.status != "closed"
