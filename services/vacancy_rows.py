"""A vacancy between what a form says and the row that the writers take: a stored one as a row, and what its schedule says in words."""

from dataclasses import replace

from matcher.types import WorkHours
from models.vacancy import Vacancy
from services.importing.fields.shifts import read_schedule
from services.importing.rows import PlaceValue, VacancyRow
from services.importing.sheets import Cell


def with_schedule_read(row: VacancyRow) -> VacancyRow:
    """Shifts and hours from the schedule's words, where they are not given by themselves. Words not understood leave them open."""
    if not row.schedule or (row.shifts and row.hours):
        return row
    understood = read_schedule(Cell(row.schedule, row.schedule)).value
    if understood is None:
        return row
    return replace(row, shifts=row.shifts or understood.shifts, hours=row.hours or understood.hours)


def row_of(vacancy: Vacancy) -> VacancyRow:
    """A stored vacancy as the row that would write it again."""
    hourly = vacancy.pay_period == "hour"
    pay_from = None if vacancy.pay_from_byn is None else float(vacancy.pay_from_byn)
    pay_to = None if vacancy.pay_to_byn is None else float(vacancy.pay_to_byn)
    return VacancyRow(
        row=0,
        reference=vacancy.reference,
        employer=vacancy.employer.name,
        unp=vacancy.employer.unp,
        sector=vacancy.employer.sector or "",
        title=vacancy.title,
        places=vacancy.places,
        place=PlaceValue(vacancy.province, vacancy.district, vacancy.town, vacancy.latitude, vacancy.longitude),
        description=vacancy.description or "",
        essential_skills="\n".join(r.text for r in vacancy.requirements if r.essential),
        desirable_skills="\n".join(r.text for r in vacancy.requirements if not r.essential),
        minimum_grade=vacancy.minimum_grade,
        licences=tuple(needed.licence for needed in vacancy.licences),
        minimum_education=vacancy.minimum_education,
        minimum_years=vacancy.minimum_years,
        duties=tuple(made.duty for made in vacancy.duties),
        schedule=vacancy.schedule or "",
        shifts=tuple(worked.shift for worked in vacancy.shifts) or None,
        hours=tuple(WorkHours(h.start_minute, h.end_minute) for h in vacancy.hours),
        pay_from_byn=None if hourly else pay_from,
        pay_to_byn=None if hourly else pay_to,
        pay_hourly_byn=pay_to if hourly else None,
        rate=float(vacancy.rate),
        employment_type=vacancy.employment_type,
        starts_on=vacancy.starts_on,
        closes_on=vacancy.closes_on,
        updated_on=vacancy.confirmed_on,
        housing_provided=vacancy.housing_provided,
        transport_provided=vacancy.transport_provided,
        mentor_on_site=vacancy.mentor_on_site,
        quota=vacancy.quota,
        pilot=vacancy.pilot,
        documents=tuple(needed.kind for needed in vacancy.documents),
        status=vacancy.status,
        contact=vacancy.contact or "",
    )
