"""The secret calendar of an account."""

from marshmallow import fields

from api.schemas.base import AnswerSchema


class CalendarFeedSchema(AnswerSchema):
    """Whether you have a calendar."""

    made_at = fields.DateTime(allow_none=True, metadata={"description": "null where there is none."})
    address = fields.String(allow_none=True, metadata={"description": "For a program of calendars. Told once, when it is made."})
