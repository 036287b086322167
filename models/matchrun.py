"""Stored rankings, to be replayed and answered for. A run holds ids and numbers, never names."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, at_least, between, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.vacancy import Vacancy


class MatchRun(Base):
    """One ranking as it was shown: for whom, on which day, with which versions of everything that decides."""

    __tablename__ = "match_run"
    __table_args__ = (
        one_of("direction", codes.RUN_DIRECTIONS),
        CheckConstraint("(direction = 'candidates_for_vacancy') = (vacancy_id IS NOT NULL)", name="vacancy_asked"),
        CheckConstraint("(direction = 'vacancies_for_candidate') = (candidate_id IS NOT NULL)", name="candidate_asked"),
        between("row_limit", 1, 100_000),
        at_least("n_eligible", 0),
        at_least("n_review", 0),
        at_least("n_excluded", 0),
        Index(None, "vacancy_id"),
        Index(None, "candidate_id"),
        Index(None, "created_at"),
    )
    __noun__ = "match_run"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    direction: Mapped[str] = public(String(32))
    vacancy_id: Mapped[int | None] = public(ForeignKey("vacancy.id"))
    candidate_id: Mapped[int | None] = personal(ForeignKey("candidate.id"))
    actor_id: Mapped[str] = personal(String(64))
    actor_role: Mapped[str] = public(String(32))
    as_of: Mapped[date] = public()
    row_limit: Mapped[int] = public()
    index_version: Mapped[str] = public(String(64))
    scorer_version: Mapped[str] = public(String(64))
    rules_version: Mapped[str] = public(String(64))
    taxonomy_version: Mapped[str] = public(String(64))
    request: Mapped[dict[str, Any]] = personal(JSON, default=dict)
    n_eligible: Mapped[int] = public()
    n_review: Mapped[int] = public()
    n_excluded: Mapped[int] = public()
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    vacancy: Mapped[Vacancy | None] = relationship()
    candidate: Mapped[Candidate | None] = relationship()
    entries: Mapped[list["MatchRunEntry"]] = relationship(
        back_populates="match_run", cascade="all, delete-orphan", order_by="MatchRunEntry.rank"
    )


class MatchRunEntry(Base):
    """One line of a run. score: log-odds; reasons: the reviews and contributions shown, as codes with parameters."""

    __tablename__ = "match_run_entry"
    __table_args__ = (
        at_least("rank", 1),
        between("probability", 0, 1),
        CheckConstraint("(candidate_id IS NULL) <> (vacancy_id IS NULL)", name="one_subject"),
        Index(None, "candidate_id"),
        Index(None, "vacancy_id"),
    )
    __owner__ = "match_run"

    match_run_id: Mapped[int] = public(ForeignKey("match_run.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int] = public(primary_key=True)
    candidate_id: Mapped[int | None] = personal(ForeignKey("candidate.id"))
    vacancy_id: Mapped[int | None] = public(ForeignKey("vacancy.id"))
    score: Mapped[float] = personal(Float)
    probability: Mapped[float] = personal(Float)
    reasons: Mapped[dict[str, Any]] = restricted(JSON, default=dict)
    match_run: Mapped[MatchRun] = relationship(back_populates="entries")
    candidate: Mapped[Candidate | None] = relationship()
    vacancy: Mapped[Vacancy | None] = relationship()
