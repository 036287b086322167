"""The values an import yields: one typed row per person, vacancy or outcome, with every doubt.

Only frozen values. None means "not stated or not understood" throughout: nothing is filled in by guessing. Texts stay as written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from matcher.answers import Parameter
from matcher.types import HomeHours, WorkHours


class Severity(StrEnum):
    """How much a doubt weighs: an error left the field empty, a question waits for a person, a notice tells what was understood."""

    ERROR = "error"
    QUESTION = "question"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a person should look at.

    code: what (e.g. `date_impossible`); text: the cell as written; parameters: what was read or may be meant; remedy: code of what to do.
    column: the name of our field, empty for the whole row. fatal: the row cannot be stored at all.
    """

    code: str
    severity: Severity
    text: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    remedy: str = "check"
    column: str = ""
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class BanValue:
    """A dated ban as read. until: the last day included, None without end; confirmed: False where it was read from free words.

    duty: one of DUTY_CODES, or None where the words were not understood (the text is kept and a person decides).
    """

    duty: str | None
    until: date | None
    confirmed: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Where, in canonical Russian names. province: one of PROVINCES or None when unknown; a suggestion is never the value.

    district: "Речицкий", or "г. Гомель" for a city of oblast rank; text: the cells as written.
    """

    province: str | None = None
    district: str | None = None
    town: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geoname_id: int | None = None
    suggested_province: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Everything a file says about one person.

    row: the number the person sees in the file (a spreadsheet row; in CSV the record after the header, from 1). reference: the case
    reference, None if the file has none. shifts, health_limits: None where unclear or not stated (health: an empty tuple is "none
    stated" in a file that has the column). available_derived: the day was taken from another fact (the release date, the reading day).
    raw: every doubtful cell as written, by column.
    """

    row: int
    reference: str | None = None
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    sex: str | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    phones: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: PlaceValue = PlaceValue()
    facility: str = ""
    release_date: date | None = None
    profile_language: str = "ru"
    desired_work: str = ""
    skills: str = ""
    qualifications: str = ""
    work_history: str = ""
    education: str | None = None
    licences: tuple[str, ...] = ()
    bans: tuple[BanValue, ...] = ()
    home_hours: HomeHours | None = None
    travel_limit: str | None = None
    health_limits: tuple[str, ...] | None = ()
    available_on: date | None = None
    available_derived: bool = False
    shifts: tuple[str, ...] | None = None
    minimum_pay_byn: float | None = None
    max_commute_km: float | None = None
    transport: str | None = None
    housing_needed: bool | None = None
    documents_missing: tuple[str, ...] = ()
    consent: str = "withheld"
    consent_note: str = ""
    readiness: str | None = None
    organisation: str = ""
    notes: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class VacancyRow:
    """Everything a file says about one vacancy.

    pay_from_byn, pay_to_byn: a month at this rate; empty for hourly pay, which stands in pay_hourly_byn. rate: part of a full post.
    status: "open", "expired" (closing day before the reading day) or "outside_area". duties: None where the file does not say.
    """

    row: int
    reference: str | None = None
    employer: str = ""
    unp: str | None = None
    sector: str = ""
    title: str = ""
    places: int | None = None
    place: PlaceValue = PlaceValue()
    address: str = ""
    description: str = ""
    essential_skills: str = ""
    desirable_skills: str = ""
    minimum_grade: int | None = None
    licences: tuple[str, ...] = ()
    minimum_education: str | None = None
    minimum_years: float | None = None
    duties: tuple[str, ...] | None = None
    schedule: str = ""
    shifts: tuple[str, ...] | None = None
    hours: tuple[WorkHours, ...] = ()
    pay_from_byn: float | None = None
    pay_to_byn: float | None = None
    pay_hourly_byn: float | None = None
    rate: float = 1.0
    employment_type: str | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    updated_on: date | None = None
    housing_provided: bool | None = None
    transport_provided: bool | None = None
    mentor_on_site: bool | None = None
    quota: bool | None = None
    pilot: bool | None = None
    documents: tuple[str, ...] = ()
    status: str = "open"
    contact: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of one past placement."""

    row: int
    candidate: str
    vacancy: str
    referred_on: date | None
    result: str | None
    reason_code: str | None
    raw: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
