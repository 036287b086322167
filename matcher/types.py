"""Frozen values that cross the border between records and decisions.

Here live only values: what a vacancy asks and what a person offers (what the matcher answers: matcher/answers.py). No behaviour beyond
small derived properties, no records, no text in any natural language but the person's own words.

Codes (strings) are those of the import files and of the glossary in docs/architecture.md. Dates are calendar dates in Minsk; the matcher
never asks what day it is: `as_of` is always handed in.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ConceptKind(StrEnum):
    """The two pillars of a taxonomy."""

    SKILL = "skill"
    OCCUPATION = "occupation"


class Decision(StrEnum):
    """What became of a free text: sure, a person picks, or kept as text."""

    ACCEPTED = "accepted"
    SUGGESTED = "suggested"
    UNRESOLVED = "unresolved"


class Outcome(StrEnum):
    """What a rule said. `REVIEW`: it could not be decided, a human must."""

    PASS = "pass"  # noqa: S105  (a verdict, not a secret)
    FAIL = "fail"
    REVIEW = "review"


DUTY_CODES = (
    "works_with_children", "material_liability", "handles_cash", "drives_vehicle", "medicines_access", "weapons", "alcohol_sale",
    "security_guarding", "personal_data", "state_service", "heights", "heavy_lifting_20kg", "heavy_lifting_10kg", "night_work", "dust",
    "chemicals", "noise", "cold", "standing",
)  # fmt: skip
HEALTH_LIMITS = (
    "no_heights", "max_lift_10kg", "max_lift_20kg", "no_night", "no_dust", "no_chemicals", "no_noise", "no_cold", "seated_only",
)  # fmt: skip
SHIFT_CODES = ("day", "evening", "night", "rotating", "rotation_away")
LICENCE_CODES = ("A", "B", "C", "D", "BE", "CE", "DE", "TM")
DOCUMENT_CODES = ("passport", "military_record", "education_proof", "medical_certificate", "work_book")
TRAVEL_LIMITS = ("none", "province", "district")
READINESS_CODES = ("ready", "support_needed", "not_started", "declined")
CONSENT_CODES = ("granted", "limited", "withheld")
EDUCATION_LEVELS = ("basic", "secondary", "vocational", "secondary_special", "higher")
"""Lowest first: a level includes those before it."""
PROVINCES = ("brest", "vitebsk", "gomel", "grodno", "minsk", "mogilev")
TRANSPORT_CODES = ("none", "bike", "bus", "car")
LIMIT_KINDS = ("ban", "home_hours", "travel_limit", "health")
"""Kinds of limits that may have been written down and not understood."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map. `province` is one of PROVINCES; a city of oblast rank ("г. Гомель") is its own `district`."""

    province: str
    district: str
    latitude: float | None = None
    longitude: float | None = None


class EvidenceSource(StrEnum):
    """Where in a profile a concept was read."""

    SKILLS = "skills"
    HISTORY = "history"
    QUALIFICATION = "qualification"
    WISH = "wish"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class SkillEvidence:
    """One skill a person has shown, as far as the words were understood.

    level: 0..1, how well the profile supports that the person does this themselves (1 practised and confirmed by the history or a
    paper; about 0.5 named without support; small for words that belong to another role, such as a seller's).
    """

    concept: str
    text: str
    source: EvidenceSource = EvidenceSource.SKILLS
    level: float = 1.0
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class OccupationEvidence:
    """One trade a person held (history) or is qualified for (paper).

    years: practice in years, None if unknown, 0 for a paper without practice. last_year: calendar year of the last practice, None if
    unknown. grade: разряд 1–8, None if none was named.
    """

    concept: str
    text: str
    source: EvidenceSource
    years: float | None = None
    last_year: int | None = None
    grade: int | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asks for. `concept` is None where the text was not understood; `any_work`: "любая работа" and the like."""

    text: str
    concept: str | None = None
    any_work: bool = False
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Ban:
    """A dated court ban on a duty. `until` is the last day included; None means without end."""

    duty: str
    until: date | None


@dataclass(frozen=True, slots=True)
class HomeHours:
    """Must be home from `start_minute` to `end_minute` (minutes after midnight; 22:00–06:00 is 1320, 360)."""

    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class CandidateProfile:
    """Everything the matcher may know of one person. No name, sex, birth date, nationality, facility, offence or custody date.

    None means "not known" and makes the rules that need it say review. `documents_counted_from`: the day from which lead times of
    missing documents count when it is after the judging day (for a person not yet released). `available_on` is the first possible day.
    `unread_limits`: kinds of LIMIT_KINDS of which something is written that nobody has understood yet. `organisation`: number of the one
    that looks after the person, None: nobody's; `shared_with`: numbers of others to which the person consented by name.
    """

    reference: str
    place: Point
    skills: tuple[SkillEvidence, ...] = ()
    occupations: tuple[OccupationEvidence, ...] = ()
    wishes: tuple[Wish, ...] = ()
    education: str | None = None
    licences: frozenset[str] = frozenset()
    bans: tuple[Ban, ...] = ()
    home_hours: HomeHours | None = None
    travel_limit: str = "none"
    health_limits: frozenset[str] | None = frozenset()
    available_on: date | None = None
    shifts: frozenset[str] | None = None
    minimum_pay_byn: float | None = None
    max_commute_km: float | None = None
    transport: str | None = None
    housing_needed: bool | None = None
    documents_missing: frozenset[str] = frozenset()
    documents_counted_from: date | None = None
    consent: str = "withheld"
    readiness: str | None = None
    already_placed: bool = False
    unread_limits: frozenset[str] = frozenset()
    organisation: int | None = None
    shared_with: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the employer asks. `concepts`: what the text was understood as (accepted only), empty if it was not understood."""

    text: str
    concepts: tuple[str, ...] = ()
    essential: bool = True


@dataclass(frozen=True, slots=True)
class WorkHours:
    """One working window, minutes after midnight; `end_minute` may exceed 1440 when the shift ends the next day."""

    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class VacancySpec:
    """What the matcher needs of one vacancy. None means "not stated" (a rule that needs it says review).

    occupations: what the title was understood as, best first (accepted only). hours: every window of the schedule that was understood;
    empty when the schedule could not be read. status: "open", else why it is not ("closed", "filled", "expired", "outside_area").
    """

    reference: str
    title: str
    place: Point
    occupations: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    minimum_grade: int | None = None
    licences: frozenset[str] = frozenset()
    minimum_education: str | None = None
    minimum_years: float | None = None
    duties: frozenset[str] = frozenset()
    shifts: frozenset[str] = frozenset()
    hours: tuple[WorkHours, ...] = ()
    pay_from_byn: float | None = None
    pay_to_byn: float | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    housing_provided: bool = False
    transport_provided: bool = False
    mentor_on_site: bool = False
    pilot: bool = False
    documents: frozenset[str] = frozenset()
    status: str = "open"
