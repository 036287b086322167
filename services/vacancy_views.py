"""A vacancy as values to be shown, built while the record's session is open. Nothing here speaks of any person who was ranked for it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from matcher.types import ConceptKind, WorkHours
from models.vacancy import Vacancy, VacancyRequirement
from services.candidate_views import PlaceView
from services.knowledge import Knowledge
from services.understanding import AlternativeView, find_alternatives, label_of


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept and its label in the language asked for."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class TitleView:
    """An occupation that the title stands for."""

    concept: str
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement as written and as understood. alternatives: what to pick from, empty for an accepted one."""

    text: str
    essential: bool
    decision: str
    probability: float | None
    concepts: tuple[ConceptView, ...]
    alternatives: tuple[AlternativeView, ...] = ()


@dataclass(frozen=True, slots=True)
class EmployerView:
    """Who posts the vacancy."""

    name: str
    unp: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class VacancySummary:
    """One line of a list."""

    reference: str
    title: str
    employer: str
    status: str
    place: PlaceView
    places: int
    pay_from_byn: float | None
    pay_to_byn: float | None
    pay_period: str
    starts_on: date | None
    closes_on: date | None
    pilot: bool
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class VacancyView:
    """The whole vacancy. Pay is in roubles for one pay_period at `rate` of a full post. No shift: the schedule was not understood."""

    reference: str
    title: str
    employer: EmployerView
    status: str
    description: str | None
    contact: str | None
    place: PlaceView
    places: int
    occupations: tuple[TitleView, ...]
    requirements: tuple[RequirementView, ...]
    minimum_grade: int | None
    minimum_education: str | None
    minimum_years: float | None
    licences: tuple[str, ...]
    documents: tuple[str, ...]
    duties: tuple[str, ...]
    schedule: str | None
    shifts: tuple[str, ...]
    hours: tuple[WorkHours, ...]
    pay_from_byn: float | None
    pay_to_byn: float | None
    pay_period: str
    rate: float
    employment_type: str
    starts_on: date | None
    closes_on: date | None
    confirmed_on: date | None
    housing_provided: bool
    transport_provided: bool
    mentor_on_site: bool
    quota: bool
    pilot: bool
    version: int
    created_at: datetime
    updated_at: datetime


def place_of(vacancy: Vacancy) -> PlaceView:
    """Where the work is."""
    return PlaceView(vacancy.province, vacancy.district, vacancy.town, vacancy.latitude, vacancy.longitude)


def summary_of(vacancy: Vacancy) -> VacancySummary:
    """One line about a vacancy."""
    return VacancySummary(
        reference=vacancy.reference,
        title=vacancy.title,
        employer=vacancy.employer.name,
        status=vacancy.status,
        place=place_of(vacancy),
        places=vacancy.places,
        pay_from_byn=_number(vacancy.pay_from_byn),
        pay_to_byn=_number(vacancy.pay_to_byn),
        pay_period=vacancy.pay_period,
        starts_on=vacancy.starts_on,
        closes_on=vacancy.closes_on,
        pilot=vacancy.pilot,
        version=vacancy.version,
        updated_at=vacancy.updated_at,
    )


def view_of(vacancy: Vacancy, knowledge: Knowledge, language: str) -> VacancyView:
    """Everything of a vacancy."""
    employer, taxonomy = vacancy.employer, knowledge.taxonomy
    return VacancyView(
        reference=vacancy.reference,
        title=vacancy.title,
        employer=EmployerView(employer.name, employer.unp, employer.sector),
        status=vacancy.status,
        description=vacancy.description,
        contact=vacancy.contact,
        place=place_of(vacancy),
        places=vacancy.places,
        occupations=tuple(
            TitleView(o.concept_key, label_of(taxonomy, o.concept_key, language) or "", o.probability) for o in vacancy.occupations
        ),
        requirements=_requirements(vacancy.requirements, knowledge, language),
        minimum_grade=vacancy.minimum_grade,
        minimum_education=vacancy.minimum_education,
        minimum_years=vacancy.minimum_years,
        licences=tuple(sorted(needed.licence for needed in vacancy.licences)),
        documents=tuple(sorted(needed.kind for needed in vacancy.documents)),
        duties=tuple(sorted(made.duty for made in vacancy.duties)),
        schedule=vacancy.schedule,
        shifts=tuple(sorted(worked.shift for worked in vacancy.shifts)),
        hours=tuple(WorkHours(h.start_minute, h.end_minute) for h in vacancy.hours),
        pay_from_byn=_number(vacancy.pay_from_byn),
        pay_to_byn=_number(vacancy.pay_to_byn),
        pay_period=vacancy.pay_period,
        rate=float(vacancy.rate),
        employment_type=vacancy.employment_type,
        starts_on=vacancy.starts_on,
        closes_on=vacancy.closes_on,
        confirmed_on=vacancy.confirmed_on,
        housing_provided=vacancy.housing_provided,
        transport_provided=vacancy.transport_provided,
        mentor_on_site=vacancy.mentor_on_site,
        quota=vacancy.quota,
        pilot=vacancy.pilot,
        version=vacancy.version,
        created_at=vacancy.created_at,
        updated_at=vacancy.updated_at,
    )


def _requirements(asked: list[VacancyRequirement], knowledge: Knowledge, language: str) -> tuple[RequirementView, ...]:
    offered = find_alternatives(knowledge, [r.text for r in asked if r.decision != "accepted"], ConceptKind.SKILL, language)
    return tuple(
        RequirementView(
            r.text,
            r.essential,
            r.decision,
            r.probability,
            tuple(ConceptView(c.concept_key, label_of(knowledge.taxonomy, c.concept_key, language) or "") for c in r.concepts),
            offered.get(r.text, ()) if r.decision != "accepted" else (),
        )
        for r in asked
    )


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
