"""Queries about outcomes of referrals."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session, joinedload

from models.candidate import Candidate
from models.outcome import Outcome
from models.queries.candidates import Visible
from models.vacancy import Vacancy


def get_outcome(session: Session, *, candidate_id: int, vacancy_id: int, referred_on: date) -> Outcome | None:
    """The outcome of one referral."""
    return session.scalar(
        select(Outcome).where(Outcome.candidate_id == candidate_id, Outcome.vacancy_id == vacancy_id, Outcome.referred_on == referred_on)
    )


def list_outcomes(
    session: Session,
    *,
    after: int = 0,
    limit: int = 50,
    candidate_id: int | None = None,
    vacancy_id: int | None = None,
    visible: Visible | None = None,
) -> list[Outcome]:
    """The next page in order of entry, with the person and the vacancy. visible: of whom, everybody when None."""
    equal = {Outcome.candidate_id: candidate_id, Outcome.vacancy_id: vacancy_id}
    wanted: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if visible is not None:
        wanted.append(Outcome.candidate.has(visible.condition()))
    page = select(Outcome).where(Outcome.id > after, *wanted).order_by(Outcome.id).limit(limit)
    return list(session.scalars(page.options(joinedload(Outcome.candidate), joinedload(Outcome.vacancy))))


def stream_outcomes(session: Session) -> Iterator[Row[str, str, date, str, str | None]]:
    """Rows (case_reference, vacancy reference, referred_on, result, reason_code) in order of the referral: what training reads."""
    yield from session.execute(
        select(Candidate.case_reference, Vacancy.reference, Outcome.referred_on, Outcome.result, Outcome.reason_code)
        .join(Outcome.candidate)
        .join(Outcome.vacancy)
        .order_by(Outcome.referred_on, Candidate.case_reference, Vacancy.reference)
    )


def count_outcomes(session: Session) -> int:
    """How many referrals have an outcome."""
    return session.scalar(select(func.count()).select_from(Outcome)) or 0
