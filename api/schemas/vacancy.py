"""Vacancies as they are posted, changed, closed and asked for."""

from typing import Any

from marshmallow import post_load, pre_load, validates_schema

from api.schemas.base import REFERENCE_FORM, PageQuery, StrictSchema, as_row_fields
from api.schemas.fields import Amount, Clock, Code, Codes, Day, Flag, Many, Part, Pattern, Text, Whole, fault
from api.schemas.place import PlaceWordsSchema
from matcher.types import DOCUMENT_CODES, DUTY_CODES, EDUCATION_LEVELS, LICENCE_CODES, PROVINCES, SHIFT_CODES, WorkHours
from models.codes import EMPLOYMENT_TYPES, VACANCY_STATUSES
from services.importing.rows import VacancyRow
from services.place_answers import NOWHERE
from services.vacancies import CLOSING_REASONS, ChangeVacancy, PostVacancy

LONGEST_TEXT = 5_000
HIGHEST_PAY = 1_000_000


class WorkHoursSchema(StrictSchema):
    """One working window; an end at or before the start is on the next day."""

    start_minute = Clock(required=True, data_key="from", metadata={"type": "string", "example": "08:00"})
    end_minute = Clock(required=True, data_key="until", metadata={"type": "string", "example": "17:00"})

    @post_load
    def make(self, said: dict[str, int], **_: Any) -> WorkHours:
        """Give the window as a value."""
        start, end = said["start_minute"] % 1440, said["end_minute"]
        return WorkHours(start, end if end > start else end + 1440)


class WorkSchema(StrictSchema):
    """What may be said of a vacancy. Requirements are read from free text; what is not understood for sure comes back as a question."""

    unp = Text(9, also=[Pattern(r"\d{9}", "481002322")], allow_none=True)
    sector = Text(64, allow_none=True)
    places = Whole(1, 10_000, allow_none=True)
    place = Part(PlaceWordsSchema)
    description = Text(LONGEST_TEXT, allow_none=True)
    essential_skills = Text(LONGEST_TEXT, allow_none=True)
    desirable_skills = Text(LONGEST_TEXT, allow_none=True)
    minimum_grade = Whole(1, 8, allow_none=True)
    licences = Codes(LICENCE_CODES, allow_none=True)
    minimum_education = Code(EDUCATION_LEVELS, allow_none=True)
    minimum_years = Amount(0, 60, allow_none=True)
    duties = Codes(DUTY_CODES, allow_none=True)
    schedule = Text(300, allow_none=True, metadata={"description": "Read for shifts and hours where these are not given."})
    shifts = Codes(SHIFT_CODES, allow_none=True)
    hours = Many(Part(WorkHoursSchema), 20, allow_none=True)
    pay_from_byn = Amount(0.01, HIGHEST_PAY, allow_none=True, metadata={"description": "Roubles a month at this rate."})
    pay_to_byn = Amount(0.01, HIGHEST_PAY, allow_none=True)
    pay_hourly_byn = Amount(0.01, HIGHEST_PAY, allow_none=True, metadata={"description": "Instead of a monthly pay."})
    rate = Amount(0.001, 2, metadata={"description": "Part of a full post."})
    employment_type = Code(EMPLOYMENT_TYPES, allow_none=True)
    starts_on = Day(allow_none=True)
    closes_on = Day(allow_none=True)
    housing_provided = Flag(allow_none=True)
    transport_provided = Flag(allow_none=True)
    mentor_on_site = Flag(allow_none=True)
    quota = Flag(allow_none=True)
    pilot = Flag(allow_none=True)
    documents = Codes(DOCUMENT_CODES, allow_none=True)
    contact = Text(500, allow_none=True)

    @pre_load
    def take_null_place(self, said: Any, **_: Any) -> Any:
        """A place of null says as much as an empty one."""
        return said | {"place": {}} if isinstance(said, dict) and "place" in said and said["place"] is None else said

    @validates_schema(skip_on_field_errors=True)
    def check_pay(self, said: dict[str, Any], **_: Any) -> None:
        """A month or an hour is paid for, and the higher sum comes second."""
        low, high = said.get("pay_from_byn"), said.get("pay_to_byn")
        if low and high and high < low:
            raise _at("pay_to_byn", "pay_in_order")
        if said.get("pay_hourly_byn") and (low or high):
            raise _at("pay_hourly_byn", "one_pay")


def _at(name: str, code: str) -> Exception:
    error = fault(code)
    error.field_name = name
    return error


class VacancyCreateSchema(WorkSchema):
    """A vacancy to post."""

    reference = Text(64, also=[Pattern(REFERENCE_FORM, "VAC-0001")], metadata={"description": "Given by the program when left out."})
    employer = Text(300, metadata={"example": "ООО «Зорькаотделка»", "description": "An employer's own account may leave it out."})
    title = Text(300, required=True, metadata={"example": "Электрогазосварщик 4–5 разряда"})
    occupation = Text(300, allow_none=True, metadata={"description": "Concept that a person chose for the title; else it is read."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> PostVacancy:
        """Give the command."""
        place, occupation = said.pop("place", NOWHERE), said.pop("occupation", None)
        return PostVacancy(VacancyRow(row=0, **as_row_fields({"employer": ""} | said, VacancyRow)), place, occupation)


class VacancyChangeSchema(WorkSchema):
    """What to change; what is not named stays, and null says "not stated"."""

    employer = Text(300)
    title = Text(300)

    @validates_schema
    def say_something(self, said: dict[str, Any], **_: Any) -> None:
        """An empty change is a mistake of the caller."""
        if not said:
            raise fault("nothing_to_change")

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> ChangeVacancy:
        """Give the command; the reference stands in the address."""
        place = said.pop("place", None)
        return ChangeVacancy("", as_row_fields(said, VacancyRow), place)


class VacancyCloseSchema(StrictSchema):
    """Why a vacancy is closed."""

    reason = Code(CLOSING_REASONS, required=True)


class VacancyPageQuery(PageQuery):
    """Which vacancies."""

    q = Text(100, metadata={"description": "Part of the title, the employer's name or the reference."})
    status = Code(VACANCY_STATUSES)
    province = Code(PROVINCES)
    pilot = Flag(from_text=True)
    open_on = Day(metadata={"description": "Only vacancies that close on this day or later, or have no closing day."})
