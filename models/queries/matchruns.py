"""Queries about stored rankings."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.matchrun import MatchRun, MatchRunEntry
from models.queries.candidates import Visible
from models.queries.words import Words


def get_match_run(session: Session, *, match_run_id: int) -> MatchRun | None:
    """One run with its subject, its entries in order of rank, and whom they name."""
    entries = selectinload(MatchRun.entries)
    return session.scalar(
        select(MatchRun)
        .where(MatchRun.id == match_run_id)
        .options(
            joinedload(MatchRun.vacancy),
            joinedload(MatchRun.candidate),
            entries.joinedload(MatchRunEntry.candidate),
            entries.joinedload(MatchRunEntry.vacancy),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs. actor_id: who asked; visible: about whom a run may be, everybody when None; words: the number of the run, the vacancy or
    the person asked about."""

    vacancy_id: int | None = None
    candidate_id: int | None = None
    actor_id: str | None = None
    visible: Visible | None = None
    words: Words | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The WHERE of the filter."""
        equal = {MatchRun.vacancy_id: self.vacancy_id, MatchRun.candidate_id: self.candidate_id, MatchRun.actor_id: self.actor_id}
        wanted: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
        if self.visible is not None:
            wanted.append(or_(MatchRun.candidate_id.is_(None), MatchRun.candidate.has(self.visible.condition())))
        if self.words is not None:
            answers = [MatchRun.vacancy.has(self.words.vacancy()), MatchRun.candidate.has(self.words.person())]
            if (number := self.words.number()) and number[0] is None:
                answers.append(MatchRun.id == number[1])
            wanted.append(or_(*answers))
        return wanted


EVERY_RUN = RunFilter()


def list_match_runs(session: Session, *, before: int | None = None, limit: int = 50, where: RunFilter = EVERY_RUN) -> list[MatchRun]:
    """The page of runs older than number `before`, newest first, with their subjects and without their entries."""
    wanted = where.conditions()
    if before is not None:
        wanted.append(MatchRun.id < before)
    page = select(MatchRun).where(*wanted).order_by(MatchRun.id.desc()).limit(limit)
    return list(session.scalars(page.options(joinedload(MatchRun.vacancy), joinedload(MatchRun.candidate))))


def count_match_runs(session: Session, *, where: RunFilter = EVERY_RUN) -> int:
    """How many runs the filter keeps."""
    return session.scalar(select(func.count()).select_from(MatchRun).where(*where.conditions())) or 0
