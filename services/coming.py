"""What comes up for the people of an organisation: steps that somebody set, and consents that end. Nothing is decided here."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.queries.consents import list_ending
from models.queries.followup import list_own_steps
from services.actors import NOBODY, Actor
from services.audited import AuditedView
from services.calendar import minsk_day
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.relations import reaches


@dataclass(frozen=True, slots=True)
class StepAheadView(AuditedView):
    """A step that somebody set. note: None for readers who may not read it (it may speak of health or custody)."""

    candidate: str
    due_on: date
    past: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class EndingConsent:
    """A consent that holds and has a last day. organisation, vacancy: towards whom, neither for all organisations."""

    id: int
    candidate: str
    purpose: str
    organisation: str | None
    vacancy: str | None
    expires_on: date


def list_steps_ahead(installation: Installation, actor: Actor, days: int, limit: int = 50) -> tuple[StepAheadView, ...]:
    """Steps that were set for people of the actor's own organisation and are due by then, the earliest first; told in the trail.

    days: how many ahead of today, 0 to 366. Raises Forbidden, InvalidValue (`invalid_value.limit`).
    """
    authorise(actor, "next_step:read")
    check_page(limit)
    with installation.writing(actor, "list the next steps of people") as unit:
        today = minsk_day(unit.now())
        until = today + timedelta(days=days)
        found = list_own_steps(unit.session, organisation_id=actor.organisation_id or NOBODY, until=until, limit=limit)
        with unit.disclosing("next_step:read", None, "note", n_shown=len(found)):
            return tuple(
                StepAheadView(
                    step.candidate.case_reference, step.due_on, step.due_on < today,
                    step.note if reaches(actor, "restriction:read", step.candidate) else None,
                )
                for step in found
                if step.due_on is not None
            )  # fmt: skip


def list_ending_consents(installation: Installation, actor: Actor, days: int, limit: int = 50) -> tuple[EndingConsent, ...]:
    """Consents of people of the actor's own organisation whose last day comes within so many days, the first to end first.

    Raises Forbidden, InvalidValue (`invalid_value.limit`).
    """
    authorise(actor, "consent:read")
    check_page(limit)
    with installation.reading(actor, "list consents that end soon") as unit:
        today = minsk_day(unit.now())
        until = today + timedelta(days=days)
        found = list_ending(unit.session, organisation_id=actor.organisation_id or NOBODY, day=today, until=until, limit=limit)
        return tuple(
            EndingConsent(
                consent.id, consent.candidate.case_reference, consent.purpose, consent.organisation.name if consent.organisation else None,
                consent.vacancy.reference if consent.vacancy else None, consent.expires_on,
            )
            for consent in found
            if consent.expires_on is not None
        )  # fmt: skip
