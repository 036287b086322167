"""Vacancies as posted and as understood. Whether somebody fits one is decided by the matcher, never here."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Float, ForeignKey, ForeignKeyConstraint, Index, Numeric, String, Text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, relationship, validates

from models import codes
from models.base import (
    IDENTIFIER,
    MONEY,
    Base,
    UtcDateTime,
    at_least,
    between,
    fold,
    not_blank,
    one_of,
    payable,
    personal,
    public,
    utc_now,
)
from models.organisation import Employer

OWNED = "all, delete-orphan"


class Vacancy(Base):
    """One vacancy. Pay is in roubles for one pay_period at the given rate (0.5 is half a post); quota: a reserved place (бронь)."""

    __tablename__ = "vacancy"
    __table_args__ = (
        not_blank("reference"),
        not_blank("title"),
        one_of("language", codes.LANGUAGES),
        between("places", 1, 10_000),
        one_of("province", codes.PROVINCES),
        between("latitude", -90, 90),
        between("longitude", -180, 180),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point_complete"),
        between("minimum_grade", 1, 8),
        one_of("minimum_education", codes.EDUCATION_LEVELS),
        between("minimum_years", 0, 60),
        payable("pay_from_byn"),
        payable("pay_to_byn"),
        CheckConstraint("pay_to_byn >= pay_from_byn", name="pay_in_order"),
        one_of("pay_period", codes.PAY_PERIODS),
        CheckConstraint("rate > 0 AND rate <= 2", name="rate"),
        one_of("employment_type", codes.EMPLOYMENT_TYPES),
        one_of("status", codes.VACANCY_STATUSES),
        Index(None, "status"),
        Index(None, "employer_id"),
        Index("uq_vacancy_places", "id", "places", unique=True),  # what placements refer to: the database itself counts places
        {"sqlite_autoincrement": True},  # the number of a deleted case never names another
    )
    __noun__ = "vacancy"
    __reference__ = "reference"
    __in_change_feed__ = True

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    reference: Mapped[str] = public(String(64), unique=True)
    employer_id: Mapped[int] = public(ForeignKey("employer.id"))
    title: Mapped[str] = public(String(300))
    title_folded: Mapped[str] = public(String(600))
    description: Mapped[str | None] = public(Text)
    language: Mapped[str] = public(String(2), default="ru")
    places: Mapped[int] = public(default=1)
    province: Mapped[str | None] = public(String(16))
    district: Mapped[str | None] = public(String(100))
    town: Mapped[str | None] = public(String(100))
    latitude: Mapped[float | None] = public(Float)
    longitude: Mapped[float | None] = public(Float)
    minimum_grade: Mapped[int | None] = public()
    minimum_education: Mapped[str | None] = public(String(20))
    minimum_years: Mapped[float | None] = public(Float)
    schedule: Mapped[str | None] = public(String(300))
    pay_from_byn: Mapped[Decimal | None] = public(MONEY)
    pay_to_byn: Mapped[Decimal | None] = public(MONEY)
    pay_period: Mapped[str] = public(String(8), default="month")
    rate: Mapped[Decimal] = public(Numeric(4, 3), default=Decimal(1))
    employment_type: Mapped[str] = public(String(16), default="permanent")
    starts_on: Mapped[date | None] = public()
    closes_on: Mapped[date | None] = public()
    confirmed_on: Mapped[date | None] = public()
    housing_provided: Mapped[bool] = public(default=False)
    transport_provided: Mapped[bool] = public(default=False)
    mentor_on_site: Mapped[bool] = public(default=False)
    quota: Mapped[bool] = public(default=False)
    pilot: Mapped[bool] = public(default=False)
    status: Mapped[str] = public(String(16), default="open")
    contact: Mapped[str | None] = personal(String(500))
    import_batch_id: Mapped[int | None] = public(ForeignKey("import_batch.id"))
    imported_digest: Mapped[str | None] = public(String(64))
    version: Mapped[int] = public(default=1)
    created_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)

    employer: Mapped[Employer] = relationship()
    requirements: Mapped[list["VacancyRequirement"]] = relationship(
        back_populates="vacancy", cascade=OWNED, order_by="VacancyRequirement.position", collection_class=ordering_list("position")
    )
    occupations: Mapped[list["VacancyOccupation"]] = relationship(
        back_populates="vacancy", cascade=OWNED, order_by="VacancyOccupation.position", collection_class=ordering_list("position")
    )
    hours: Mapped[list["VacancyHours"]] = relationship(
        back_populates="vacancy", cascade=OWNED, order_by="VacancyHours.position", collection_class=ordering_list("position")
    )
    duties: Mapped[list["VacancyDuty"]] = relationship(back_populates="vacancy", cascade=OWNED)
    shifts: Mapped[list["VacancyShift"]] = relationship(back_populates="vacancy", cascade=OWNED)
    licences: Mapped[list["VacancyLicence"]] = relationship(back_populates="vacancy", cascade=OWNED)
    documents: Mapped[list["VacancyDocument"]] = relationship(back_populates="vacancy", cascade=OWNED)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (a stale change finds no row and raises)

    @validates("title")
    def _fold_title(self, _column: str, title: str) -> str:
        self.title_folded = fold(title)
        return title


class VacancyRequirement(Base):
    """One thing the employer asks, as written, and what it was understood as. `concepts` is empty unless the decision is accepted."""

    __tablename__ = "vacancy_requirement"
    __table_args__ = (at_least("position", 0), not_blank("text"), one_of("decision", codes.DECISIONS), between("probability", 0, 1))
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    text: Mapped[str] = public(Text)
    essential: Mapped[bool] = public(default=True)
    decision: Mapped[str] = public(String(16), default="unresolved")
    probability: Mapped[float | None] = public(Float)
    vacancy: Mapped[Vacancy] = relationship(back_populates="requirements")
    concepts: Mapped[list["VacancyRequirementConcept"]] = relationship(
        back_populates="requirement", cascade=OWNED, order_by="VacancyRequirementConcept.rank", collection_class=ordering_list("rank")
    )


class VacancyRequirementConcept(Base):
    """One concept a requirement stands for (a phrase may name two). rank: 0 is the best."""

    __tablename__ = "vacancy_requirement_concept"
    __table_args__ = (
        ForeignKeyConstraint(
            ["vacancy_id", "position"], ["vacancy_requirement.vacancy_id", "vacancy_requirement.position"], ondelete="CASCADE"
        ),
        at_least("rank", 0),
        Index(None, "concept_key"),
    )
    __owner__ = "requirement"

    vacancy_id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    rank: Mapped[int] = public(primary_key=True)
    concept_key: Mapped[str] = public(ForeignKey("concept.key"))
    requirement: Mapped[VacancyRequirement] = relationship(back_populates="concepts")


class VacancyOccupation(Base):
    """What the title was understood as, best first."""

    __tablename__ = "vacancy_occupation"
    __table_args__ = (at_least("position", 0), between("probability", 0, 1), Index(None, "concept_key"))
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    concept_key: Mapped[str] = public(ForeignKey("concept.key"))
    probability: Mapped[float] = public(Float, default=1.0)
    vacancy: Mapped[Vacancy] = relationship(back_populates="occupations")


class VacancyHours(Base):
    """One working window in minutes after midnight; the end lies beyond 1440 when the shift ends the next day."""

    __tablename__ = "vacancy_hours"
    __table_args__ = (
        at_least("position", 0),
        between("start_minute", 0, 1439),
        CheckConstraint("end_minute > start_minute AND end_minute <= start_minute + 1440", name="end_after_start"),
    )
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = public(primary_key=True)
    start_minute: Mapped[int] = public()
    end_minute: Mapped[int] = public()
    vacancy: Mapped[Vacancy] = relationship(back_populates="hours")


class VacancyDuty(Base):
    """Something the job makes a person do."""

    __tablename__ = "vacancy_duty"
    __table_args__ = (one_of("duty", codes.DUTY_CODES),)
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    duty: Mapped[str] = public(String(32), primary_key=True)
    vacancy: Mapped[Vacancy] = relationship(back_populates="duties")


class VacancyShift(Base):
    """A shift the worker must accept: all of them, not one of them."""

    __tablename__ = "vacancy_shift"
    __table_args__ = (one_of("shift", codes.SHIFT_CODES),)
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    shift: Mapped[str] = public(String(16), primary_key=True)
    vacancy: Mapped[Vacancy] = relationship(back_populates="shifts")


class VacancyLicence(Base):
    """A licence the job needs: all of them."""

    __tablename__ = "vacancy_licence"
    __table_args__ = (one_of("licence", codes.LICENCE_CODES),)
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    licence: Mapped[str] = public(String(8), primary_key=True)
    vacancy: Mapped[Vacancy] = relationship(back_populates="licences")


class VacancyDocument(Base):
    """A document to be brought on the first day."""

    __tablename__ = "vacancy_document"
    __table_args__ = (one_of("kind", codes.DOCUMENT_CODES),)
    __owner__ = "vacancy"

    vacancy_id: Mapped[int] = public(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = public(String(24), primary_key=True)
    vacancy: Mapped[Vacancy] = relationship(back_populates="documents")
