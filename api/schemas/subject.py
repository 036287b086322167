"""What people ask about their own data, and the answer that tells everything held on them."""

from marshmallow import fields

from api.schemas.base import REFERENCE_FORM, AnswerSchema, Query, StrictSchema
from api.schemas.fields import Code, Day, Pattern, Text
from models.codes import SUBJECT_REQUEST_KINDS, SUBJECT_REQUEST_STATES
from services.subject_requests import DECISIONS

LONGEST_ANSWER = 5_000


class SubjectRequestCreateSchema(StrictSchema):
    """A request to enter; the day until which to answer is computed."""

    candidate = Text(64, also=[Pattern(REFERENCE_FORM, "GOM-0001")], required=True, metadata={"description": "Number of the case."})
    kind = Code(SUBJECT_REQUEST_KINDS, required=True)
    received_on = Day(required=True)
    note = Text(LONGEST_ANSWER, allow_none=True, load_default=None)


class SubjectRequestAnswerSchema(StrictSchema):
    """How a request was answered."""

    decision = Code(DECISIONS, required=True)
    answer = Text(LONGEST_ANSWER, required=True)


class SubjectRequestsQuery(Query):
    """Which requests."""

    state = Code((*SUBJECT_REQUEST_STATES, "any"), load_default="open")


class SubjectRequestSchema(AnswerSchema):
    """A request in the register."""

    number = fields.Integer()
    candidate = fields.String()
    kind = fields.String(metadata={"enum": list(SUBJECT_REQUEST_KINDS)})
    article = fields.Integer(metadata={"description": "Article of the Law of Belarus No. 99-З that gives the right and the period."})
    received_on = fields.Date()
    due_on = fields.Date()
    days_left = fields.Integer(allow_none=True, metadata={"description": "Negative when overdue; null once answered."})
    state = fields.String(metadata={"enum": list(SUBJECT_REQUEST_STATES)})
    answer = fields.String(allow_none=True)
    decided_on = fields.Date(allow_none=True)
    decided_by = fields.String(allow_none=True)
    note = fields.String(allow_none=True)


class SubjectRequestsSchema(AnswerSchema):
    """Requests, the most urgent first."""

    requests = fields.List(fields.Nested(SubjectRequestSchema))


class ReportColumnSchema(AnswerSchema):
    """A column: its name in the records, and its heading."""

    code = fields.String()
    title = fields.String()


class ReportSectionSchema(AnswerSchema):
    """One kind of record. rows: values in the order of the columns."""

    code = fields.String()
    title = fields.String()
    columns = fields.List(fields.Nested(ReportColumnSchema))
    rows = fields.List(fields.List(fields.Raw(allow_none=True)))


class SubjectReportSchema(AnswerSchema):
    """Everything held on a person."""

    reference = fields.String()
    made_on = fields.Date()
    sections = fields.List(fields.Nested(ReportSectionSchema))
