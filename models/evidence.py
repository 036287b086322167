"""What a person said and what was understood of it: whole texts as written, skills, wishes, trades held, papers.

Every understood row keeps the words it came from, so nothing is lost when a reading changes. Here must not live: how words are read.
"""

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import Base, at_least, between, not_blank, one_of, personal, public, restricted, understood

if TYPE_CHECKING:
    from models.candidate import Candidate


class CandidateText(Base):
    """One part of the profile whole, as written; what is read again when the taxonomy grows. Work histories may name a prison."""

    __tablename__ = "candidate_text"
    __table_args__ = (one_of("part", codes.CANDIDATE_TEXT_PARTS), not_blank("text"), one_of("language", codes.LANGUAGES))
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = personal(String(16), primary_key=True)
    text: Mapped[str] = restricted(Text, audit="fact")
    language: Mapped[str | None] = personal(String(2))
    candidate: Mapped["Candidate"] = relationship(back_populates="texts")


class CandidateSkill(Base):
    """One skill. level in [0, 1]: how well the profile supports that the person does this; probability: that the words mean the concept."""

    __tablename__ = "candidate_skill"
    __table_args__ = (
        at_least("position", 0),
        not_blank("text"),
        one_of("language", codes.LANGUAGES),
        one_of("decision", codes.DECISIONS),
        *understood(),
        between("level", 0, 1),
        between("grade", 1, 8),
        one_of("source", codes.EVIDENCE_SOURCES),
        between("last_used_year", 1900, 2100),
        Index(None, "concept_key"),
    )
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    text: Mapped[str] = personal(Text)
    language: Mapped[str | None] = personal(String(2))
    decision: Mapped[str] = personal(String(16), default="unresolved")
    concept_key: Mapped[str | None] = personal(ForeignKey("concept.key"))
    probability: Mapped[float | None] = personal(Float)
    level: Mapped[float] = personal(Float, default=1.0)
    grade: Mapped[int | None] = personal()
    source: Mapped[str] = personal(String(16), default="skills")
    last_used_year: Mapped[int | None] = personal()
    candidate: Mapped["Candidate"] = relationship(back_populates="skills")


class CandidateWish(Base):
    """What the person asks for. any_work: "любая работа" and the like."""

    __tablename__ = "candidate_wish"
    __table_args__ = (
        at_least("position", 0),
        not_blank("text"),
        one_of("decision", codes.DECISIONS),
        *understood(),
        Index(None, "concept_key"),
    )
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    text: Mapped[str] = personal(Text)
    any_work: Mapped[bool] = personal(default=False)
    decision: Mapped[str] = personal(String(16), default="unresolved")
    concept_key: Mapped[str | None] = personal(ForeignKey("concept.key"))
    probability: Mapped[float | None] = personal(Float)
    candidate: Mapped["Candidate"] = relationship(back_populates="wishes")


class WorkHistory(Base):
    """One trade the person held, with the words that say so. years: practice, None if unknown; source: where in the profile it was read.

    The text may name a prison and must never reach an employer.
    """

    __tablename__ = "work_history"
    __table_args__ = (
        at_least("position", 0),
        not_blank("text"),
        between("started_year", 1900, 2100),
        between("ended_year", 1900, 2100),
        CheckConstraint("ended_year >= started_year", name="years_in_order"),
        one_of("decision", codes.DECISIONS),
        *understood(),
        between("years", 0, 80),
        between("last_year", 1900, 2100),
        between("grade", 1, 8),
        one_of("source", codes.EVIDENCE_SOURCES),
        Index(None, "concept_key"),
    )
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    text: Mapped[str] = restricted(Text, audit="fact")
    started_year: Mapped[int | None] = restricted()
    ended_year: Mapped[int | None] = restricted()
    decision: Mapped[str] = personal(String(16), default="unresolved")
    concept_key: Mapped[str | None] = personal(ForeignKey("concept.key"))
    probability: Mapped[float | None] = personal(Float)
    years: Mapped[float | None] = personal(Float)
    last_year: Mapped[int | None] = personal()
    grade: Mapped[int | None] = personal()
    source: Mapped[str] = personal(String(16), default="history")
    candidate: Mapped["Candidate"] = relationship(back_populates="history")


class Qualification(Base):
    """A paper about a trade: certificate, diploma, course. The text may name a prison school."""

    __tablename__ = "qualification"
    __table_args__ = (
        at_least("position", 0),
        not_blank("text"),
        one_of("decision", codes.DECISIONS),
        *understood(),
        between("grade", 1, 8),
        between("awarded_year", 1900, 2100),
        between("years", 0, 80),
        between("last_year", 1900, 2100),
        Index(None, "concept_key"),
    )
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    text: Mapped[str] = restricted(Text, audit="fact")
    decision: Mapped[str] = personal(String(16), default="unresolved")
    concept_key: Mapped[str | None] = personal(ForeignKey("concept.key"))
    probability: Mapped[float | None] = personal(Float)
    grade: Mapped[int | None] = personal()
    awarded_year: Mapped[int | None] = personal()
    years: Mapped[float | None] = personal(Float)
    last_year: Mapped[int | None] = personal()
    candidate: Mapped["Candidate"] = relationship(back_populates="qualifications")
