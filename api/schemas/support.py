"""Support needs: what somebody needs beside work, and its steps."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.fields import LARGEST, Code, Day, Flag, Text, Whole
from models.codes import DOCUMENT_CODES, SUPPORT_KINDS, SUPPORT_REASONS, SUPPORT_STATES
from services.support import LONGEST_NOTE, LONGEST_WANTED, OpenNeed


class OpenNeedSchema(StrictSchema):
    """What somebody needs."""

    candidate = Text(64, required=True, metadata={"description": "Case reference."})
    kind = Code(SUPPORT_KINDS, required=True)
    wanted = Text(LONGEST_WANTED, required=True, metadata={"description": "In words, for whoever sees to it."})
    due_on = Day(required=True, metadata={"description": "The day by which it should be there: today or later."})
    document_kind = Code(DOCUMENT_CODES, metadata={"description": "Where the need is such a paper."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> OpenNeed:
        """Give the command."""
        return OpenNeed(**said)


class AnswerNeedSchema(StrictSchema):
    """A step of the organisation that was asked."""

    to = Code(SUPPORT_STATES, required=True)
    reason = Code(SUPPORT_REASONS, metadata={"description": "Needed where it is refused, or did not help."})
    note = Text(LONGEST_NOTE, metadata={"description": "Needed for the reason `other`."})
    success = Flag(metadata={"description": "Whether it helped; only of what is done."})


class MoveNeedSchema(AnswerNeedSchema):
    """A step of the organisation that looks after the person."""

    organisation = Whole(1, LARGEST, metadata={"description": "Number of the organisation it is handed to."})
    due_on = Day(metadata={"description": "A new day by which it should be there."})


class OpenNeedsQuery(PageQuery):
    """Which needs that are not done."""

    due_by = Day(metadata={"description": "Only those due by this day."})


class ReceivedNeedsQuery(PageQuery):
    """Which needs that were handed over."""

    state = Code(SUPPORT_STATES)


class SupportStepSchema(AnswerSchema):
    """One step of a need."""

    before = fields.String(allow_none=True, metadata={"description": "null where the need began."})
    after = fields.String(metadata={"enum": list(SUPPORT_STATES)})
    by = fields.String()
    role = fields.String()
    organisation_id = fields.Integer(allow_none=True, metadata={"description": "Whom the step handed it to."})
    reason = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    success = fields.Boolean(allow_none=True)
    due_on = fields.Date()
    at = fields.DateTime()


class _NeedSchema(AnswerSchema):
    """What every view of a need tells."""

    id = fields.Integer()
    candidate = fields.String()
    kind = fields.String(metadata={"enum": list(SUPPORT_KINDS)})
    document_kind = fields.String(allow_none=True)
    wanted = fields.String()
    state = fields.String(metadata={"enum": list(SUPPORT_STATES)})
    due_on = fields.Date()
    overdue = fields.Boolean()


class SupportNeedSchema(_NeedSchema):
    """A need, for those who look after the person."""

    organisation = fields.String(allow_none=True, metadata={"description": "Whom it is handed to."})
    organisation_id = fields.Integer(allow_none=True)
    receiver_sees = fields.Boolean(metadata={"description": "Whether a consent lets that organisation know of it today."})
    success = fields.Boolean(allow_none=True)
    opened_by = fields.String()
    opened_at = fields.DateTime()
    steps = fields.List(fields.Nested(SupportStepSchema))


class ReceivedNeedSchema(_NeedSchema):
    """A need, for the organisation that was asked; name and contact as far as the person agreed."""

    handed_on = fields.DateTime()
    handed_by = fields.String(allow_none=True)
    first_name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)


class SupportNeedListSchema(AnswerSchema):
    """Every need of one person."""

    needs = fields.List(fields.Nested(SupportNeedSchema))


class SupportNeedPageSchema(SupportNeedListSchema):
    """A page of needs."""

    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class ReceivedNeedPageSchema(AnswerSchema):
    """A page of needs handed over."""

    needs = fields.List(fields.Nested(ReceivedNeedSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})
