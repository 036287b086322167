"""Placements: one person on the way to one vacancy and, later, at work there. The states and steps: models/workflow.py.

The database itself refuses a row that contradicts its state, one place taken twice, more places taken than there are, and a second
full-time job. Here must not live: when a step is allowed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, relationship

from models import codes, workflow
from models.base import IDENTIFIER, Base, UtcDateTime, at_least, listed, not_blank, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.consent import Consent
from models.introduction import Introduction
from models.vacancy import Vacancy


def _in(states: tuple[str, ...]) -> str:
    return f"state IN ({listed(states)})"


AT_WORK = text(f"{_in(workflow.ACTIVE)} AND full_time")
STILL_OPEN = text("closed_on IS NULL")
WITH_EMPLOYER = (*workflow.WAITING, *workflow.ACTIVE, workflow.ENDED)


class Placement(Base):
    """One person and one vacancy, from the proposal to the end. Days are days in Minsk.

    full_time: whether the work is a whole post. place_number: which of the vacancy's places (1 to `vacancy_places`) it holds while the
    person is at work. answer_by: the last day for the employer's answer. version: counts the changes, for whoever saw an older one.
    """

    __tablename__ = "placement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["vacancy_id", "vacancy_places"], ["vacancy.id", "vacancy.places"], onupdate="CASCADE", name="fk_placement_places"
        ),
        one_of("state", workflow.STATES),
        one_of("reason_code", workflow.REASONS),
        CheckConstraint(f"({_in(workflow.ACTIVE)}) = (place_number IS NOT NULL)", name="at_work_holds_a_place"),
        CheckConstraint("(place_number IS NULL) = (vacancy_places IS NULL)", name="place_of_how_many"),
        CheckConstraint("place_number >= 1 AND place_number <= vacancy_places", name="place_number"),
        CheckConstraint(f"({_in((*workflow.ACTIVE, workflow.ENDED))}) = (started_on IS NOT NULL)", name="at_work_since"),
        CheckConstraint(f"({_in(workflow.CLOSED)}) = (closed_on IS NOT NULL)", name="closed_on_a_day"),
        CheckConstraint(f"NOT ({_in((workflow.CONSENTED, *WITH_EMPLOYER))}) OR consent_id IS NOT NULL", name="stands_on_consent"),
        CheckConstraint(f"NOT ({_in(WITH_EMPLOYER)}) OR introduction_id IS NOT NULL", name="introduced"),
        CheckConstraint("(introduction_id IS NULL) = (referred_on IS NULL)", name="referred_on_a_day"),
        CheckConstraint(f"({_in(workflow.WAITING)}) = (answer_by IS NOT NULL)", name="answer_by_a_day"),
        CheckConstraint(f"({_in(workflow.WITH_REASON)}) = (reason_code IS NOT NULL)", name="closed_with_a_reason"),
        CheckConstraint("(reason_code IS NULL) = (may_tell IS NULL)", name="may_be_told"),
        CheckConstraint("started_on >= referred_on AND (closed_on IS NULL OR closed_on >= started_on)", name="dates_in_order"),
        Index(None, "candidate_id"),
        Index(None, "state", "answer_by"),
        Index(None, "consent_id"),
        Index(None, "introduction_id"),
        Index("uq_placement_place", "vacancy_id", "place_number", unique=True),
        Index("uq_placement_full_time", "candidate_id", unique=True, sqlite_where=AT_WORK, postgresql_where=AT_WORK),
        Index("uq_placement_open", "candidate_id", "vacancy_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
    )
    __noun__ = "placement"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"))
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id"))
    state: Mapped[str] = personal(String(24), default=workflow.PROPOSED)
    full_time: Mapped[bool] = public(default=True)
    place_number: Mapped[int | None] = public()
    vacancy_places: Mapped[int | None] = public()
    consent_id: Mapped[int | None] = personal(ForeignKey("consent.id", ondelete="CASCADE"))
    introduction_id: Mapped[int | None] = personal(ForeignKey("introduction.id", ondelete="CASCADE"))
    referred_on: Mapped[date | None] = personal()
    answer_by: Mapped[date | None] = public()
    started_on: Mapped[date | None] = personal()
    closed_on: Mapped[date | None] = personal()
    reason_code: Mapped[str | None] = restricted(String(24))
    may_tell: Mapped[bool | None] = personal()
    version: Mapped[int] = public(default=1)
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)

    candidate: Mapped[Candidate] = relationship()
    vacancy: Mapped[Vacancy] = relationship(foreign_keys=[vacancy_id])
    consent: Mapped[Consent | None] = relationship()
    introduction: Mapped[Introduction | None] = relationship()
    transitions: Mapped[list["PlacementTransition"]] = relationship(
        back_populates="placement", cascade="all, delete-orphan", order_by="PlacementTransition.position",
        collection_class=ordering_list("position"), passive_deletes=True,
    )  # fmt: skip

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (a stale change finds no row and raises)

    @property
    def is_active(self) -> bool:
        """Whether the person is at work there."""
        return self.state in workflow.ACTIVE


class PlacementTransition(Base):
    """One step of a placement: never changed, never taken out (triggers refuse it). from_state: None for the first.

    at: when it was written down; on_day: the day it happened. caused_by: number of the placement whose step closed this one.
    """

    __tablename__ = "placement_transition"
    __table_args__ = (
        at_least("position", 0),
        one_of("from_state", workflow.STATES),
        one_of("to_state", workflow.STATES),
        one_of("kind", workflow.KINDS),
        one_of("reason_code", workflow.REASONS),
        not_blank("actor_name"),
        not_blank("note"),
        CheckConstraint("(position = 0) = (from_state IS NULL)", name="first_from_nowhere"),
        CheckConstraint("from_state <> to_state", name="moves"),
        CheckConstraint("(reason_code IS NULL) = (may_tell IS NULL)", name="may_be_told"),
        CheckConstraint("kind <> 'correction' OR note IS NOT NULL OR caused_by IS NOT NULL", name="corrected_with_a_note"),
        CheckConstraint("reason_code <> 'other' OR kind <> 'step' OR note IS NOT NULL", name="other_in_words"),
        Index(None, "to_state", "on_day"),
    )
    __owner__ = "placement"

    placement_id: Mapped[int] = public(ForeignKey("placement.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    from_state: Mapped[str | None] = personal(String(24))
    to_state: Mapped[str] = personal(String(24))
    kind: Mapped[str] = public(String(12), default=workflow.STEP)
    actor_id: Mapped[str] = personal(String(64))
    actor_name: Mapped[str] = personal(String(200))
    actor_role: Mapped[str] = public(String(32))
    reason_code: Mapped[str | None] = restricted(String(24))
    note: Mapped[str | None] = restricted(Text, audit="fact")
    may_tell: Mapped[bool | None] = personal()
    caused_by: Mapped[int | None] = public(IDENTIFIER)
    at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    on_day: Mapped[date] = personal()
    placement: Mapped[Placement] = relationship(back_populates="transitions")


class Notice(Base):
    """Something that those who look after a person have to know: to the caseworkers of one organisation, or to all of one role.

    code: what happened (models/codes.py); details: plain JSON for the sentence, no words that somebody wrote.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("code", codes.NOTICE_CODES),
        one_of("role", codes.ACCOUNT_ROLES),
        CheckConstraint("organisation_id IS NOT NULL OR role IS NOT NULL", name="for_somebody"),
        CheckConstraint("(seen_by IS NULL) = (seen_at IS NULL)", name="seen_by_somebody"),
        Index(None, "organisation_id", "seen_at"),
        Index(None, "candidate_id"),
        Index(None, "placement_id"),
    )
    __noun__ = "notice"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    code: Mapped[str] = public(String(32))
    organisation_id: Mapped[int | None] = public(ForeignKey("organisation.id"))
    role: Mapped[str | None] = public(String(16))
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"))
    placement_id: Mapped[int | None] = personal(ForeignKey("placement.id", ondelete="CASCADE"))
    details: Mapped[dict[str, Any]] = personal(JSON, default=dict)
    at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    seen_by: Mapped[str | None] = personal(String(64))
    seen_at: Mapped[datetime | None] = public(UtcDateTime)
    candidate: Mapped[Candidate] = relationship()
    placement: Mapped[Placement | None] = relationship()
