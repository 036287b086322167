"""The person: the case record, identity in a table of its own, and the coded lists.

The person's words and what they show live in evidence.py, limits in restriction.py, and nowhere an offence.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, relationship, validates

from models import codes
from models.base import (
    IDENTIFIER,
    MONEY,
    Base,
    UtcDateTime,
    between,
    fold,
    not_blank,
    one_of,
    payable,
    personal,
    public,
    restricted,
    utc_now,
)
from models.organisation import Organisation
from models.sealing import Sealed, SealedRecord, sealed_day, sealed_text

if TYPE_CHECKING:
    from models.consent import Consent
    from models.evidence import CandidateSkill, CandidateText, CandidateWish, Qualification, WorkHistory
    from models.restriction import HealthLimit, Restriction, UnreadLimit

OWNED = "all, delete-orphan"
"""Parts live and die with their record. Lists that carry a position are replaced whole (`record.skills = [...]`), never edited inside."""


class Candidate(Base):
    """One case. No name, no birth date, no offence: see CandidateIdentity for what identifies a person.

    No shift at all means the shifts are not known. `documents_counted_from` is the day from which lead times of documents count for a
    person not yet released. `imported_digest` recognises an unchanged row of an import file.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        not_blank("case_reference"),
        one_of("status", codes.CANDIDATE_STATUSES),
        one_of("profile_language", codes.LANGUAGES),
        one_of("province", codes.PROVINCES),
        between("latitude", -90, 90),
        between("longitude", -180, 180),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point_complete"),
        payable("minimum_pay_byn"),
        between("max_commute_km", 0, 20_000),
        one_of("transport", codes.TRANSPORT_CODES),
        one_of("readiness", codes.READINESS_CODES),
        one_of("education", codes.EDUCATION_LEVELS),
        one_of("consent", codes.CONSENT_CODES),
        Index(None, "status"),
        Index(None, "organisation_id"),
        {"sqlite_autoincrement": True},  # the number of a deleted case never names another
    )
    __noun__ = "candidate"
    __reference__ = "case_reference"
    __in_change_feed__ = True

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    case_reference: Mapped[str] = personal(String(64), unique=True)
    reference_folded: Mapped[str] = personal(String(128))
    status: Mapped[str] = personal(String(16), default="active")
    organisation_id: Mapped[int | None] = personal(ForeignKey("organisation.id"))
    profile_language: Mapped[str] = personal(String(2), default="ru")
    province: Mapped[str | None] = personal(String(16))
    district: Mapped[str | None] = personal(String(100))
    town: Mapped[str | None] = personal(String(100))
    latitude: Mapped[float | None] = personal(Float)
    longitude: Mapped[float | None] = personal(Float)
    available_on: Mapped[date | None] = personal()
    minimum_pay_byn: Mapped[Decimal | None] = personal(MONEY)
    max_commute_km: Mapped[float | None] = personal(Float)
    transport: Mapped[str | None] = personal(String(8))
    readiness: Mapped[str | None] = personal(String(16))
    housing_needed: Mapped[bool | None] = personal()
    education: Mapped[str | None] = personal(String(20))
    consent: Mapped[str] = personal(String(16), default="withheld")
    health_limits_known: Mapped[bool] = restricted(default=True)
    documents_counted_from: Mapped[date | None] = restricted()
    notes: Mapped[str | None] = restricted(Text, audit="fact")
    import_batch_id: Mapped[int | None] = public(ForeignKey("import_batch.id"))
    imported_digest: Mapped[str | None] = public(String(64))
    version: Mapped[int] = public(default=1)
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)

    organisation: Mapped[Organisation | None] = relationship()
    identity: Mapped["CandidateIdentity | None"] = relationship(back_populates="candidate", cascade=OWNED)
    texts: Mapped[list["CandidateText"]] = relationship(back_populates="candidate", cascade=OWNED)
    skills: Mapped[list["CandidateSkill"]] = relationship(
        back_populates="candidate", cascade=OWNED, order_by="CandidateSkill.position", collection_class=ordering_list("position")
    )
    wishes: Mapped[list["CandidateWish"]] = relationship(
        back_populates="candidate", cascade=OWNED, order_by="CandidateWish.position", collection_class=ordering_list("position")
    )
    history: Mapped[list["WorkHistory"]] = relationship(
        back_populates="candidate", cascade=OWNED, order_by="WorkHistory.position", collection_class=ordering_list("position")
    )
    qualifications: Mapped[list["Qualification"]] = relationship(
        back_populates="candidate", cascade=OWNED, order_by="Qualification.position", collection_class=ordering_list("position")
    )
    licences: Mapped[list["CandidateLicence"]] = relationship(back_populates="candidate", cascade=OWNED)
    shifts: Mapped[list["CandidateShift"]] = relationship(back_populates="candidate", cascade=OWNED)
    languages: Mapped[list["CandidateLanguage"]] = relationship(back_populates="candidate", cascade=OWNED)
    documents: Mapped[list["Document"]] = relationship(back_populates="candidate", cascade=OWNED)
    restrictions: Mapped[list["Restriction"]] = relationship(back_populates="candidate", cascade=OWNED, order_by="Restriction.id")
    health_limits: Mapped[list["HealthLimit"]] = relationship(back_populates="candidate", cascade=OWNED)
    unread_limits: Mapped[list["UnreadLimit"]] = relationship(back_populates="candidate", cascade=OWNED)
    consents: Mapped[list["Consent"]] = relationship(back_populates="candidate", cascade=OWNED, order_by="Consent.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (a stale change finds no row and raises)

    @validates("case_reference")
    def _fold_reference(self, _column: str, reference: str) -> str:
        self.reference_folded = fold(reference)
        return reference


class CandidateIdentity(SealedRecord, Base):
    """What identifies the person, apart from the case. Never read by anything that ranks; its own permission.

    All but birth year and sex is sealed (models/sealing.py) and found through models/blindindex.py. birth_year stands alone where only the
    year is known; it and `sex` serve the programme's indicators, `facility` the work of caseworkers.
    """

    __tablename__ = "candidate_identity"
    __table_args__ = (
        one_of("sex", codes.SEXES),
        between("birth_year", 1900, 2100),
    )
    __owner__ = "candidate"
    __sealed__ = ("surname", "given_name", "patronymic", "birth_date", "phone", "email", "address", "facility", "released_on")

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    birth_year: Mapped[int | None] = personal(audit="fact")
    sex: Mapped[str | None] = restricted(String(1), audit="fact")
    _surname: Mapped[bytes | None] = personal("surname", Sealed, audit="fact")
    _given_name: Mapped[bytes | None] = personal("given_name", Sealed, audit="fact")
    _patronymic: Mapped[bytes | None] = personal("patronymic", Sealed, audit="fact")
    _birth_date: Mapped[bytes | None] = personal("birth_date", Sealed, audit="fact")
    _phone: Mapped[bytes | None] = personal("phone", Sealed, audit="fact")
    _email: Mapped[bytes | None] = personal("email", Sealed, audit="fact")
    _address: Mapped[bytes | None] = personal("address", Sealed, audit="fact")
    _facility: Mapped[bytes | None] = restricted("facility", Sealed, audit="fact")
    _released_on: Mapped[bytes | None] = restricted("released_on", Sealed, audit="fact")
    surname, given_name, patronymic = sealed_text(), sealed_text(), sealed_text()
    birth_date, released_on = sealed_day(), sealed_day()
    phone, email, address, facility = sealed_text(), sealed_text(), sealed_text(), sealed_text()
    candidate: Mapped[Candidate] = relationship(back_populates="identity")


class CandidateLicence(Base):
    """A driving category or the tractor-machinist certificate (TM)."""

    __tablename__ = "candidate_licence"
    __table_args__ = (one_of("licence", codes.LICENCE_CODES),)
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    licence: Mapped[str] = personal(String(8), primary_key=True)
    candidate: Mapped[Candidate] = relationship(back_populates="licences")


class CandidateShift(Base):
    """A shift the person accepts."""

    __tablename__ = "candidate_shift"
    __table_args__ = (one_of("shift", codes.SHIFT_CODES),)
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    shift: Mapped[str] = personal(String(16), primary_key=True)
    candidate: Mapped[Candidate] = relationship(back_populates="shifts")


class CandidateLanguage(Base):
    """A language the person speaks: two or three small letters of ISO 639."""

    __tablename__ = "candidate_language"
    __table_args__ = (CheckConstraint("length(language) BETWEEN 2 AND 3 AND language = lower(language)", name="language"),)
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = personal(String(3), primary_key=True)
    candidate: Mapped[Candidate] = relationship(back_populates="languages")


class Document(Base):
    """A paper the person has or still needs. lead_days: how long it takes, None for the usual time of its kind (a rule, not a fact)."""

    __tablename__ = "document"
    __table_args__ = (one_of("kind", codes.DOCUMENT_CODES), one_of("state", codes.DOCUMENT_STATES), between("lead_days", 0, 730))
    __owner__ = "candidate"

    candidate_id: Mapped[int] = public(ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = personal(String(24), primary_key=True)
    state: Mapped[str] = personal(String(16), default="missing")
    lead_days: Mapped[int | None] = personal()
    expires_on: Mapped[date | None] = personal()
    candidate: Mapped[Candidate] = relationship(back_populates="documents")
