"""Stored scorers and rule sets."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.fields import Text


class VersionPageQuery(PageQuery):
    """Which versions."""


class RulesLineSchema(AnswerSchema):
    """One set of rules of a list."""

    number = fields.Integer()
    active = fields.Boolean()
    note = fields.String(allow_none=True)
    created_by = fields.String()
    created_by_name = fields.String(metadata={"description": "Name of the account; empty for the program itself."})
    created_at = fields.String(metadata={"format": "date-time"})


class RulesSchema(RulesLineSchema):
    """A set of rules with its parameters."""

    content = fields.Dict()


class RulesPageSchema(AnswerSchema):
    """A page of rule sets, oldest first."""

    rules = fields.List(fields.Nested(RulesLineSchema))
    next = fields.String(allow_none=True)


class ScorerLineSchema(RulesLineSchema):
    """One scorer of a list."""

    version = fields.String()


class ScorerSchema(ScorerLineSchema):
    """A scorer with its weights, the reason for each, and the report of its training."""

    content = fields.Dict()
    report = fields.Dict()


class ScorersSchema(AnswerSchema):
    """A page of scorers, oldest first."""

    scorers = fields.List(fields.Nested(ScorerLineSchema))
    next = fields.String(allow_none=True)


class TrainSchema(StrictSchema):
    """Why a new version is made from the stored outcomes."""

    note = Text(500, allow_none=True)


class KeepVersionSchema(StrictSchema):
    """A file to be kept as a version that decides nothing yet, and why it exists."""

    content = fields.Dict(
        keys=fields.String(), required=True, error_messages={"required": "required", "invalid": "not_object", "null": "null"}
    )
    note = Text(500, required=True)


class NeededSchema(AnswerSchema):
    """How many more outcomes there must be before anything is fitted."""

    n_more = fields.Integer()
    n_positive = fields.Integer(metadata={"description": "Of people still employed after three months."})
    n_negative = fields.Integer(metadata={"description": "Of others."})


class TrainingSchema(AnswerSchema):
    """number: of the stored, inactive version; null when outcomes were too few: `needed` and `sentence` say how many more."""

    number = fields.Integer(allow_none=True)
    report = fields.Dict()
    unknown = fields.List(fields.String())
    needed = fields.Nested(NeededSchema, allow_none=True)
    sentence = fields.String(allow_none=True)
