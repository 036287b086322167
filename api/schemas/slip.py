"""Referral slips, and the quota of an employer."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, PageQuery, Query, StrictSchema
from api.schemas.fields import Code, Day, Flag, Pattern, Text, Whole
from api.slip_docx import SLIP_LANGUAGES
from models.codes import SLIP_GROUNDS
from models.workflow import INTERVIEW, OFFERED
from services.notes import LONGEST_NOTE
from services.quotas import LONGEST_BASIS, MOST_PLACES, EnterQuota


class IssueSlipSchema(StrictSchema):
    """The last days."""

    appear_by = Day(required=True, metadata={"description": "The last day to appear at the employer's."})
    return_by = Day(required=True, metadata={"description": "The last day to have the slip back, marked."})
    quota = Flag(metadata={"description": "Whether it is for a quota place; left out: as the vacancy says."})


class MarkSlipSchema(StrictSchema):
    """The employer's mark."""

    came = Flag(required=True)
    accepted = Flag(metadata={"description": "Needed of whoever came."})
    ground = Code(SLIP_GROUNDS, metadata={"description": "The lawful ground of a refusal."})
    to = Code((INTERVIEW, OFFERED), metadata={"description": "What follows for whoever is accepted."})
    may_tell = Flag(metadata={"description": "Whether the person may be told of the ground."})
    on = Day(metadata={"description": "The day of the mark; today when left out."})
    note = Text(LONGEST_NOTE)
    returned = Flag(load_default=True, metadata={"description": "Whether the slip is back with it."})


class ReturnSlipSchema(StrictSchema):
    """When a slip came back."""

    on = Day(metadata={"description": "Today when left out."})


class SlipQuery(PageQuery):
    """Which slips."""

    overdue = Flag(from_text=True, load_default=False, metadata={"description": "Only those of which the mark or the return is late."})
    q = Text(100, metadata={"description": "Number of the slip; part of a case reference, vacancy, employer; a name if it may be read."})


class SlipFileQuery(Query):
    """In which language it is printed."""

    slip_language = Code(SLIP_LANGUAGES, load_default="ru")


class SlipSchema(AnswerSchema):
    """A referral slip. candidate is null for employers, ground for who may not read it."""

    id = fields.Integer()
    number = fields.String(metadata={"example": "2026-000123"})
    placement = fields.Integer()
    placement_state = fields.String()
    candidate = fields.String(allow_none=True)
    employer = fields.String()
    vacancy = fields.String()
    quota = fields.Boolean()
    issued_on = fields.Date()
    issued_by = fields.String()
    appear_by = fields.Date()
    return_by = fields.Date()
    came = fields.Boolean(allow_none=True)
    accepted = fields.Boolean(allow_none=True)
    ground = fields.String(allow_none=True)
    marked_on = fields.Date(allow_none=True)
    marked_by = fields.String(allow_none=True)
    returned_on = fields.Date(allow_none=True)
    overdue = fields.String(allow_none=True, metadata={"enum": ["mark", "return", None]})


class SlipPageSchema(AnswerSchema):
    """A page of slips."""

    slips = fields.List(fields.Nested(SlipSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class EnterQuotaSchema(StrictSchema):
    """A decision that reserves places."""

    employer = Text(300, required=True)
    unp = Text(9, also=[Pattern(r"[0-9]{9}", "481002322")])
    starts_on = Day(required=True)
    until = Day(required=True, metadata={"description": "The last day included."})
    places = Whole(1, MOST_PLACES, required=True)
    basis = Text(LONGEST_BASIS, required=True, metadata={"description": "The decision, in words."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> EnterQuota:
        """Give the command."""
        return EnterQuota(**said)


class QuotaSchema(AnswerSchema):
    """One quota and what came of it."""

    id = fields.Integer()
    employer = fields.String()
    unp = fields.String(allow_none=True)
    starts_on = fields.Date()
    until = fields.Date()
    places = fields.Integer()
    basis = fields.String()
    n_sent = fields.Integer(metadata={"description": "Slips to quota places issued in its time."})
    n_accepted = fields.Integer()
    n_refused = fields.Integer()
    n_absent = fields.Integer()
    n_waiting = fields.Integer()
    n_left = fields.Integer(metadata={"description": "Places not filled."})
    days_left = fields.Integer()
    grounds = fields.Dict(
        keys=fields.String(), values=fields.Integer(), allow_none=True, metadata={"description": "null for who may not read them."}
    )


class QuotaQuery(Query):
    """Which quotas."""

    q = Text(100, metadata={"description": "Part of the employer's name or UNP."})


class QuotaListSchema(AnswerSchema):
    """The ledger."""

    quotas = fields.List(fields.Nested(QuotaSchema))
