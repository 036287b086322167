"""What other use cases ask of a vacancy before they go on: is there one, is it open, may people be shown for it.

Here must not live: changing a vacancy (services/vacancies.py, services/vacancy_changes.py).
"""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.introduction import VacancyConfirmation
from models.queries.vacancies import get_vacancy
from models.vacancy import Vacancy
from services.calendar import minsk_day
from services.errors import NotFound, StateConflict

FRESH_FOR = timedelta(days=90)
"""After so long without the employer's word a vacancy may be gone: somebody asks (README of the messy samples, record 6)."""


def vacancy_called(session: Session, reference: str) -> Vacancy:
    """The vacancy with this reference. Raises NotFound (`not_found.vacancy`)."""
    vacancy = get_vacancy(session, reference=reference)
    if vacancy is None:
        raise NotFound.record("vacancy", reference)
    return vacancy


def is_shown(session: Session, vacancy: Vacancy) -> bool:
    """Whether people may be shown for it: entered by an expert or from a file, or confirmed by an expert."""
    confirmation = session.get(VacancyConfirmation, vacancy.id)
    return confirmation is None or confirmation.confirmed_at is not None


def heard_on(vacancy: Vacancy) -> date:
    """When the employer was last heard about it: the day of the last word, or of the entry."""
    return vacancy.confirmed_on or minsk_day(vacancy.created_at)


def check_open(vacancy: Vacancy) -> None:
    """Refuse a vacancy that is not open (`state_conflict.vacancy_not_open`)."""
    if vacancy.status != "open":
        raise StateConflict("state_conflict.vacancy_not_open", parameters={"reference": vacancy.reference, "status": vacancy.status})


def check_open_to_people(session: Session, vacancy: Vacancy, remedy: str | None = None) -> None:
    """Refuse one that is not open, or that nobody confirmed yet (`state_conflict.vacancy_not_confirmed`, with this remedy)."""
    check_open(vacancy)
    if not is_shown(session, vacancy):
        raise StateConflict("state_conflict.vacancy_not_confirmed", remedy=remedy, parameters={"reference": vacancy.reference})
