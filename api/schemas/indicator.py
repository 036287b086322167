"""The programme's indicators. null: one to four people, or not told because a small number could be worked out of it."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, Query
from api.schemas.fields import Code, Whole
from matcher.types import PROVINCES
from services.indicators import GROUPS, STAGES

CountsSchema = AnswerSchema.from_dict({stage: fields.Integer(allow_none=True) for stage in STAGES}, name="CountsSchema")
"""Stage → how many people. due_…: started so many days ago; kept_…: of these, those who worked at least so long."""


class IndicatorQuery(Query):
    """Which people: registered in which year, in which province. The names are those of the page."""

    period = Whole(2000, 2100, from_text=True, metadata={"description": "Year of the registration; the latest one if not given."})
    province = Code(PROVINCES)


class GroupSchema(AnswerSchema):
    """One group of a breakdown; group: null where it is not known."""

    group = fields.String(allow_none=True)
    counts = fields.Nested(CountsSchema)


class BreakdownSchema(AnswerSchema):
    """Everybody of the year by one property; groups without anybody may be left out."""

    by = fields.String(metadata={"enum": list(GROUPS)})
    groups = fields.List(fields.Nested(GroupSchema))


class TownSchema(AnswerSchema):
    """People registered in one town; where it is, to about a kilometre."""

    province = fields.String()
    district = fields.String(allow_none=True)
    name = fields.String()
    latitude = fields.Float()
    longitude = fields.Float()
    n_people = fields.Integer()


class DaysToWorkSchema(AnswerSchema):
    """The middle value of the days until the first day at work, in whole fives."""

    since = fields.String(metadata={"enum": ["release", "registered"]})
    median_days = fields.Integer()


class DemandGroupSchema(AnswerSchema):
    """One major group of ISCO-08, by its first digit; null: the title was not understood."""

    group = fields.String(allow_none=True)
    places = fields.Integer()
    n_people = fields.Integer(allow_none=True)


class IndicatorsSchema(AnswerSchema):
    """The indicators of a year, of everywhere or of a province. breakdowns and days_to_work: of everywhere alone."""

    at = fields.DateTime()
    year = fields.Integer()
    years = fields.List(fields.Integer(), metadata={"description": "Years in which anybody was registered, the latest first."})
    province = fields.String(allow_none=True)
    province_hidden = fields.Boolean(metadata={"description": "Whether the numbers of the province asked for are not told."})
    counts = fields.Nested(CountsSchema)
    breakdowns = fields.List(fields.Nested(BreakdownSchema))
    towns = fields.List(fields.Nested(TownSchema))
    elsewhere = fields.Integer(allow_none=True, metadata={"description": "People in towns that are not told apart, or of no known town."})
    n_organisations = fields.Integer()
    n_employers = fields.Integer()
    days_to_work = fields.Nested(DaysToWorkSchema, allow_none=True)
    demand = fields.List(fields.Nested(DemandGroupSchema), metadata={"description": "As of now and for everywhere, whatever the year."})
