"""Pilots of work activity: who runs one, its posts and its intake, and the plans of who goes where.

Here must not live: how a plan is found (matcher/cohort.py), or what becomes of an accepted pair (models/placement.py).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship, validates

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, at_least, between, fold, not_blank, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.organisation import Organisation
from models.vacancy import Vacancy

OWNED = "all, delete-orphan"
STILL_PROPOSED = text("state = 'proposed'")


class Pilot(Base):
    """A pilot of work activity with its dates and the organisation that runs it."""

    __tablename__ = "pilot"
    __table_args__ = (
        not_blank("reference"),
        not_blank("title"),
        one_of("status", codes.PILOT_STATUSES),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        Index(None, "organisation_id"),
    )
    __noun__ = "pilot"
    __reference__ = "reference"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    reference: Mapped[str] = public(String(64), unique=True)
    title: Mapped[str] = public(String(300))
    title_folded: Mapped[str] = public(String(600))
    starts_on: Mapped[date] = public()
    ends_on: Mapped[date] = public()
    organisation_id: Mapped[int] = public(ForeignKey("organisation.id"))
    status: Mapped[str] = public(String(16), default="planned")
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)

    organisation: Mapped[Organisation] = relationship()
    posts: Mapped[list["PilotPost"]] = relationship(back_populates="pilot", cascade=OWNED, order_by="PilotPost.vacancy_id")

    @validates("title")
    def _fold_title(self, _column: str, title: str) -> str:
        self.title_folded = fold(title)
        return title


class PilotPost(Base):
    """Places of a pilot: a vacancy of the host, who is its employer. tutor: who guides the people there, an employee of the host."""

    __tablename__ = "pilot_post"
    __table_args__ = (not_blank("tutor"), Index("uq_pilot_post_vacancy_id", "vacancy_id", unique=True))
    __owner__ = "pilot"

    pilot_id: Mapped[int] = public(ForeignKey("pilot.id", ondelete="CASCADE"), primary_key=True)
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    tutor: Mapped[str | None] = personal(String(200))
    pilot: Mapped[Pilot] = relationship(back_populates="posts")
    vacancy: Mapped[Vacancy] = relationship()


class PilotIntake(Base):
    """Somebody for whom a pilot looks for a place."""

    __tablename__ = "pilot_intake"
    __table_args__ = (Index(None, "candidate_id"),)
    __owner__ = "pilot"

    pilot_id: Mapped[int] = public(ForeignKey("pilot.id", ondelete="CASCADE"), primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    entered_by: Mapped[str] = personal(String(64))
    entered_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    pilot: Mapped[Pilot] = relationship()
    candidate: Mapped[Candidate] = relationship()


class PilotBarredPair(Base):
    """A person and a vacancy that a coordinator will not bring together, whatever a plan would gain. reason: why, in words."""

    __tablename__ = "pilot_barred_pair"
    __table_args__ = (not_blank("reason"), Index(None, "candidate_id"), Index(None, "vacancy_id"))
    __owner__ = "pilot"

    pilot_id: Mapped[int] = public(ForeignKey("pilot.id", ondelete="CASCADE"), primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str] = restricted(Text, audit="fact")
    decided_by: Mapped[str] = personal(String(64))
    decided_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    pilot: Mapped[Pilot] = relationship()
    candidate: Mapped[Candidate] = relationship()
    vacancy: Mapped[Vacancy] = relationship()


class CohortPlan(Base):
    """A proposal who of the intake goes where, as it was found on a day. number: counts within the pilot.

    settings: with_ordinary and minimums, as plain JSON without anybody's name; expected: people still at work after three months.
    """

    __tablename__ = "cohort_plan"
    __table_args__ = (
        UniqueConstraint("pilot_id", "number"),
        at_least("number", 1),
        one_of("state", codes.PLAN_STATES),
        at_least("expected", 0),
        CheckConstraint("(accepted_by IS NULL) = (accepted_at IS NULL)", name="accepted_by_somebody"),
        CheckConstraint("state <> 'accepted' OR accepted_by IS NOT NULL", name="accepted_by_name"),
        Index("uq_cohort_plan_proposed", "pilot_id", unique=True, sqlite_where=STILL_PROPOSED, postgresql_where=STILL_PROPOSED),
    )
    __noun__ = "cohort_plan"
    __reference__ = "number"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    pilot_id: Mapped[int] = public(ForeignKey("pilot.id", ondelete="CASCADE"))
    number: Mapped[int] = public()
    state: Mapped[str] = public(String(16), default="proposed")
    as_of: Mapped[date] = public()
    settings: Mapped[dict[str, Any]] = public(JSON, default=dict)
    expected: Mapped[float] = public(Float)
    costs_exact: Mapped[bool] = public(default=True)
    scorer_version: Mapped[str] = public(String(64))
    rules_version: Mapped[str] = public(String(64))
    taxonomy_version: Mapped[str] = public(String(64))
    made_by: Mapped[str] = personal(String(64))
    made_by_name: Mapped[str] = personal(String(200))
    made_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    accepted_by: Mapped[str | None] = personal(String(64))
    accepted_by_name: Mapped[str | None] = personal(String(200))
    accepted_at: Mapped[datetime | None] = public(UtcDateTime)

    pilot: Mapped[Pilot] = relationship()
    pairs: Mapped[list["CohortPlanPair"]] = relationship(back_populates="plan", cascade=OWNED, order_by="CohortPlanPair.position")


class CohortPlanPair(Base):
    """What a plan says of one person. vacancy_id: None where there is no place for them. locked: a coordinator's decision, with or without
    a place, that later plans keep. reasons: best, next_best, obstacles and reviews, as codes with parameters.
    """

    __tablename__ = "cohort_plan_pair"
    __table_args__ = (
        at_least("position", 0),
        at_least("n_options", 0),
        between("probability", 0, 1),
        one_of("why", codes.PLAN_WHYS),
        CheckConstraint("(vacancy_id IS NULL) = (probability IS NULL)", name="probable_where_placed"),
        CheckConstraint("NOT accepted OR (vacancy_id IS NOT NULL AND locked)", name="accepted_a_place"),
        Index(None, "candidate_id"),
        Index(None, "vacancy_id"),
    )
    __owner__ = "plan"

    plan_id: Mapped[int] = public(ForeignKey("cohort_plan.id", ondelete="CASCADE"), primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public()
    vacancy_id: Mapped[int | None] = public(ForeignKey("vacancy.id"))
    probability: Mapped[float | None] = personal(Float)
    why: Mapped[str] = personal(String(16))
    review: Mapped[bool] = personal(default=False)
    n_options: Mapped[int] = personal(default=0)
    locked: Mapped[bool] = personal(default=False)
    accepted: Mapped[bool] = personal(default=False)
    reasons: Mapped[dict[str, Any]] = restricted(JSON, default=dict)
    plan: Mapped[CohortPlan] = relationship(back_populates="pairs")
    candidate: Mapped[Candidate] = relationship()
    vacancy: Mapped[Vacancy | None] = relationship()
