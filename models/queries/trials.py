"""Queries about trial agreements."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.candidate import Candidate
from models.pilot import Pilot
from models.queries.candidates import Visible
from models.trial import TrialAgreement
from models.vacancy import Vacancy


def get_trial(session: Session, *, trial_id: int, hold: bool = False) -> TrialAgreement | None:
    """One agreement as it is now, with its parties, days and assessment. hold: nobody else changes it until the commit."""
    wanted = select(TrialAgreement).where(TrialAgreement.id == trial_id).options(*_with_parts())
    if hold:
        wanted = wanted.with_for_update(of=TrialAgreement)
    return session.scalar(wanted.execution_options(populate_existing=True))


def find_trial_vacancy(session: Session, *, trial_id: int) -> int | None:
    """The number of the vacancy that an agreement is about."""
    return session.scalar(select(TrialAgreement.vacancy_id).where(TrialAgreement.id == trial_id))


def find_running_trial(session: Session, *, candidate_id: int) -> TrialAgreement | None:
    """The running trial of a person; there is at most one."""
    return session.scalar(select(TrialAgreement).where(TrialAgreement.candidate_id == candidate_id, TrialAgreement.state == "running"))


def find_on_trial(session: Session, *, vacancy_id: int) -> list[TrialAgreement]:
    """Running trials of a vacancy, by the number of their place."""
    held = select(TrialAgreement).where(TrialAgreement.vacancy_id == vacancy_id, TrialAgreement.place_number.is_not(None))
    return list(session.scalars(held.order_by(TrialAgreement.place_number).with_for_update()))


def list_trials(
    session: Session, *, after: int, limit: int, pilot: str | None, candidate: str | None, visible: Visible | None
) -> list[TrialAgreement]:
    """The next page in order of entry. visible: of whom, everybody when None."""
    wanted = select(TrialAgreement).where(TrialAgreement.id > after)
    if pilot is not None:
        wanted = wanted.where(TrialAgreement.pilot.has(Pilot.reference == pilot))
    if candidate is not None:
        wanted = wanted.where(TrialAgreement.candidate.has(Candidate.case_reference == candidate))
    if visible is not None:
        wanted = wanted.where(TrialAgreement.candidate.has(visible.condition()))
    return list(session.scalars(wanted.order_by(TrialAgreement.id).limit(limit).options(*_with_parts())))


def _with_parts() -> list[ORMOption]:
    return [
        selectinload(TrialAgreement.candidate).selectinload(Candidate.consents),
        selectinload(TrialAgreement.candidate).joinedload(Candidate.organisation),
        selectinload(TrialAgreement.vacancy).joinedload(Vacancy.employer),
        selectinload(TrialAgreement.pilot),
        selectinload(TrialAgreement.organisation),
        selectinload(TrialAgreement.days),
        selectinload(TrialAgreement.assessment),
    ]
