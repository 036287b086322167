"""What would change under other rules or weights."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, StrictSchema
from api.schemas.fields import Day, Whole
from services.ranking import LONGEST_LIST


class WhatIfSchema(StrictSchema):
    """The rules or weights to try, in the form of fixtures/rules; what is not given stays as it is."""

    rules = fields.Dict(keys=fields.String(), error_messages={"invalid": "not_object", "null": "null"})
    weights = fields.Dict(keys=fields.String(), error_messages={"invalid": "not_object", "null": "null"})
    as_of = Day()
    limit = Whole(1, LONGEST_LIST, load_default=20)


class JudgedSchema(AnswerSchema):
    """Somebody whom the rules judge otherwise."""

    reference = fields.String()
    rules = fields.List(fields.String())


class MovedSchema(AnswerSchema):
    """Somebody at another rank."""

    reference = fields.String()
    before = fields.Integer(allow_none=True)
    after = fields.Integer(allow_none=True)


class VacancyChangeAnswer(AnswerSchema):
    """One vacancy that something changes for."""

    reference = fields.String()
    title = fields.String()
    n_eligible_before = fields.Integer()
    n_eligible_after = fields.Integer()
    n_let_in = fields.Integer()
    n_kept_out = fields.Integer()
    rules_let_in = fields.Dict()
    rules_kept_out = fields.Dict()
    let_in = fields.List(fields.Nested(JudgedSchema))
    kept_out = fields.List(fields.Nested(JudgedSchema))
    n_entered = fields.Integer()
    n_left = fields.Integer()
    n_moved = fields.Integer()
    moves = fields.List(fields.Nested(MovedSchema))


class PersonChangeAnswer(AnswerSchema):
    """How many vacancies somebody gains and loses."""

    reference = fields.String()
    n_let_in = fields.Integer()
    n_kept_out = fields.Integer()
    n_entered = fields.Integer()
    n_left = fields.Integer()


class SummaryAnswer(AnswerSchema):
    """The whole in numbers."""

    n_vacancies = fields.Integer()
    n_vacancies_changed = fields.Integer()
    n_people = fields.Integer()
    n_people_gaining = fields.Integer()
    n_people_losing = fields.Integer()
    pairs_let_in = fields.Integer()
    pairs_kept_out = fields.Integer()
    rules_let_in = fields.Dict()
    rules_kept_out = fields.Dict()
    n_entered = fields.Integer()
    n_left = fields.Integer()
    n_moved = fields.Integer()
    provinces = fields.Dict()


class ChangedParameterSchema(AnswerSchema):
    """One parameter that differs. path: as the file names it; before, after: a number, a text, or a list of codes."""

    path = fields.String()
    before = fields.Raw()
    after = fields.Raw()


class SameVersionsSchema(AnswerSchema):
    """Numbers of stored versions that say the very same as what was given, whatever they call themselves."""

    rules = fields.Integer(allow_none=True)
    weights = fields.Integer(allow_none=True)


class WhatIfAnswerSchema(AnswerSchema):
    """The comparison; rules and weights: the versions compared, as [active, other]."""

    as_of = fields.Date()
    limit = fields.Integer()
    rules = fields.List(fields.String())
    weights = fields.List(fields.String())
    changed_rules = fields.List(fields.Nested(ChangedParameterSchema))
    changed_weights = fields.List(fields.Nested(ChangedParameterSchema))
    same = fields.Nested(SameVersionsSchema)
    summary = fields.Nested(SummaryAnswer)
    vacancies = fields.List(fields.Nested(VacancyChangeAnswer))
    people = fields.List(fields.Nested(PersonChangeAnswer))
