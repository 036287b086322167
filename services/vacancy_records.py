"""Vacancies between rows, records and values: what a file or a form says becomes a record; a record becomes what the matcher ranks by."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind, Point, Requirement, VacancySpec, WorkHours
from matcher.vacancy_reading import RawVacancy, ReadVacancy, VacancyReader
from models.vacancy import (
    Vacancy,
    VacancyDocument,
    VacancyDuty,
    VacancyHours,
    VacancyLicence,
    VacancyOccupation,
    VacancyRequirement,
    VacancyRequirementConcept,
    VacancyShift,
)  # fmt: skip
from services.called import employer_called
from services.codelists import set_codes
from services.errors import InvalidValue
from services.importing.rows import VacancyRow

NEVER_EMPTY_TITLE = "—"
CHOSEN = 1.0
"""Probability of what a person chose: as sure as an alias. It stays for as long as the title does."""


def raw_vacancy(row: VacancyRow) -> RawVacancy:
    """The free-text cells of a row."""
    return RawVacancy(row.title, row.essential_skills, row.desirable_skills)


def write_vacancies(session: Session, targets: Sequence[tuple[Vacancy, VacancyRow]], reader: VacancyReader) -> None:
    """Fill new or existing records from rows; all texts of the batch are understood together."""
    read = reader.read_many([raw_vacancy(row) for _, row in targets])
    for (vacancy, row), understood in zip(targets, read, strict=True):
        vacancy.employer = employer_called(session, row.employer or NEVER_EMPTY_TITLE, row.unp, row.sector)
        fill_conditions(vacancy, row)
        fill_words(vacancy, understood)
        session.add(vacancy)


def fill_conditions(vacancy: Vacancy, row: VacancyRow) -> None:
    """Place, pay, dates, hours, duties and everything else that is coded."""
    vacancy.title, vacancy.description, vacancy.contact = row.title or NEVER_EMPTY_TITLE, row.description or None, row.contact or None
    vacancy.places = row.places or 1
    vacancy.province, vacancy.district, vacancy.town = row.place.province, row.place.district, row.place.town
    vacancy.latitude, vacancy.longitude = row.place.latitude, row.place.longitude
    vacancy.minimum_grade, vacancy.minimum_education, vacancy.minimum_years = row.minimum_grade, row.minimum_education, row.minimum_years
    vacancy.schedule = row.schedule or None
    hourly = row.pay_hourly_byn
    vacancy.pay_period = "hour" if hourly else "month"
    vacancy.pay_from_byn = _money(hourly or row.pay_from_byn)
    vacancy.pay_to_byn = _money(hourly or row.pay_to_byn)
    vacancy.rate = Decimal(str(row.rate))
    vacancy.employment_type = row.employment_type or "permanent"
    vacancy.starts_on, vacancy.closes_on, vacancy.confirmed_on = row.starts_on, row.closes_on, row.updated_on
    vacancy.housing_provided, vacancy.transport_provided = bool(row.housing_provided), bool(row.transport_provided)
    vacancy.mentor_on_site, vacancy.quota, vacancy.pilot = bool(row.mentor_on_site), bool(row.quota), bool(row.pilot)
    vacancy.status = row.status
    set_codes(vacancy.duties, VacancyDuty, "duty", row.duties or ())
    set_codes(vacancy.shifts, VacancyShift, "shift", row.shifts or ())
    set_codes(vacancy.licences, VacancyLicence, "licence", row.licences)
    set_codes(vacancy.documents, VacancyDocument, "kind", row.documents)
    if [(h.start_minute, h.end_minute) for h in vacancy.hours] != [(h.start_minute, h.end_minute) for h in row.hours]:
        vacancy.hours = [VacancyHours(start_minute=h.start_minute, end_minute=h.end_minute) for h in row.hours]


def fill_words(vacancy: Vacancy, read: ReadVacancy) -> None:
    """What the title and each requirement were understood as."""
    surest = {r.concept: r.probability for r in read.title if r.concept in read.occupations}
    vacancy.occupations = [VacancyOccupation(concept_key=key, probability=surest.get(key, 1.0)) for key in read.occupations]
    vacancy.requirements = [
        VacancyRequirement(
            text=r.text,
            essential=r.essential,
            decision=r.decision.value,
            probability=max((resolution.probability for resolution in r.resolutions), default=None),
            concepts=[VacancyRequirementConcept(concept_key=key) for key in r.concepts],
        )
        for r in read.requirements
    ]


def check_occupation(taxonomy: Taxonomy, key: str) -> None:
    """Refuse what is no occupation of the taxonomy (`invalid_value.occupation`)."""
    if key not in taxonomy.row_of or taxonomy.kind_of(key) is not ConceptKind.OCCUPATION:
        raise InvalidValue("invalid_value.occupation", field="occupation", parameters={"concept": key})


def chosen_occupations(keys: Sequence[str]) -> list[VacancyOccupation]:
    """What a person said that the title stands for."""
    return [VacancyOccupation(concept_key=key, probability=CHOSEN) for key in keys]


def occupations_chosen(vacancy: Vacancy) -> list[str]:
    """What the title stands for beyond doubt: chosen by a person, or as sure as that."""
    return [occupation.concept_key for occupation in vacancy.occupations if occupation.probability == CHOSEN]


def to_spec(vacancy: Vacancy) -> VacancySpec:
    """What the matcher ranks by, from a record with its parts loaded. Pay counts only when it is a monthly sum."""
    monthly = vacancy.pay_period == "month"
    return VacancySpec(
        reference=vacancy.reference,
        title=vacancy.title,
        place=Point(vacancy.province or "", vacancy.district or "", vacancy.latitude, vacancy.longitude),
        occupations=tuple(o.concept_key for o in vacancy.occupations),
        requirements=tuple(Requirement(r.text, tuple(c.concept_key for c in r.concepts), r.essential) for r in vacancy.requirements),
        minimum_grade=vacancy.minimum_grade,
        licences=frozenset(needed.licence for needed in vacancy.licences),
        minimum_education=vacancy.minimum_education,
        minimum_years=vacancy.minimum_years,
        duties=frozenset(d.duty for d in vacancy.duties),
        shifts=frozenset(s.shift for s in vacancy.shifts),
        hours=tuple(WorkHours(h.start_minute, h.end_minute) for h in vacancy.hours),
        pay_from_byn=float(vacancy.pay_from_byn) if monthly and vacancy.pay_from_byn is not None else None,
        pay_to_byn=float(vacancy.pay_to_byn) if monthly and vacancy.pay_to_byn is not None else None,
        starts_on=vacancy.starts_on,
        closes_on=vacancy.closes_on,
        housing_provided=vacancy.housing_provided,
        transport_provided=vacancy.transport_provided,
        mentor_on_site=vacancy.mentor_on_site,
        pilot=vacancy.pilot,
        documents=frozenset(d.kind for d in vacancy.documents),
        status=vacancy.status,
    )


def _money(amount: float | None) -> Decimal | None:
    return Decimal(str(amount)) if amount else None
