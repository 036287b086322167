"""The shape of every error (RFC 9457)."""

from marshmallow import fields

from api.schemas.base import AnswerSchema


class FieldErrorSchema(AnswerSchema):
    """What is wrong with one field."""

    field = fields.String(metadata={"example": "bans[0].duty"})
    code = fields.String(metadata={"example": "unknown_code"})
    detail = fields.String()


class PlaceChoiceSchema(AnswerSchema):
    """A place that may be meant."""

    province = fields.String()
    district = fields.String()
    town = fields.String(allow_none=True)


class ProblemSchema(AnswerSchema):
    """What went wrong, as a stable code and in the language asked for, with what to do."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"example": "not_found.vacancy"})
    detail = fields.String(required=True)
    field = fields.String(metadata={"description": "The input at fault, where there is one."})
    remedy = fields.String(metadata={"description": "Code of what would help."})
    errors = fields.List(fields.Nested(FieldErrorSchema), metadata={"description": "Every field at fault (422)."})
    choices = fields.List(fields.Nested(PlaceChoiceSchema), metadata={"description": "Places that may be meant."})
    report = fields.List(fields.String(), metadata={"description": "Of a refused file: what is wrong, row by row."})
    correlation_id = fields.String(metadata={"description": "Of an error of ours (5xx): the number under which the operator finds it."})
