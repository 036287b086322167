"""People as an employer sees them, stage by stage: what services/stages.py names and nothing else."""

from marshmallow import fields

from api.schemas.base import AnswerSchema
from api.schemas.introduction import ProfileToldSchema

WORDS = {"description": "The same in words."}


class TradeSeenSchema(AnswerSchema):
    """A trade by its name; where it was practised is not told."""

    trade = fields.String()
    how = fields.String(metadata={"enum": ["practised", "qualified"]})
    how_in_words = fields.String(metadata=WORDS)
    years = fields.Integer(allow_none=True, metadata={"description": "Whole years of practice."})


class CriterionSeenSchema(AnswerSchema):
    """One thing the vacancy asks, and whether it was seen."""

    criterion = fields.String(metadata={"enum": ["essential", "desirable", "grade", "years"]})
    asked = fields.String()
    seen = fields.String(metadata={"enum": ["met", "partly", "not_seen"]})
    seen_in_words = fields.String(metadata=WORDS)


class PersonBrowsedSchema(AnswerSchema):
    """Somebody who might fit, under a name that holds for this vacancy alone."""

    pseudonym = fields.String()
    skills = fields.List(fields.String())
    trades = fields.List(fields.Nested(TradeSeenSchema))
    availability = fields.String(metadata={"enum": ["now", "by_start", "later", "unknown"]})
    availability_in_words = fields.String(metadata=WORDS)
    province = fields.String(allow_none=True)
    district = fields.String(allow_none=True, metadata={"description": "Only where enough people share it."})
    languages = fields.List(fields.String())
    criteria = fields.List(fields.Nested(CriterionSeenSchema))


class BrowsingSchema(AnswerSchema):
    """The list of the day, best first. Order is advice."""

    candidates = fields.List(fields.Nested(PersonBrowsedSchema))


class ContactSchema(AnswerSchema):
    """How to reach somebody, as they agreed."""

    through = fields.String(metadata={"enum": ["person", "organisation"]})
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    organisation = fields.String(allow_none=True)


class PersonIntroducedSchema(AnswerSchema):
    """Somebody introduced; what they did not agree to is null."""

    id = fields.Integer(metadata={"description": "Number of the introduction."})
    introduced_on = fields.Date()
    first_name = fields.String(allow_none=True)
    contact = fields.Nested(ContactSchema, allow_none=True)
    profile = fields.Nested(ProfileToldSchema, allow_none=True)
    facts = fields.List(fields.String(), metadata={"description": "Facts that may be read, each by itself."})


class IntroducedSchema(AnswerSchema):
    """The people introduced for one vacancy."""

    introduced = fields.List(fields.Nested(PersonIntroducedSchema))


class FactSchema(AnswerSchema):
    """One fact that the law asks of this work."""

    fact = fields.String()
    value = fields.Raw(metadata={"description": "A list of licences, a level of education, or whether a paper is ready."})
