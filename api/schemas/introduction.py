"""Introductions, access in an emergency, and what an expert decides about vacancies."""

from typing import Any

from marshmallow import fields, post_load

from api.i18n import LANGUAGES
from api.schemas.base import AnswerSchema, PageQuery, Query, StrictSchema
from api.schemas.fields import Code, Day, Pattern, Text
from models.codes import CHANGE_STATES, CONTACT_WAYS, EMERGENCY_STATES, INTRODUCTION_ENDINGS
from services.emergencies import LONGEST_REASON
from services.introductions import LONGEST_ABOUT, Introduce


class DraftQuery(Query):
    """What the draft is for."""

    vacancy = Text(64, required=True, metadata={"description": "Reference of the vacancy."})
    about = Text(LONGEST_ABOUT, metadata={"description": "A few words in the person's name."})
    text_language = Code(LANGUAGES, load_default="ru")


class TradeToldSchema(AnswerSchema):
    """A trade of the profile."""

    trade = fields.String()
    how = fields.String(metadata={"enum": ["practised", "qualified"]})
    years = fields.Integer(allow_none=True)


class ProfileToldSchema(AnswerSchema):
    """The profile that the person approves."""

    skills = fields.List(fields.String())
    trades = fields.List(fields.Nested(TradeToldSchema))
    availability = fields.String(metadata={"enum": ["now", "by_start", "later", "unknown"]})
    languages = fields.List(fields.String())
    about = fields.String()
    language = fields.String()


class DraftSchema(AnswerSchema):
    """The profile to be read to the person; `digest` is what they approve."""

    profile = fields.Nested(ProfileToldSchema)
    digest = fields.String()


class IntroduceSchema(StrictSchema):
    """Whom to introduce for what."""

    candidate = Text(64, required=True)
    vacancy = Text(64, required=True)
    contact = Code(CONTACT_WAYS, required=True)
    profile_digest = Text(64, required=True, also=[Pattern(r"[0-9a-f]{64}", "SHA-256")])
    approved_on = Day(required=True)
    about = Text(LONGEST_ABOUT)
    text_language = Code(LANGUAGES, load_default="ru")

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> Introduce:
        """Give the command."""
        return Introduce(language=said.pop("text_language"), **said)


class IntroductionEndSchema(StrictSchema):
    """Why an introduction ends."""

    reason = Code(INTRODUCTION_ENDINGS, required=True)


class IntroductionSchema(AnswerSchema):
    """An introduction, for those who look after the person."""

    id = fields.Integer()
    candidate = fields.String()
    vacancy = fields.String()
    employer = fields.String()
    introduced_by = fields.String()
    introduced_at = fields.DateTime()
    approved_on = fields.Date()
    ended_at = fields.DateTime(allow_none=True)
    end_reason = fields.String(allow_none=True)


class IntroductionListSchema(AnswerSchema):
    """Every introduction of one person."""

    introductions = fields.List(fields.Nested(IntroductionSchema))


class EmergencyAskSchema(StrictSchema):
    """Which case must be read, and why."""

    candidate = Text(64, required=True, metadata={"description": "Case reference."})
    reason = Text(LONGEST_REASON, required=True)


class EmergencyQuery(PageQuery):
    """Which requests."""

    state = Code(EMERGENCY_STATES)


class EmergencySchema(AnswerSchema):
    """A request for access in an emergency. case_exists is null for whoever asked."""

    id = fields.Integer()
    reference = fields.String()
    reason = fields.String()
    state = fields.String(metadata={"enum": list(EMERGENCY_STATES)})
    requested_by = fields.String()
    requested_at = fields.DateTime()
    decided_by = fields.String(allow_none=True)
    decided_at = fields.DateTime(allow_none=True)
    expires_at = fields.DateTime(allow_none=True)
    case_exists = fields.Boolean(allow_none=True)


class EmergencyPageSchema(AnswerSchema):
    """A page of requests."""

    requests = fields.List(fields.Nested(EmergencySchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class ChangeQuery(PageQuery):
    """Which asked-for changes."""

    state = Code(CHANGE_STATES)


class AskedChangeSchema(AnswerSchema):
    """A change of conditions that an employer asks for."""

    id = fields.Integer()
    vacancy = fields.String()
    state = fields.String(metadata={"enum": list(CHANGE_STATES)})
    changes = fields.Dict(keys=fields.String(), metadata={"description": "Field → value."})
    proposed_at = fields.DateTime()
    decided_at = fields.DateTime(allow_none=True)


class ChangePageSchema(AnswerSchema):
    """A page of asked-for changes."""

    changes = fields.List(fields.Nested(AskedChangeSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class ConfirmedSchema(AnswerSchema):
    """A confirmed vacancy."""

    vacancy = fields.String()
    confirmed = fields.Boolean()
