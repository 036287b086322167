"""Queries about stored rankings."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.matchrun import MatchRun, MatchRunEntry


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


def list_match_runs(
    session: Session,
    *,
    before: int | None = None,
    limit: int = 50,
    vacancy_id: int | None = None,
    candidate_id: int | None = None,
    actor_id: str | None = None,
) -> list[MatchRun]:
    """The page of runs older than number `before`, newest first, with their subjects and without their entries."""
    wanted = _equal(vacancy_id, candidate_id, actor_id)
    if before is not None:
        wanted.append(MatchRun.id < before)
    page = select(MatchRun).where(*wanted).order_by(MatchRun.id.desc()).limit(limit)
    return list(session.scalars(page.options(joinedload(MatchRun.vacancy), joinedload(MatchRun.candidate))))


def count_match_runs(
    session: Session, *, vacancy_id: int | None = None, candidate_id: int | None = None, actor_id: str | None = None
) -> int:
    """How many runs there are, of everybody or of one subject, asked by anybody or by one actor."""
    return session.scalar(select(func.count()).select_from(MatchRun).where(*_equal(vacancy_id, candidate_id, actor_id))) or 0


def _equal(vacancy_id: int | None, candidate_id: int | None, actor_id: str | None) -> list[ColumnElement[bool]]:
    equal = {MatchRun.vacancy_id: vacancy_id, MatchRun.candidate_id: candidate_id, MatchRun.actor_id: actor_id}
    return [column == value for column, value in equal.items() if value is not None]
