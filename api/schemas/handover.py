"""Offers to hand a person over to another organisation."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.fields import LARGEST, Code, Text, Whole
from models.codes import HAND_OVER_ENDINGS, HAND_OVER_REASONS, HAND_OVER_STATES
from services.hand_over_views import DIRECTIONS
from services.hand_overs import LONGEST_NOTE

WHAT_NEXT = (
    "What the next ones need to know before they say yes. They read it before they look after the person: no diagnosis, no conviction."
)


class OfferSchema(StrictSchema):
    """To which organisation somebody is offered."""

    organisation = Whole(1, LARGEST, required=True, metadata={"description": "Number of the organisation asked."})
    note = Text(LONGEST_NOTE, required=True, metadata={"description": WHAT_NEXT})


class DeclineSchema(StrictSchema):
    """Why the organisation asked says no."""

    reason = Code(HAND_OVER_REASONS, required=True)
    note = Text(LONGEST_NOTE, metadata={"description": "Needed for the reason `other`."})


class HandOversQuery(PageQuery):
    """Which offers."""

    direction = Code(DIRECTIONS, metadata={"description": "To one's own organisation, or from it; both when left out."})
    state = Code(HAND_OVER_STATES)
    candidate = Text(64, metadata={"description": "Case reference."})
    q = Text(100, metadata={"description": "Part of a case reference or of an organisation's name; a person's name if it may be read."})


class HandOverSchema(AnswerSchema):
    """One offer."""

    id = fields.Integer()
    candidate = fields.String()
    direction = fields.String(allow_none=True, metadata={"enum": [*DIRECTIONS, None]})
    from_organisation = fields.String()
    from_organisation_id = fields.Integer()
    to_organisation = fields.String()
    to_organisation_id = fields.Integer()
    note = fields.String()
    state = fields.String(metadata={"enum": list(HAND_OVER_STATES)})
    receiver_sees = fields.Boolean(metadata={"description": "Whether a consent lets the organisation asked know of an open offer today."})
    offered_by = fields.String()
    offered_at = fields.DateTime()
    closed_by = fields.String(allow_none=True, metadata={"description": "null where it ended by itself."})
    closed_at = fields.DateTime(allow_none=True)
    reason = fields.String(allow_none=True, metadata={"enum": [*HAND_OVER_REASONS, *HAND_OVER_ENDINGS, None]})
    reason_note = fields.String(allow_none=True)


class HandOverPageSchema(AnswerSchema):
    """A page of offers."""

    hand_overs = fields.List(fields.Nested(HandOverSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})
