"""People as they are registered, changed, closed and asked for."""

from typing import Any

from marshmallow import post_load, pre_load, validates_schema

from api.calendar import today
from api.schemas.base import REFERENCE_FORM, PageQuery, StrictSchema, as_row_fields
from api.schemas.fields import Amount, Clock, Code, Codes, Day, Flag, Many, Part, Pattern, Text, Whole, fault
from api.schemas.place import PlaceWordsSchema
from matcher.types import (
    CONSENT_CODES,
    DOCUMENT_CODES,
    DUTY_CODES,
    EDUCATION_LEVELS,
    HEALTH_LIMITS,
    LICENCE_CODES,
    PROVINCES,
    READINESS_CODES,
    SHIFT_CODES,
    TRANSPORT_CODES,
    TRAVEL_LIMITS,
    HomeHours,
)
from models.codes import CANDIDATE_STATUSES, LANGUAGES, SEXES
from services.candidates import CHANGEABLE_STATUSES, CLOSING_REASONS, ChangeCandidate, RegisterCandidate
from services.importing.rows import BanValue, CandidateRow
from services.place_answers import NOWHERE

LONGEST_TEXT = 5_000
UNKNOWN_ALLOWED = frozenset({"health_limits"})
REFERENCE = Pattern(REFERENCE_FORM, "GOM-0001")


class BanSchema(StrictSchema):
    """A dated ban. until: the last day included, null without end."""

    duty = Code(DUTY_CODES, required=True)
    until = Day(allow_none=True, load_default=None)

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> BanValue:
        """Give the ban as a value."""
        return BanValue(said["duty"], said["until"])


class HomeHoursSchema(StrictSchema):
    """When the person must be home."""

    start_minute = Clock(required=True, data_key="from", metadata={"type": "string", "example": "22:00"})
    end_minute = Clock(required=True, data_key="until", metadata={"type": "string", "example": "06:00"})

    @post_load
    def make(self, said: dict[str, int], **_: Any) -> HomeHours:
        """Give the hours as a value; midnight is one minute, however it is written."""
        start, end = said["start_minute"] % 1440, said["end_minute"] % 1440
        if start == end:
            raise fault("empty_hours")
        return HomeHours(start, end)


class PersonSchema(StrictSchema):
    """What may be said of a person. Texts stay as written and are read for skills, trades and wishes."""

    surname = Text(100, allow_none=True)
    given_name = Text(100, allow_none=True)
    patronymic = Text(100, allow_none=True)
    sex = Code(SEXES, allow_none=True)
    birth_date = Day(allow_none=True)
    birth_year = Whole(1900, 2100, allow_none=True)
    phones = Many(Text(20), 3, allow_none=True)
    languages = Many(Text(3, also=[Pattern(r"[a-z]{2,3}", "ru")]), 20, allow_none=True)
    place = Part(PlaceWordsSchema)
    facility = Text(100, allow_none=True)
    release_date = Day(allow_none=True, metadata={"description": "Lead times of missing documents count from this day."})
    profile_language = Code(LANGUAGES)
    desired_work = Text(LONGEST_TEXT, allow_none=True)
    skills = Text(LONGEST_TEXT, allow_none=True)
    qualifications = Text(LONGEST_TEXT, allow_none=True)
    work_history = Text(LONGEST_TEXT, allow_none=True)
    education = Code(EDUCATION_LEVELS, allow_none=True)
    licences = Codes(LICENCE_CODES, allow_none=True)
    bans = Many(Part(BanSchema), 50, allow_none=True)
    home_hours = Part(HomeHoursSchema, allow_none=True)
    travel_limit = Code(TRAVEL_LIMITS, allow_none=True)
    health_limits = Codes(HEALTH_LIMITS, allow_none=True, metadata={"description": "[] says that there are none; null, not known."})
    available_on = Day(allow_none=True)
    shifts = Codes(SHIFT_CODES, allow_none=True)
    minimum_pay_byn = Amount(0.01, 1_000_000, allow_none=True)
    max_commute_km = Amount(0, 5_000, allow_none=True)
    transport = Code(TRANSPORT_CODES, allow_none=True)
    housing_needed = Flag(allow_none=True)
    documents_missing = Codes(DOCUMENT_CODES, allow_none=True)
    consent = Code(CONSENT_CODES)
    consent_note = Text(1_000, allow_none=True)
    readiness = Code(READINESS_CODES, allow_none=True)
    organisation = Text(200, allow_none=True)
    notes = Text(LONGEST_TEXT, allow_none=True)

    @pre_load
    def take_null_place(self, said: Any, **_: Any) -> Any:
        """A place of null says as much as an empty one."""
        return said | {"place": {}} if isinstance(said, dict) and "place" in said and said["place"] is None else said


class CandidateCreateSchema(PersonSchema):
    """A person to register."""

    reference = Text(64, also=[REFERENCE], metadata={"description": "Given by the program when left out: GOM-0001, GOM-0002, …"})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> RegisterCandidate:
        """Give the command."""
        place = said.pop("place", NOWHERE)
        facts = {"health_limits": None} | as_row_fields(said, CandidateRow, may_be_unknown=UNKNOWN_ALLOWED)
        return RegisterCandidate(CandidateRow(row=0, **facts), today().year, place)


class CandidateChangeSchema(PersonSchema):
    """What to change; what is not named stays, and null says "not stated"."""

    status = Code(CHANGEABLE_STATUSES)

    @validates_schema
    def say_something(self, said: dict[str, Any], **_: Any) -> None:
        """An empty change is a mistake of the caller."""
        if not said:
            raise fault("nothing_to_change")

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> ChangeCandidate:
        """Give the command; the reference stands in the address."""
        place = said.pop("place", None)
        changes = as_row_fields({k: v for k, v in said.items() if k != "status"}, CandidateRow, may_be_unknown=UNKNOWN_ALLOWED)
        changes |= {"status": said["status"]} if "status" in said else {}
        return ChangeCandidate("", today().year, changes, place)


class CandidateCloseSchema(StrictSchema):
    """Why a case is closed."""

    reason = Code(CLOSING_REASONS, required=True)


class CandidatePageQuery(PageQuery):
    """Which people."""

    q = Text(100, metadata={"description": "Part of a case reference, or of a name for those who may read names."})
    status = Code(CANDIDATE_STATUSES)
    province = Code(PROVINCES)
    consent = Code(CONSENT_CODES)
    skill = Text(128, metadata={"description": "Key of a skill concept that the profile was understood to have."})
