"""What to learn: openers of one person, skills asked and had in a province."""

from typing import Any

from marshmallow import fields

from api.schemas.base import AnswerSchema, Query
from api.schemas.fields import Code, Whole
from api.schemas.ranking import DayQuery
from services.skills_gap import LONGEST_OPENERS, DemandLine

FORMS = ("json", "csv")
CHART_BARS = 20
"""Skills of a chart: more bars cannot be read."""


class OpenersQuery(DayQuery):
    """How many openers."""

    limit = Whole(1, LONGEST_OPENERS, from_text=True, load_default=5)


class GainSchema(AnswerSchema):
    """One thing to gain."""

    kind = fields.String(metadata={"enum": ["licence", "skill", "document"]})
    code = fields.String()
    name = fields.String()


class OpenedSchema(AnswerSchema):
    """A vacancy that is opened."""

    reference = fields.String()
    title = fields.String()
    complete = fields.Boolean(metadata={"description": "Whether nothing essential is missing then."})


class OpenerSchema(AnswerSchema):
    """One or two gains, and what they open."""

    gains = fields.List(fields.Nested(GainSchema))
    n_opened = fields.Integer()
    n_complete = fields.Integer()
    vacancies = fields.List(fields.Nested(OpenedSchema))


class OpenersSchema(AnswerSchema):
    """What would open the most vacancies for one person."""

    candidate = fields.String()
    as_of = fields.String(metadata={"format": "date"})
    n_vacancies = fields.Integer(metadata={"description": "Open vacancies that were asked."})
    one = fields.List(fields.Nested(OpenerSchema))
    two = fields.List(fields.Nested(OpenerSchema))


class DemandQuery(Query):
    """In which form."""

    format = Code(FORMS, load_default="json", metadata={"description": "csv: the table alone."})


class DemandLineSchema(AnswerSchema):
    """One skill. A number of people is null where it stands for one to four whom the asker may not see."""

    concept = fields.String()
    label = fields.String()
    places = fields.Integer()
    n_vacancies = fields.Integer()
    n_have = fields.Integer(allow_none=True)
    n_near = fields.Integer(allow_none=True)
    short = fields.Integer(allow_none=True)


class ChartRowSchema(AnswerSchema):
    """One bar of a chart."""

    label = fields.String()
    asked = fields.Integer()
    available = fields.Integer(allow_none=True)


class DemandSchema(AnswerSchema):
    """Skills asked in a province against skills that people have there."""

    province = fields.String()
    as_of = fields.Date()
    lines = fields.List(fields.Nested(DemandLineSchema))
    chart = fields.List(fields.Nested(ChartRowSchema))


def chart_rows(lines: tuple[DemandLine, ...]) -> list[dict[str, Any]]:
    """The first lines as bars of a chart."""
    return [{"label": line.label, "asked": line.places, "available": line.n_near} for line in lines[:CHART_BARS]]
