"""Check-ins with their attempts, next steps, and people without one."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.fields import Code, Day, Flag, Text, Whole
from models import codes, workflow
from models.followup import CONTACT_REASONS
from models.queries.next_dates import FOLLOWED, SOURCES
from services.check_ins import LONGEST_AHEAD, WHEN, WhatIsDue
from services.next_steps import SetNextStep
from services.notes import LONGEST_NOTE

GIVEN_REASONS = tuple(reason for reason in CONTACT_REASONS if reason not in workflow.BY_THEMSELVES)


class DueQuery(PageQuery):
    """Which open check-ins."""

    when = Code(WHEN, load_default="all", metadata={"description": "`ahead` begins tomorrow; `all` is everything up to its end."})
    days = Whole(0, LONGEST_AHEAD, from_text=True, load_default=7, metadata={"description": "How many days ahead."})
    escalated = Flag(from_text=True, load_default=False, metadata={"description": "Only those where nobody was reached three times."})
    candidate = Text(64)
    mine = Flag(from_text=True, load_default=False, metadata={"description": "Only of your own organisation."})

    @staticmethod
    def asked(query: dict[str, Any]) -> WhatIsDue:
        """Give the question."""
        return WhatIsDue(query["when"], query["days"], query["escalated"], query.get("candidate"), query["mine"])


class CheckInSchema(AnswerSchema):
    """A check-in: does the person still work there after so many days?"""

    id = fields.Integer()
    placement = fields.Integer()
    placement_state = fields.String(metadata={"enum": list(workflow.STATES)})
    candidate = fields.String()
    vacancy = fields.String()
    title = fields.String()
    employer = fields.String()
    day_number = fields.Integer(metadata={"description": "Days after the first day at work."})
    due_on = fields.Date()
    act_on = fields.Date(metadata={"description": "The day to ask on: the due day, or that of the next attempt."})
    when = fields.String(allow_none=True, metadata={"description": "overdue, today or ahead; null unless it is open."})
    state = fields.String(metadata={"enum": list(codes.CHECK_IN_STATES)})
    result = fields.String(allow_none=True)
    n_missed = fields.Integer(metadata={"description": "Attempts in a row that reached nobody."})
    escalated_at = fields.DateTime(allow_none=True, metadata={"description": "Since when coordinators know that nobody is reached."})
    done_at = fields.DateTime(allow_none=True)


class DuePageSchema(AnswerSchema):
    """A page of open check-ins, the most urgent first."""

    check_ins = fields.List(fields.Nested(CheckInSchema))
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class AttemptSchema(AnswerSchema):
    """One attempt. reason and note are null for whoever may not read them."""

    position = fields.Integer()
    at = fields.DateTime()
    actor = fields.String()
    role = fields.String()
    result = fields.String()
    reason = fields.String(allow_none=True)
    note = fields.String(allow_none=True)


class CheckInHistorySchema(AnswerSchema):
    """A check-in with every attempt, oldest first."""

    check_in = fields.Nested(CheckInSchema)
    contacts = fields.List(fields.Nested(AttemptSchema))


class RecordSchema(StrictSchema):
    """What came of an attempt. reason: with `left` and `unreachable`; may_tell and on: with `left`."""

    result = Code(codes.CHECK_IN_RESULTS, required=True)
    reason = Code(GIVEN_REASONS)
    note = Text(LONGEST_NOTE, metadata={"description": "In words; needed with the reason `other`."})
    may_tell = Flag(metadata={"description": "Whether the person may be told of the reason."})
    on = Day(metadata={"description": "The last day at work; today if not given."})


class NextStepCommand(StrictSchema):
    """A day, or a reason why there is none."""

    due_on = Day(allow_none=True)
    reason = Code(codes.NO_DATE_REASONS, allow_none=True)
    note = Text(LONGEST_NOTE, allow_none=True, metadata={"description": "What is to be done; needed with the reason `other`."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> SetNextStep:
        """Give the command; for whom is in the address."""
        return SetNextStep("", **said)


class OwnStepSchema(AnswerSchema):
    """What somebody set. reason and note are null for whoever may not read them."""

    due_on = fields.Date(allow_none=True)
    has_reason = fields.Boolean()
    reason = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    set_at = fields.DateTime()
    set_by = fields.String()


class NextDateSchema(AnswerSchema):
    """When a person is next to be seen to, and for what."""

    candidate = fields.String()
    due_on = fields.Date(allow_none=True)
    source = fields.String(allow_none=True, metadata={"enum": list(SOURCES), "description": "What the day is for, where you may know."})
    number = fields.Integer(allow_none=True, metadata={"description": "Of the check-in, placement, slip, trial or need."})
    past = fields.Boolean()
    own = fields.Nested(OwnStepSchema, allow_none=True)


class LostQuery(PageQuery):
    """Whom to look through."""

    mine = Flag(from_text=True, load_default=False, metadata={"description": "Only your own organisation."})


class LostSchema(AnswerSchema):
    """Somebody without a next date that is not past. due_on and source: the date that is past, null where there is none at all."""

    candidate = fields.String()
    status = fields.String(metadata={"enum": list(FOLLOWED)})
    organisation = fields.String(allow_none=True)
    due_on = fields.Date(allow_none=True)
    source = fields.String(allow_none=True)


class LostPageSchema(AnswerSchema):
    """A page of them in order of entry."""

    people = fields.List(fields.Nested(LostSchema))
    n_people = fields.Integer(allow_none=True, metadata={"description": "How many there are in all; null on all pages but the first."})
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})
