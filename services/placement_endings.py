"""Placements that end because what they stand on ended: a consent, a case, a vacancy. Called inside the use case that ends it."""

from collections.abc import Iterable

from models import workflow
from models.candidate import Candidate
from models.consent import Consent
from models.placement import Placement
from models.queries.placements import find_open_placements, has_work
from models.vacancy import Vacancy
from services.errors import StateConflict
from services.installation import Installation
from services.placement_needs import StepAsked
from services.placement_steps import close_by_itself
from services.unit_of_work import UnitOfWork


def end_without_consent(installation: Installation, unit: UnitOfWork, candidate: Candidate, consent: Consent) -> None:
    """A consent to be introduced is over: what stands on it and has not led to work is over too."""
    if consent.purpose == "introduction":
        opened = find_open_placements(unit.session, candidate_id=candidate.id)
        _withdraw(installation, unit, (each for each in opened if each.consent_id == consent.id), "consent_ended", "consent_ended")


def end_with_case(installation: Installation, unit: UnitOfWork, candidate: Candidate) -> None:
    """A case is closed. Raises StateConflict (`state_conflict.at_work`) while the person is at work through the programme."""
    if has_work(unit.session, candidate_id=candidate.id):
        raise StateConflict("state_conflict.at_work", remedy="end_placement", parameters={"reference": candidate.case_reference})
    _withdraw(installation, unit, find_open_placements(unit.session, candidate_id=candidate.id), "case_closed", "case_closed")


def end_with_vacancy(installation: Installation, unit: UnitOfWork, vacancy: Vacancy) -> None:
    """A vacancy is closed: whoever was on the way to it is told; those at work there stay."""
    opened = find_open_placements(unit.session, vacancy_id=vacancy.id)
    if vacancy.status == "filled":
        for placement in opened:
            close_by_itself(installation, unit, placement, StepAsked(workflow.VACANCY_FILLED), "vacancy_filled")
    else:
        _withdraw(installation, unit, opened, "position_closed", "vacancy_closed")


def _withdraw(installation: Installation, unit: UnitOfWork, placements: Iterable[Placement], reason: str, code: str) -> None:
    for placement in placements:
        close_by_itself(installation, unit, placement, StepAsked(workflow.WITHDRAWN, reason=reason, may_tell=True), code)
