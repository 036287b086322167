"""What a person agreed to: for which purpose, towards whom, for which fields, on which words, until when, and what proves it.

Whether a consent holds on a day is said here once (`Consent.is_live`), and once as a filter in models/queries/consents.py.
Here must not live: which purposes take which recipients (services/consent_rules.py), or what follows from a consent.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, relationship

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, between, not_blank, one_of, personal, public, restricted, utc_now
from models.organisation import Organisation
from models.vacancy import Vacancy

if TYPE_CHECKING:
    from models.candidate import Candidate

LARGEST_EVIDENCE = 2 * 1024 * 1024
"""Bytes of one uploaded paper: a scanned page in colour."""


class ConsentText(Base):
    """The words that were read to people, kept for as long as anybody's consent stands on them. digest: SHA-256 of the text."""

    __tablename__ = "consent_text"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest"),
        one_of("purpose", codes.CONSENT_PURPOSES),
        one_of("language", codes.LANGUAGES),
        not_blank("text"),
    )
    __noun__ = "consent_text"
    __reference__ = "digest"

    digest: Mapped[str] = public(String(64), primary_key=True)
    purpose: Mapped[str] = public(String(16))
    language: Mapped[str] = public(String(2))
    text: Mapped[str] = public(Text)
    first_used_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)


class Consent(Base):
    """One answer to one question. A withdrawal fills `withdrawn_on` and never removes the row.

    organisation, vacancy: towards whom; neither means every organisation of the programme, which only matching may be. expires_on is the
    last day included. recorded_by: the actor who heard it; None for answers that came with a file, which have no text and no day.
    """

    __tablename__ = "consent"
    __table_args__ = (
        one_of("purpose", codes.CONSENT_PURPOSES),
        one_of("state", codes.CONSENT_STATES),
        one_of("given_how", codes.CONSENT_WAYS),
        CheckConstraint("expires_on >= given_on", name="dates_in_order"),
        CheckConstraint("withdrawn_on >= given_on", name="withdrawn_after_given"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_on IS NOT NULL)", name="withdrawn_on_a_day"),
        CheckConstraint("organisation_id IS NULL OR vacancy_id IS NULL", name="one_recipient"),
        CheckConstraint(
            "recorded_by IS NULL OR purpose = 'matching' OR organisation_id IS NOT NULL OR vacancy_id IS NOT NULL", name="has_recipient"
        ),
        CheckConstraint(
            "recorded_by IS NULL OR (given_on IS NOT NULL AND given_how IS NOT NULL AND text_digest IS NOT NULL)", name="recorded_whole"
        ),
        Index(None, "candidate_id"),
        Index(None, "organisation_id"),
        Index(None, "vacancy_id"),
        Index(None, "text_digest"),
        Index(None, "expires_on"),
    )
    __noun__ = "consent"
    __owner__ = "candidate"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"))
    purpose: Mapped[str] = personal(String(16), default="matching")
    state: Mapped[str] = personal(String(16))
    organisation_id: Mapped[int | None] = personal(ForeignKey("organisation.id"))
    vacancy_id: Mapped[int | None] = personal(ForeignKey("vacancy.id"))
    text_digest: Mapped[str | None] = personal(ForeignKey("consent_text.digest"))
    given_on: Mapped[date | None] = personal()
    given_how: Mapped[str | None] = personal(String(8))
    recorded_by: Mapped[str | None] = personal(String(64))
    expires_on: Mapped[date | None] = personal()
    withdrawn_on: Mapped[date | None] = personal()
    note: Mapped[str | None] = restricted(Text, audit="fact")

    candidate: Mapped["Candidate"] = relationship(back_populates="consents")
    organisation: Mapped[Organisation | None] = relationship()
    vacancy: Mapped[Vacancy | None] = relationship()
    text: Mapped[ConsentText | None] = relationship()
    fields: Mapped[list["ConsentField"]] = relationship(
        back_populates="consent", cascade="all, delete-orphan", order_by="ConsentField.field"
    )
    evidence: Mapped[list["ConsentEvidence"]] = relationship(
        back_populates="consent", cascade="all, delete-orphan", order_by="ConsentEvidence.id"
    )

    @property
    def is_general(self) -> bool:
        """Whether it answers: may every organisation of the programme see this person?"""
        return self.purpose == "matching" and self.organisation_id is None and self.vacancy_id is None

    def opens_to(self, organisation_id: int) -> bool:
        """Whether it is of a kind that lets this organisation see the case, while it is live."""
        return self.organisation_id == organisation_id and self.purpose in codes.OPENING_PURPOSES

    def is_live(self, day: date) -> bool:
        """Whether it holds on a day. An answer from a file has no days and holds until another answer."""
        return is_live(self, day)


class Days(Protocol):
    """A consent, or the columns of one."""

    state: Any
    given_on: Any
    expires_on: Any


def is_live(consent: Days, day: date) -> bool:
    """Whether a consent holds on a day: given by then, not withdrawn, its last day not over."""
    begun = consent.given_on is None or consent.given_on <= day
    return consent.state == "granted" and begun and (consent.expires_on is None or day <= consent.expires_on)


class ConsentField(Base):
    """One field that the person agreed to have told."""

    __tablename__ = "consent_field"
    __table_args__ = (one_of("field", codes.CONSENT_FIELDS),)
    __owner__ = "consent"

    consent_id: Mapped[int] = public(ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = personal(String(32), primary_key=True)
    consent: Mapped[Consent] = relationship(back_populates="fields")


class ConsentEvidence(Base):
    """A paper that proves a consent: a scan or a photograph of the signed form."""

    __tablename__ = "consent_evidence"
    __table_args__ = (
        not_blank("name"),
        one_of("media_type", codes.EVIDENCE_TYPES),
        between("n_bytes", 1, LARGEST_EVIDENCE),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        Index(None, "consent_id"),
    )
    __owner__ = "consent"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    consent_id: Mapped[int] = public(ForeignKey("consent.id", ondelete="CASCADE"))
    name: Mapped[str] = personal(String(200), audit="fact")
    media_type: Mapped[str] = public(String(32))
    n_bytes: Mapped[int] = public()
    sha256: Mapped[str] = personal(String(64))
    content: Mapped[bytes] = restricted(LargeBinary, audit="fact", deferred=True)
    added_by: Mapped[str] = personal(String(64))
    added_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    consent: Mapped[Consent] = relationship(back_populates="evidence")
