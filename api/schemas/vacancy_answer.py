"""Vacancies as they are shown."""

from marshmallow import fields

from api.schemas.base import AnswerSchema
from api.schemas.candidate_answer import AlternativeSchema
from api.schemas.fields import Clock
from api.schemas.place import PlaceSchema


class EmployerSchema(AnswerSchema):
    """Who posts the vacancy."""

    name = fields.String()
    unp = fields.String(allow_none=True)
    sector = fields.String(allow_none=True)


class ConceptSchema(AnswerSchema):
    """A concept with its label."""

    concept = fields.String()
    label = fields.String()


class RequirementSchema(AnswerSchema):
    """A requirement as written and as understood; any one of the concepts satisfies it."""

    text = fields.String()
    essential = fields.Boolean()
    decision = fields.String(metadata={"enum": ["accepted", "suggested", "unresolved"]})
    probability = fields.Float(allow_none=True)
    concepts = fields.List(fields.Nested(ConceptSchema))
    alternatives = fields.List(fields.Nested(AlternativeSchema))


class WorkHoursAnswer(AnswerSchema):
    """One working window."""

    start_minute = Clock(data_key="from", metadata={"type": "string"})
    end_minute = Clock(data_key="until", metadata={"type": "string"})


class VacancySummarySchema(AnswerSchema):
    """One line of a list."""

    reference = fields.String()
    title = fields.String()
    employer = fields.String()
    status = fields.String()
    place = fields.Nested(PlaceSchema)
    places = fields.Integer()
    pay_from_byn = fields.Float(allow_none=True)
    pay_to_byn = fields.Float(allow_none=True)
    pay_period = fields.String()
    starts_on = fields.Date(allow_none=True)
    closes_on = fields.Date(allow_none=True)
    pilot = fields.Boolean()
    version = fields.Integer()
    updated_at = fields.DateTime()


class VacancyPageSchema(AnswerSchema):
    """A page of vacancies."""

    vacancies = fields.List(fields.Nested(VacancySummarySchema))
    total = fields.Integer()
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page; null on the last."})


class VacancySchema(AnswerSchema):
    """The whole vacancy."""

    reference = fields.String()
    title = fields.String()
    employer = fields.Nested(EmployerSchema)
    status = fields.String()
    description = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    place = fields.Nested(PlaceSchema)
    places = fields.Integer()
    occupations = fields.List(fields.Nested(AlternativeSchema))
    requirements = fields.List(fields.Nested(RequirementSchema))
    minimum_grade = fields.Integer(allow_none=True)
    minimum_education = fields.String(allow_none=True)
    minimum_years = fields.Float(allow_none=True)
    licences = fields.List(fields.String())
    documents = fields.List(fields.String())
    duties = fields.List(fields.String())
    schedule = fields.String(allow_none=True)
    shifts = fields.List(fields.String(), metadata={"description": "Empty: the schedule was not understood."})
    hours = fields.List(fields.Nested(WorkHoursAnswer))
    pay_from_byn = fields.Float(allow_none=True)
    pay_to_byn = fields.Float(allow_none=True)
    pay_period = fields.String()
    rate = fields.Float()
    employment_type = fields.String()
    starts_on = fields.Date(allow_none=True)
    closes_on = fields.Date(allow_none=True)
    confirmed_on = fields.Date(allow_none=True)
    housing_provided = fields.Boolean()
    transport_provided = fields.Boolean()
    mentor_on_site = fields.Boolean()
    quota = fields.Boolean()
    pilot = fields.Boolean()
    version = fields.Integer()
    created_at = fields.DateTime()
    updated_at = fields.DateTime()
