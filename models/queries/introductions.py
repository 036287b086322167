"""Queries about introductions, access in an emergency, and what experts still have to say about vacancies."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from models.candidate import Candidate
from models.consent import Consent
from models.introduction import EmergencyAccess, Introduction, VacancyChange
from models.matchrun import MatchRun
from models.vacancy import Vacancy


def get_introduction(session: Session, *, introduction_id: int) -> Introduction | None:
    """One introduction with its person, vacancy and consent."""
    return session.scalar(select(Introduction).where(Introduction.id == introduction_id).options(*_with_parts()))


def find_open_introductions(session: Session, *, candidate_id: int | None = None, vacancy_id: int | None = None) -> list[Introduction]:
    """Introductions that have not ended, of one person or for one vacancy, in order of entry."""
    wanted = select(Introduction).where(Introduction.ended_at.is_(None))
    if candidate_id is not None:
        wanted = wanted.where(Introduction.candidate_id == candidate_id)
    if vacancy_id is not None:
        wanted = wanted.where(Introduction.vacancy_id == vacancy_id)
    return list(session.scalars(wanted.order_by(Introduction.id).options(*_with_parts())))


def list_introductions(session: Session, *, candidate_id: int) -> list[Introduction]:
    """Every introduction of one person, in order of entry."""
    wanted = select(Introduction).where(Introduction.candidate_id == candidate_id).order_by(Introduction.id)
    return list(session.scalars(wanted.options(*_with_parts())))


def get_emergency_access(session: Session, *, access_id: int) -> EmergencyAccess | None:
    """One request for access in an emergency."""
    return session.get(EmergencyAccess, access_id)


def list_emergency_accesses(session: Session, *, after: int, limit: int, state: str | None) -> list[EmergencyAccess]:
    """The next page after a number, in order of entry, of one state if asked."""
    wanted = select(EmergencyAccess).where(EmergencyAccess.id > after)
    if state is not None:
        wanted = wanted.where(EmergencyAccess.state == state)
    return list(session.scalars(wanted.order_by(EmergencyAccess.id).limit(limit)))


def get_vacancy_change(session: Session, *, change_id: int) -> VacancyChange | None:
    """One asked-for change with its vacancy."""
    return session.scalar(select(VacancyChange).where(VacancyChange.id == change_id).options(joinedload(VacancyChange.vacancy)))


def find_proposed_change(session: Session, *, vacancy_id: int) -> VacancyChange | None:
    """The change of this vacancy that waits for an expert; there is at most one."""
    return session.scalar(select(VacancyChange).where(VacancyChange.vacancy_id == vacancy_id, VacancyChange.state == "proposed"))


def list_vacancy_changes(
    session: Session, *, after: int, limit: int, state: str | None, employer_id: int | None = None
) -> list[VacancyChange]:
    """The next page after a number, in order of entry, of one state or employer if asked."""
    wanted = select(VacancyChange).where(VacancyChange.id > after)
    if state is not None:
        wanted = wanted.where(VacancyChange.state == state)
    if employer_id is not None:
        wanted = wanted.where(VacancyChange.vacancy.has(Vacancy.employer_id == employer_id))
    return list(session.scalars(wanted.order_by(VacancyChange.id).limit(limit).options(joinedload(VacancyChange.vacancy))))


def find_list_of_the_day(session: Session, *, vacancy_id: int, day: date, role: str) -> MatchRun | None:
    """The first ranking for a vacancy that somebody of this role was shown on a day."""
    wanted = select(MatchRun).where(MatchRun.vacancy_id == vacancy_id, MatchRun.as_of == day, MatchRun.actor_role == role)
    return session.scalar(wanted.order_by(MatchRun.id).limit(1).options(selectinload(MatchRun.entries)))


def _with_parts() -> list[ORMOption]:
    return [
        joinedload(Introduction.vacancy).joinedload(Vacancy.employer),
        joinedload(Introduction.consent).selectinload(Consent.fields),
        joinedload(Introduction.candidate).joinedload(Candidate.organisation),
    ]
