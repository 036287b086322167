"""What became of introductions: recorded, listed."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.fields import Code, Day, Text
from models.codes import OUTCOME_REASONS, OUTCOME_RESULTS
from services.outcomes import RecordOutcome


class OutcomeCreateSchema(StrictSchema):
    """What became of one introduction."""

    candidate = Text(64, required=True, metadata={"description": "Case reference."})
    vacancy = Text(64, required=True)
    referred_on = Day(required=True)
    result = Code(OUTCOME_RESULTS, required=True)
    reason = Code(OUTCOME_REASONS, allow_none=True)

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> RecordOutcome:
        """Give the command."""
        return RecordOutcome(**said)


class OutcomePageQuery(PageQuery):
    """Which outcomes."""

    candidate = Text(64)
    vacancy = Text(64)


class OutcomeSchema(AnswerSchema):
    """One outcome; `reason` is null for readers who may not see restrictions."""

    id = fields.Integer()
    candidate = fields.String()
    vacancy = fields.String()
    referred_on = fields.Date()
    result = fields.String()
    reason = fields.String(allow_none=True)


class OutcomePageSchema(AnswerSchema):
    """A page of outcomes."""

    outcomes = fields.List(fields.Nested(OutcomeSchema))
    next = fields.String(allow_none=True)
