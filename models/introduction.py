"""Telling somebody outside about a person: introductions to employers, access in an emergency, and what guards both.

Here must not live: what an employer is shown of it (services/employer_views.py), or when it is allowed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, not_blank, one_of, personal, public, restricted, utc_now
from models.candidate import Candidate
from models.consent import Consent
from models.vacancy import Vacancy


class Introduction(Base):
    """A person made known to one employer for one vacancy, with their consent. profile: what they approved, as it was read to them.

    contact: how the employer reaches them: by their own telephone, or through the organisation that looks after them.
    """

    __tablename__ = "introduction"
    __table_args__ = (
        one_of("contact", codes.CONTACT_WAYS),
        one_of("end_reason", codes.INTRODUCTION_ENDINGS),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_with_a_reason"),
        CheckConstraint("ended_at >= introduced_at", name="dates_in_order"),
        Index(None, "candidate_id"),
        Index(None, "vacancy_id"),
        Index(None, "consent_id"),
        Index(
            "uq_introduction_open", "candidate_id", "vacancy_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip
    __noun__ = "introduction"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = personal(ForeignKey("candidate.id", ondelete="CASCADE"))
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id"))
    consent_id: Mapped[int] = personal(ForeignKey("consent.id", ondelete="CASCADE"))
    contact: Mapped[str] = personal(String(16))
    profile: Mapped[dict[str, Any]] = personal(JSON, audit="fact")
    approved_on: Mapped[date] = personal()
    introduced_by: Mapped[str] = personal(String(64))
    introduced_by_name: Mapped[str] = personal(String(200))
    introduced_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    ended_at: Mapped[datetime | None] = public(UtcDateTime)
    end_reason: Mapped[str | None] = personal(String(24))
    candidate: Mapped[Candidate] = relationship()
    vacancy: Mapped[Vacancy] = relationship()
    consent: Mapped[Consent] = relationship()


class EmergencyAccess(Base):
    """A request to read one case that the asker's permissions do not reach, and what a second person said to it.

    reference: as the asker named it. candidate_id stays empty where there is no such case; the asker is told the same in both cases.
    """

    __tablename__ = "emergency_access"
    __table_args__ = (
        not_blank("reference"),
        not_blank("reason"),
        one_of("state", codes.EMERGENCY_STATES),
        CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by <> requested_by", name="second_person"),
        CheckConstraint("(state = 'granted') = (expires_at IS NOT NULL)", name="granted_until"),
        Index(None, "candidate_id"),
        Index(None, "requested_by"),
    )
    __noun__ = "emergency_access"
    __reference__ = "reference"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    reference: Mapped[str] = personal(String(64))
    candidate_id: Mapped[int | None] = personal(ForeignKey("candidate.id", ondelete="CASCADE"))
    reason: Mapped[str] = restricted(Text, audit="fact")
    state: Mapped[str] = public(String(16), default="requested")
    requested_by: Mapped[str] = personal(String(64))
    requested_by_name: Mapped[str] = personal(String(200))
    requested_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    decided_by: Mapped[str | None] = personal(String(64))
    decided_by_name: Mapped[str | None] = personal(String(200))
    decided_at: Mapped[datetime | None] = public(UtcDateTime)
    expires_at: Mapped[datetime | None] = public(UtcDateTime)
    candidate: Mapped[Candidate | None] = relationship()


class VacancyConfirmation(Base):
    """A vacancy that an employer posted: nobody is shown to the employer until an expert has confirmed it.

    A vacancy without such a row was entered by an expert or came with a file, and needs no confirmation.
    """

    __tablename__ = "vacancy_confirmation"
    __table_args__ = (CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_somebody"),)
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    posted_by: Mapped[str] = personal(String(64))
    posted_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    confirmed_by: Mapped[str | None] = personal(String(64))
    confirmed_at: Mapped[datetime | None] = public(UtcDateTime)
    vacancy: Mapped[Vacancy] = relationship()


class VacancyChange(Base):
    """A change of a vacancy's conditions that an employer asks for; an expert decides. changes: field → value, as plain JSON."""

    __tablename__ = "vacancy_change"
    __table_args__ = (
        one_of("state", codes.CHANGE_STATES),
        CheckConstraint("state NOT IN ('accepted', 'rejected') OR decided_by IS NOT NULL", name="decided_by_somebody"),
        Index(None, "vacancy_id"),
        Index(
            "uq_vacancy_change_proposed", "vacancy_id", unique=True,
            sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'"),
        ),
    )  # fmt: skip
    __noun__ = "vacancy_change"
    __reference__ = "id"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"))
    state: Mapped[str] = public(String(16), default="proposed")
    changes: Mapped[dict[str, Any]] = public(JSON)
    proposed_by: Mapped[str] = personal(String(64))
    proposed_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    decided_by: Mapped[str | None] = personal(String(64))
    decided_at: Mapped[datetime | None] = public(UtcDateTime)
    vacancy: Mapped[Vacancy] = relationship()
