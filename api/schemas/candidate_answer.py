"""People as they are shown. Restrictions and names stand in parts that are null without the permission."""

from marshmallow import fields

from api.schemas.base import AnswerSchema
from api.schemas.fields import Clock
from api.schemas.place import PlaceSchema


class AlternativeSchema(AnswerSchema):
    """A concept that a text may mean."""

    concept = fields.String()
    label = fields.String()
    probability = fields.Float()


class SkillSchema(AnswerSchema):
    """A skill as written and as understood."""

    text = fields.String()
    decision = fields.String(metadata={"enum": ["accepted", "suggested", "unresolved"]})
    concept = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    probability = fields.Float(allow_none=True)
    level = fields.Float(metadata={"description": "0..1: how well the profile supports that the person does this."})
    grade = fields.Integer(allow_none=True)
    source = fields.String()
    alternatives = fields.List(fields.Nested(AlternativeSchema))


class WishSchema(AnswerSchema):
    """What the person asks for."""

    text = fields.String()
    any_work = fields.Boolean()
    decision = fields.String()
    concept = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    probability = fields.Float(allow_none=True)


class TradeSchema(AnswerSchema):
    """A trade held, or proved by a paper."""

    text = fields.String(allow_none=True)
    source = fields.String()
    decision = fields.String()
    concept = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    probability = fields.Float(allow_none=True)
    years = fields.Float(allow_none=True)
    last_year = fields.Integer(allow_none=True)
    grade = fields.Integer(allow_none=True)


class IdentitySchema(AnswerSchema):
    """Who the person is."""

    surname = fields.String(allow_none=True)
    given_name = fields.String(allow_none=True)
    patronymic = fields.String(allow_none=True)
    birth_date = fields.Date(allow_none=True)
    birth_year = fields.Integer(allow_none=True)
    phones = fields.List(fields.String())
    sex = fields.String(allow_none=True)
    facility = fields.String(allow_none=True)
    released_on = fields.Date(allow_none=True)


class HomeHoursAnswer(AnswerSchema):
    """When the person must be home."""

    start_minute = Clock(data_key="from", metadata={"type": "string"})
    end_minute = Clock(data_key="until", metadata={"type": "string"})


class BanAnswer(AnswerSchema):
    """A dated ban."""

    duty = fields.String()
    until = fields.Date(allow_none=True)


class UnreadLimitAnswer(AnswerSchema):
    """Words about a limit that nobody has understood yet; a change that names the limit answers them."""

    kind = fields.String()
    text = fields.String()


class RestrictedSchema(AnswerSchema):
    """What needs the permission `restriction:read`."""

    bans = fields.List(fields.Nested(BanAnswer))
    home_hours = fields.Nested(HomeHoursAnswer, allow_none=True)
    travel_limit = fields.String()
    health_limits = fields.List(fields.String(), allow_none=True)
    unread_limits = fields.List(fields.Nested(UnreadLimitAnswer))
    documents_counted_from = fields.Date(allow_none=True)
    notes = fields.String(allow_none=True)
    desired_work = fields.String()
    skills = fields.String()
    qualifications = fields.String()
    work_history = fields.String()


class CandidateSummarySchema(AnswerSchema):
    """One line of a list."""

    reference = fields.String()
    name = fields.String(metadata={"description": "Initials; empty without the permission `identity:read`."})
    status = fields.String()
    place = fields.Nested(PlaceSchema)
    wishes = fields.List(fields.String())
    skills = fields.List(fields.String())
    available_on = fields.Date(allow_none=True)
    consent = fields.String()
    readiness = fields.String(allow_none=True)
    version = fields.Integer()
    updated_at = fields.DateTime()


class CandidatePageSchema(AnswerSchema):
    """A page of people."""

    candidates = fields.List(fields.Nested(CandidateSummarySchema))
    total = fields.Integer()
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page; null on the last."})


class CandidateSchema(AnswerSchema):
    """The whole case as this reader may see it."""

    reference = fields.String()
    name = fields.String()
    status = fields.String()
    organisation = fields.String(allow_none=True)
    profile_language = fields.String()
    languages = fields.List(fields.String())
    place = fields.Nested(PlaceSchema)
    education = fields.String(allow_none=True)
    licences = fields.List(fields.String())
    shifts = fields.List(fields.String())
    available_on = fields.Date(allow_none=True)
    minimum_pay_byn = fields.Float(allow_none=True)
    max_commute_km = fields.Float(allow_none=True)
    transport = fields.String(allow_none=True)
    housing_needed = fields.Boolean(allow_none=True)
    documents_missing = fields.List(fields.String())
    consent = fields.String()
    readiness = fields.String(allow_none=True)
    skills = fields.List(fields.Nested(SkillSchema))
    wishes = fields.List(fields.Nested(WishSchema))
    trades = fields.List(fields.Nested(TradeSchema))
    identity = fields.Nested(IdentitySchema, allow_none=True)
    restricted = fields.Nested(RestrictedSchema, allow_none=True)
    version = fields.Integer()
    created_at = fields.DateTime()
    updated_at = fields.DateTime()


class RereadSchema(AnswerSchema):
    """How many profiles were read again, and whose are now understood otherwise."""

    n_read = fields.Integer()
    changed = fields.List(fields.String())
