"""The audit trail: read in pages, checked."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, PageQuery
from api.schemas.fields import Day, Pattern, Text


class TrailQuerySchema(PageQuery):
    """Which events."""

    actor = Text(64, metadata={"description": "Who did it."})
    subject = Text(200, metadata={"description": "Reference of the record that it is about."})
    action = Text(64, also=[Pattern(r"[a-z][a-z_]*:[a-z][a-z_]*", "noun:verb")])
    since = Day(metadata={"description": "The first day, in Minsk."})
    until = Day(metadata={"description": "The last day, in Minsk."})


class EventSchema(AnswerSchema):
    """One event."""

    sequence = fields.Integer()
    at = fields.DateTime()
    actor_id = fields.String()
    actor_name = fields.String()
    actor_role = fields.String()
    organisation = fields.String(allow_none=True)
    action = fields.String()
    noun = fields.String()
    record_id = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)
    purpose = fields.String()
    changes = fields.Dict(metadata={"description": "Column → [old, new]; *** for values that the trail does not keep."})
    details = fields.Dict()
    hash = fields.String()


class TrailPageSchema(AnswerSchema):
    """A page of events, oldest first."""

    events = fields.List(fields.Nested(EventSchema))
    next = fields.String(allow_none=True)


class VerificationSchema(AnswerSchema):
    """What a check of the chain found."""

    n_events = fields.Integer()
    first_bad = fields.Integer(allow_none=True)
    fault = fields.String(allow_none=True)
    sealed_to = fields.Integer()
    n_seals = fields.Integer()
