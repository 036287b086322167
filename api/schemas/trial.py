"""Trial agreements of pilot work activity."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import fields, post_load, validates_schema

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.candidate_answer import AlternativeSchema
from api.schemas.fields import Amount, Code, Day, Flag, Many, Text, Whole, fault
from models import codes
from services.notes import LONGEST_NOTE
from services.trial_course import MOST_OBSERVED
from services.trials import ChangeTrial, DrawUpTrial

MOST_PAY = 1_000_000
LONGEST_SKILL = 300


class DrawUpTrialSchema(StrictSchema):
    """An agreement of three parties: the person, the host of the post, the organisation that looks after the person."""

    candidate = Text(64, required=True)
    pilot = Text(64, required=True)
    vacancy = Text(64, required=True, metadata={"description": "A post of the pilot."})
    from_on = Day(required=True)
    until_on = Day(required=True, metadata={"description": "The last day included."})
    schedule = Text(LONGEST_NOTE, required=True, metadata={"description": "Days and hours, in words."})
    tasks = Text(LONGEST_NOTE, required=True)
    pay_byn = Amount(0.01, MOST_PAY, allow_none=True, metadata={"description": "From the host."})
    subsidy_byn = Amount(0.01, MOST_PAY, allow_none=True, metadata={"description": "From the programme. One of the two, or both."})
    pay_per = Code(codes.TRIAL_PAY_PERS, required=True)
    protective_equipment = Text(LONGEST_NOTE, allow_none=True)
    emergency_contact = Text(500, required=True, metadata={"description": "Whom to call; read only by who may read restrictions."})
    draft = Flag(load_default=False, metadata={"description": "Not signed yet: holds no place."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> DrawUpTrial:
        """Give the command."""
        return DrawUpTrial(**said | _whole_kopecks(said))


class ChangeTrialSchema(StrictSchema):
    """Other terms of a draft; what is not named stays, and null says "none"."""

    vacancy = Text(64, metadata={"description": "Another post of the same pilot."})
    from_on = Day()
    until_on = Day()
    schedule = Text(LONGEST_NOTE)
    tasks = Text(LONGEST_NOTE)
    pay_byn = Amount(0.01, MOST_PAY, allow_none=True)
    subsidy_byn = Amount(0.01, MOST_PAY, allow_none=True)
    pay_per = Code(codes.TRIAL_PAY_PERS)
    protective_equipment = Text(LONGEST_NOTE, allow_none=True)
    emergency_contact = Text(500)

    @validates_schema
    def say_something(self, said: dict[str, Any], **_: Any) -> None:
        """An empty change is a mistake of the caller."""
        if not said:
            raise fault("nothing_to_change")

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> ChangeTrial:
        """Give the command; the number stands in the address."""
        return ChangeTrial(0, said | _whole_kopecks(said))


def _whole_kopecks(said: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(str(round(said[name], 2))) for name in ("pay_byn", "subsidy_byn") if said.get(name) is not None}


class TrialQuery(PageQuery):
    """Which agreements."""

    pilot = Text(64)
    candidate = Text(64)


class MarkDaySchema(StrictSchema):
    """How somebody came on a day. Again for the same day: corrects it."""

    day = Day(required=True)
    mark = Code(codes.TRIAL_MARKS, required=True)
    fault = Code(codes.TRIAL_FAULTS, metadata={"description": "Whose it is; needed unless the person came in time."})
    minutes_late = Whole(1, 1440, metadata={"description": "Needed of who was late."})


class AssessTrialSchema(StrictSchema):
    """How a trial ended."""

    result = Code(codes.TRIAL_RESULTS, required=True)
    note = Text(LONGEST_NOTE)
    skills = Many(Text(LONGEST_SKILL), MOST_OBSERVED, load_default=(), metadata={"description": "What the host saw, each in a few words."})


class CancelTrialSchema(StrictSchema):
    """Why it is cancelled."""

    because = Text(LONGEST_NOTE, required=True)


class ConvertTrialSchema(StrictSchema):
    """Why they shall stay."""

    note = Text(LONGEST_NOTE, required=True)


class AttendanceDaySchema(AnswerSchema):
    """One day of attendance."""

    day = fields.Date()
    mark = fields.String(metadata={"enum": list(codes.TRIAL_MARKS)})
    fault = fields.String(allow_none=True)
    minutes_late = fields.Integer(allow_none=True)
    marked_by = fields.String()


class ObservedSkillSchema(AnswerSchema):
    """A skill that the host saw. on_profile: it is evidence; otherwise concept is a suggestion, and alternatives what else it may be."""

    said = fields.String()
    decision = fields.String(metadata={"enum": list(codes.DECISIONS)})
    concept = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    on_profile = fields.Boolean()
    alternatives = fields.List(fields.Nested(AlternativeSchema))


class TrialAssessmentSchema(AnswerSchema):
    """How a trial ended. note is null for who may not read it."""

    result = fields.String(metadata={"enum": list(codes.TRIAL_RESULTS)})
    note = fields.String(allow_none=True)
    assessed_by = fields.String()
    assessed_at = fields.AwareDateTime()
    observed = fields.List(fields.Nested(ObservedSkillSchema))


class TrialSchema(AnswerSchema):
    """An agreement. emergency_contact and cancelled_because are null in lists, and for who may not read them."""

    id = fields.Integer()
    version = fields.Integer(metadata={"description": "Counts the changes; stands in the ETag."})
    candidate = fields.String()
    pilot = fields.String()
    vacancy = fields.String()
    title = fields.String()
    host = fields.String()
    organisation = fields.String(metadata={"description": "The third party: who looks after the person."})
    from_on = fields.Date()
    until_on = fields.Date()
    schedule = fields.String()
    tasks = fields.String()
    pay_byn = fields.Float(allow_none=True)
    subsidy_byn = fields.Float(allow_none=True)
    pay_per = fields.String(metadata={"enum": list(codes.TRIAL_PAY_PERS)})
    protective_equipment = fields.String(allow_none=True)
    emergency_contact = fields.String(allow_none=True)
    state = fields.String(metadata={"enum": list(codes.TRIAL_STATES)})
    place_number = fields.Integer(allow_none=True)
    signed_by = fields.String(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    cancelled_because = fields.String(allow_none=True)
    placement = fields.Integer(allow_none=True, metadata={"description": "The placement that it led to."})
    days = fields.List(fields.Nested(AttendanceDaySchema))
    assessment = fields.Nested(TrialAssessmentSchema, allow_none=True)


class TrialPageSchema(AnswerSchema):
    """A page of agreements."""

    trials = fields.List(fields.Nested(TrialSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})
