"""Queries about pilots, their intake and their plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.base import fold
from models.candidate import Candidate
from models.organisation import Organisation
from models.pilot import CohortPlan, CohortPlanPair, Pilot, PilotBarredPair, PilotIntake, PilotPost
from models.placement import Placement
from models.queries.pieces import containing
from models.vacancy import Vacancy


@dataclass(frozen=True, slots=True)
class PilotFilter:
    """Which pilots. words: part of the title, of the reference or of the name of the organisation that runs it."""

    words: str = ""
    status: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter."""
        wanted: list[ColumnElement[bool]] = [Pilot.status == self.status] if self.status is not None else []
        if folded := fold(self.words):
            wanted.append(
                or_(
                    containing(Pilot.title_folded, folded),
                    containing(Pilot.reference, self.words.strip()),
                    containing(func.lower(Pilot.reference), folded),  # LIKE tells capitals apart on PostgreSQL, on SQLite it does not
                    Pilot.organisation.has(containing(Organisation.name_folded, folded)),
                )
            )
        return wanted


EVERY_PILOT = PilotFilter()


def get_pilot(session: Session, *, reference: str) -> Pilot | None:
    """One pilot with its organisation and posts."""
    posts = selectinload(Pilot.posts).joinedload(PilotPost.vacancy).joinedload(Vacancy.employer)
    return session.scalar(select(Pilot).where(Pilot.reference == reference).options(joinedload(Pilot.organisation), posts))


def list_pilots(session: Session, *, after: int, limit: int, where: PilotFilter = EVERY_PILOT) -> list[Pilot]:
    """The next page in order of entry, of those the filter keeps."""
    posts = selectinload(Pilot.posts).joinedload(PilotPost.vacancy).joinedload(Vacancy.employer)
    wanted = select(Pilot).where(Pilot.id > after, *where.conditions()).order_by(Pilot.id).limit(limit)
    return list(session.scalars(wanted.options(joinedload(Pilot.organisation), posts)))


def find_post(session: Session, *, vacancy_id: int) -> PilotPost | None:
    """The post that a vacancy is; it belongs to one pilot at most."""
    return session.scalar(select(PilotPost).where(PilotPost.vacancy_id == vacancy_id).options(joinedload(PilotPost.pilot)))


def list_intake(session: Session, *, pilot_id: int) -> dict[str, int]:
    """Reference → number of everybody in the intake, in order of entry."""
    wanted = select(Candidate.case_reference, Candidate.id).join(PilotIntake, PilotIntake.candidate_id == Candidate.id)
    rows = session.execute(wanted.where(PilotIntake.pilot_id == pilot_id).order_by(PilotIntake.entered_at, Candidate.id))
    return {row.case_reference: row.id for row in rows}


def find_intake(session: Session, *, pilot_id: int, candidate_id: int) -> PilotIntake | None:
    """One person's line in an intake."""
    return session.get(PilotIntake, (pilot_id, candidate_id))


def list_barred_pairs(session: Session, *, pilot_id: int) -> list[PilotBarredPair]:
    """Every pair that a coordinator bars, with person and vacancy."""
    wanted = select(PilotBarredPair).where(PilotBarredPair.pilot_id == pilot_id).order_by(PilotBarredPair.decided_at)
    return list(session.scalars(wanted.options(joinedload(PilotBarredPair.candidate), joinedload(PilotBarredPair.vacancy))))


def get_barred_pair(session: Session, *, pilot_id: int, candidate_id: int, vacancy_id: int) -> PilotBarredPair | None:
    """One such pair."""
    return session.get(PilotBarredPair, (pilot_id, candidate_id, vacancy_id))


def get_plan(session: Session, *, pilot_id: int, number: int) -> CohortPlan | None:
    """One plan with a line per person, each with person and vacancy."""
    lines = selectinload(CohortPlan.pairs)
    wanted = select(CohortPlan).where(CohortPlan.pilot_id == pilot_id, CohortPlan.number == number)
    parts = (lines.joinedload(CohortPlanPair.candidate), lines.joinedload(CohortPlanPair.vacancy).joinedload(Vacancy.employer))
    return session.scalar(wanted.options(joinedload(CohortPlan.pilot), *parts))


def list_plan_heads(session: Session, *, pilot_id: int, before: int) -> Sequence[Row[int, date, datetime, str]]:
    """(number, as_of, made_at, state) of the plans before a number, the newest first."""
    wanted = select(CohortPlan.number, CohortPlan.as_of, CohortPlan.made_at, CohortPlan.state)
    return session.execute(
        wanted.where(CohortPlan.pilot_id == pilot_id, CohortPlan.number < before).order_by(CohortPlan.number.desc())
    ).all()


def get_last_number(session: Session, *, pilot_id: int) -> int:
    """Number of the newest plan of a pilot, 0 where there is none."""
    return session.scalar(select(func.max(CohortPlan.number)).where(CohortPlan.pilot_id == pilot_id)) or 0


def find_last_numbers(session: Session, *, pilot_ids: Sequence[int]) -> dict[int, int]:
    """Number of a pilot → number of its newest plan; nothing for a pilot without a plan."""
    newest = select(CohortPlan.pilot_id, func.max(CohortPlan.number)).where(CohortPlan.pilot_id.in_(pilot_ids))
    return {row[0]: row[1] for row in session.execute(newest.group_by(CohortPlan.pilot_id))}


def find_proposed_plan(session: Session, *, pilot_id: int) -> CohortPlan | None:
    """The plan that nobody has accepted or replaced yet; there is at most one."""
    return session.scalar(select(CohortPlan).where(CohortPlan.pilot_id == pilot_id, CohortPlan.state == "proposed"))


def find_posts(session: Session, *, references: Sequence[str] | None) -> list[Vacancy]:
    """Vacancies of these references with their employers; None: every open one."""
    wanted = select(Vacancy).options(joinedload(Vacancy.employer)).order_by(Vacancy.id)
    return list(session.scalars(wanted.where(Vacancy.status == "open" if references is None else Vacancy.reference.in_(references))))


def count_places_taken(session: Session) -> dict[int, int]:
    """Number of a vacancy → how many of its places are held by people at work."""
    held = select(Placement.vacancy_id, func.count()).where(Placement.place_number.is_not(None)).group_by(Placement.vacancy_id)
    return {row[0]: row[1] for row in session.execute(held)}
