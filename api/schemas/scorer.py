"""Stored scorers."""

from marshmallow import fields

from api.schemas.base import AnswerSchema


class ScorerLineSchema(AnswerSchema):
    """One scorer of a list."""

    number = fields.Integer()
    active = fields.Boolean()
    version = fields.String()
    note = fields.String(allow_none=True)
    created_by = fields.String()
    created_at = fields.String(metadata={"format": "date-time"})


class ScorerSchema(ScorerLineSchema):
    """A scorer with its weights, the reason for each, and the report of its training."""

    content = fields.Dict()
    report = fields.Dict()


class ScorersSchema(AnswerSchema):
    """All scorers, oldest first."""

    scorers = fields.List(fields.Nested(ScorerLineSchema))
