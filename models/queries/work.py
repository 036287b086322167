"""Queries about what waits for an employment expert: each gives the first lines of a list, or counts all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import workflow
from models.introduction import VacancyChange, VacancyConfirmation
from models.placement import Placement
from models.queries.candidates import Visible
from models.queries.words import Words
from models.vacancy import Vacancy


@dataclass(frozen=True, slots=True)
class ShortVacancy:
    """An open vacancy with fewer people at the employer's or at work than places. n_prepared: on the way, the employer not told yet."""

    vacancy: Vacancy
    n_with_employer: int
    n_at_work: int
    n_prepared: int


def list_short_vacancies(session: Session, *, limit: int, visible: Visible | None) -> list[ShortVacancy]:
    """Those that begin soonest first, then the oldest. visible: whose placements before work are counted; work itself is a place taken."""
    waiting, at_work, prepared = _counts(visible)
    wanted = select(Vacancy, waiting, at_work, prepared).where(Vacancy.status == "open", waiting + at_work < Vacancy.places)
    order = (Vacancy.starts_on.is_(None), Vacancy.starts_on, Vacancy.id)
    found = session.execute(wanted.order_by(*order).limit(limit).options(joinedload(Vacancy.employer)))
    return [ShortVacancy(vacancy, n_waiting, n_at_work, n_prepared) for vacancy, n_waiting, n_at_work, n_prepared in found]


def count_short_vacancies(session: Session, *, visible: Visible | None) -> int:
    """How many there are."""
    waiting, at_work, _ = _counts(visible)
    short = select(func.count()).select_from(Vacancy).where(Vacancy.status == "open", waiting + at_work < Vacancy.places)
    return session.scalar(short) or 0


@dataclass(frozen=True, slots=True)
class Ageing:
    """When a vacancy grows old: it closes by a day, was confirmed before one, or entered before an instant and never confirmed."""

    closing_by: date
    confirmed_before: date
    entered_before: datetime

    def condition(self) -> ColumnElement[bool]:
        """The WHERE of it; open vacancies only."""
        never = and_(Vacancy.confirmed_on.is_(None), Vacancy.created_at < self.entered_before)
        return and_(
            Vacancy.status == "open", or_(Vacancy.closes_on <= self.closing_by, Vacancy.confirmed_on < self.confirmed_before, never)
        )


def list_ageing_vacancies(session: Session, *, ageing: Ageing, limit: int) -> list[Vacancy]:
    """Those that close soonest first."""
    order = (Vacancy.closes_on.is_(None), Vacancy.closes_on, Vacancy.id)
    wanted = select(Vacancy).where(ageing.condition()).order_by(*order).limit(limit)
    return list(session.scalars(wanted.options(joinedload(Vacancy.employer))))


def count_ageing_vacancies(session: Session, *, ageing: Ageing) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(Vacancy).where(ageing.condition())) or 0


def list_unanswered(session: Session, *, limit: int, visible: Visible | None) -> list[Placement]:
    """Placements at the employer's, the nearest last day for an answer first, with person and vacancy."""
    wanted = _unanswered(select(Placement), visible).order_by(Placement.answer_by, Placement.id).limit(limit)
    parts = (joinedload(Placement.candidate), joinedload(Placement.vacancy).joinedload(Vacancy.employer))
    return list(session.scalars(wanted.options(*parts)))


def count_unanswered(session: Session, *, visible: Visible | None) -> int:
    """How many there are."""
    return session.scalar(_unanswered(select(func.count()).select_from(Placement), visible)) or 0


def list_proposed_changes(session: Session, *, limit: int, parts: Sequence[Any], words: Words | None = None) -> list[VacancyChange]:
    """Changes of vacancies that wait for an expert, oldest first. parts: what is loaded of each vacancy; words: of the vacancy."""
    wanted = _proposed(select(VacancyChange), words).order_by(VacancyChange.id)
    return list(session.scalars(wanted.limit(limit).options(contains_eager(VacancyChange.vacancy).options(*parts))))


def count_proposed_changes(session: Session, *, words: Words | None = None) -> int:
    """How many there are."""
    return session.scalar(_proposed(select(func.count()).select_from(VacancyChange), words)) or 0


def list_unconfirmed(session: Session, *, limit: int, words: Words | None = None) -> list[VacancyConfirmation]:
    """Open vacancies of employers that no expert has confirmed, oldest first. words: of the vacancy."""
    wanted = _unconfirmed(select(VacancyConfirmation), words).order_by(VacancyConfirmation.posted_at, VacancyConfirmation.vacancy_id)
    return list(session.scalars(wanted.limit(limit).options(contains_eager(VacancyConfirmation.vacancy).joinedload(Vacancy.employer))))


def count_unconfirmed(session: Session, *, words: Words | None = None) -> int:
    """How many there are."""
    return session.scalar(_unconfirmed(select(func.count()).select_from(VacancyConfirmation), words)) or 0


def _counts(visible: Visible | None) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Per vacancy: placements at the employer's, at work, and before."""
    seen = [] if visible is None else [Placement.candidate.has(visible.condition())]
    everybody: list[ColumnElement[bool]] = []
    kinds = ((workflow.WAITING, seen), (workflow.ACTIVE, everybody), (workflow.PREPARED, seen))
    waiting, at_work, prepared = (
        select(func.count())
        .select_from(Placement)
        .where(Placement.vacancy_id == Vacancy.id, Placement.state.in_(states), *kept)
        .correlate(Vacancy)
        .scalar_subquery()
        for states, kept in kinds
    )
    return waiting, at_work, prepared


def _unanswered(wanted: Select[Any], visible: Visible | None) -> Select[Any]:
    wanted = wanted.where(Placement.state.in_(workflow.WAITING))
    return wanted if visible is None else wanted.where(Placement.candidate.has(visible.condition()))


def _proposed(wanted: Select[Any], words: Words | None) -> Select[Any]:
    wanted = wanted.join(VacancyChange.vacancy).where(VacancyChange.state == "proposed")
    return wanted if words is None else wanted.where(words.vacancy())


def _unconfirmed(wanted: Select[Any], words: Words | None) -> Select[Any]:
    waiting = and_(VacancyConfirmation.confirmed_at.is_(None), Vacancy.status == "open")
    wanted = wanted.join(Vacancy, Vacancy.id == VacancyConfirmation.vacancy_id).where(waiting)
    return wanted if words is None else wanted.where(words.vacancy())
