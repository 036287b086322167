"""Files to import, and the reports of imports."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, PageQuery, Query
from api.schemas.fields import Day, Flag, Text


class OutcomeFileQuery(Query):
    """About a file of past placements."""

    file_name = Text(200, load_default="file.csv", metadata={"description": "What the file is called; kept with the import."})
    skip_bad_rows = Flag(from_text=True, load_default=False, metadata={"description": "Store the good rows and report the others."})


class FileQuery(OutcomeFileQuery):
    """About a file of people or vacancies."""

    preview = Flag(from_text=True, load_default=False, metadata={"description": "Only read and report; nothing is stored."})
    as_of = Day(metadata={"description": "The day of the import; today without it."})


class ReportSchema(AnswerSchema):
    """What became of every row: n_read = created + changed + unchanged + rejected + superseded."""

    stored = fields.Boolean()
    n_read = fields.Integer()
    n_created = fields.Integer()
    n_changed = fields.Integer()
    n_unchanged = fields.Integer()
    n_rejected = fields.Integer()
    lines = fields.List(fields.String(), metadata={"description": "The report in sentences."})
    report = fields.Dict(metadata={"description": "The report in codes, by row."})


class OutcomeRejectedSchema(AnswerSchema):
    """A row that was not stored."""

    row = fields.Integer()
    code = fields.String()
    value = fields.String()


class OutcomeReportSchema(AnswerSchema):
    """n_read = n_created + n_unchanged + rejected."""

    n_read = fields.Integer()
    n_created = fields.Integer()
    n_unchanged = fields.Integer()
    rejected = fields.List(fields.Nested(OutcomeRejectedSchema))


class ImportSchema(AnswerSchema):
    """One import of a list."""

    id = fields.Integer()
    kind = fields.String()
    file_name = fields.String()
    sha256 = fields.String()
    n_rows = fields.Integer()
    n_created = fields.Integer()
    n_changed = fields.Integer()
    n_unchanged = fields.Integer()
    n_rejected = fields.Integer()
    actor = fields.String()
    created_at = fields.DateTime()


class ImportViewSchema(AnswerSchema):
    """One import with its report."""

    summary = fields.Nested(ImportSchema)
    report = fields.Dict()


class ImportPageQuery(PageQuery):
    """Which imports."""


class ImportPageSchema(AnswerSchema):
    """A page of imports, newest first."""

    imports = fields.List(fields.Nested(ImportSchema))
    next = fields.String(allow_none=True)
