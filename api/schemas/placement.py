"""Placements, their steps and their history; notices."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.fields import Code, Day, Flag, Text
from models import codes, workflow
from services.notes import LONGEST_NOTE
from services.placements import Propose

GIVEN_REASONS = tuple(reason for reason in workflow.REASONS if reason not in workflow.BY_THEMSELVES)


class ProposeSchema(StrictSchema):
    """Whom to propose for what."""

    candidate = Text(64, required=True)
    vacancy = Text(64, required=True)
    note = Text(LONGEST_NOTE)

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> Propose:
        """Give the command."""
        return Propose(**said)


class MoveSchema(StrictSchema):
    """A step. reason and may_tell: for refusals and ends; on: for the first and the last day at work."""

    to = Code(workflow.STATES, required=True)
    reason = Code(GIVEN_REASONS)
    note = Text(LONGEST_NOTE, metadata={"description": "Why, in words; needed with the reason `other` and for a shortlist."})
    may_tell = Flag(metadata={"description": "Whether the person may be told of the reason."})
    on = Day(metadata={"description": "The day it happened; today if not given."})


class CorrectSchema(StrictSchema):
    """Why the last step is taken back."""

    note = Text(LONGEST_NOTE, required=True)


class PlacementSchema(AnswerSchema):
    """A placement. candidate is null for employers, who know people by their introduction."""

    id = fields.Integer()
    candidate = fields.String(allow_none=True)
    vacancy = fields.String()
    title = fields.String()
    employer = fields.String()
    introduction = fields.Integer(allow_none=True)
    state = fields.String(metadata={"enum": list(workflow.STATES)})
    since = fields.Date(metadata={"description": "Since when it is in this state."})
    referred_on = fields.Date(allow_none=True)
    answer_by = fields.Date(allow_none=True, metadata={"description": "The last day for the employer's answer."})
    started_on = fields.Date(allow_none=True)
    closed_on = fields.Date(allow_none=True)
    next_steps = fields.List(fields.String(), metadata={"description": "States that your role may lead it to."})
    correctable = fields.Boolean()
    version = fields.Integer()


class PlacementQuery(PageQuery):
    """Which placements."""

    candidate = Text(64)
    vacancy = Text(64)
    state = Code(workflow.STATES)
    open_only = Flag(from_text=True, metadata={"description": "Only those that have not closed."})


class PlacementPageSchema(AnswerSchema):
    """A page of placements."""

    placements = fields.List(fields.Nested(PlacementSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class TransitionSchema(AnswerSchema):
    """One step as it was written down. reason and note are null for whoever may not read them."""

    position = fields.Integer()
    from_state = fields.String(allow_none=True)
    to_state = fields.String()
    kind = fields.String(metadata={"enum": list(workflow.KINDS)})
    actor = fields.String()
    role = fields.String()
    reason = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    may_tell = fields.Boolean(allow_none=True)
    caused_by = fields.Integer(allow_none=True, metadata={"description": "The placement whose step closed this one."})
    at = fields.DateTime()
    on_day = fields.Date()


class HistorySchema(AnswerSchema):
    """Every step of a placement, oldest first."""

    transitions = fields.List(fields.Nested(TransitionSchema))


class NoticeQuery(PageQuery):
    """Which notices."""

    seen = Flag(from_text=True, load_default=False, metadata={"description": "Also those that somebody has seen."})


class NoticeSchema(AnswerSchema):
    """Something to know about a person."""

    id = fields.Integer()
    code = fields.String(metadata={"enum": list(codes.NOTICE_CODES)})
    candidate = fields.String()
    placement = fields.Integer(allow_none=True)
    vacancy = fields.String(allow_none=True)
    details = fields.Dict(keys=fields.String())
    at = fields.DateTime()
    seen_at = fields.DateTime(allow_none=True)


class NoticePageSchema(AnswerSchema):
    """A page of notices."""

    notices = fields.List(fields.Nested(NoticeSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})
