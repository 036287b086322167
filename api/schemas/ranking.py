"""Rankings and explanations: every reason as a code with parameters, and in words."""

from datetime import date

from marshmallow import fields

from api.schemas.base import AnswerSchema, Query
from api.schemas.fields import Day, Flag, Whole
from services.pages import LONGEST_PAGE

FIRST_AS_OF, LAST_AS_OF = date(2000, 1, 1), date(2099, 12, 31)


class DayQuery(Query):
    """As of which day."""

    as_of = Day(FIRST_AS_OF, LAST_AS_OF, metadata={"description": "The day to judge by; today in Minsk when left out."})


class RankingQuerySchema(DayQuery):
    """How much of a ranking."""

    limit = Whole(1, LONGEST_PAGE, from_text=True, load_default=20)
    excluded = Flag(from_text=True, load_default=False, metadata={"description": "Name also who is kept out, and by which rules."})


class ReasonSchema(AnswerSchema):
    """What one eligibility rule said."""

    code = fields.String(metadata={"example": "ban:drives_vehicle"})
    name = fields.String()
    outcome = fields.String(metadata={"enum": ["pass", "fail", "review"]})
    parameters = fields.Dict()
    sentence = fields.String()
    passes_from = fields.String(allow_none=True, metadata={"format": "date"})
    remedy = fields.String(allow_none=True)
    remedy_sentence = fields.String()


class ContributionSchema(AnswerSchema):
    """One feature's part of the score: weight × (value − baseline)."""

    feature = fields.String()
    name = fields.String()
    value = fields.Float()
    baseline = fields.Float()
    weight = fields.Float()
    contribution = fields.Float()


class RequirementEvidenceSchema(AnswerSchema):
    """How near the person comes to one requirement, and by which words."""

    text = fields.String()
    essential = fields.Boolean()
    understood = fields.Boolean()
    concepts = fields.List(fields.String())
    coverage = fields.Float()
    concept = fields.String(allow_none=True)
    evidence = fields.String(allow_none=True)
    similarity = fields.Float()
    level = fields.Float()


class GapSchema(AnswerSchema):
    """What is missing. gain: log-odds added if closed; places: ranks won, null where not computed."""

    code = fields.String()
    sentence = fields.String()
    parameters = fields.Dict()
    gain = fields.Float()
    places = fields.Integer(allow_none=True)


class ExplanationSchema(AnswerSchema):
    """prior + Σ contributions = score, in log-odds."""

    score = fields.Float()
    prior = fields.Float()
    contributions = fields.List(fields.Nested(ContributionSchema))
    requirements = fields.List(fields.Nested(RequirementEvidenceSchema))
    rules = fields.List(fields.Nested(ReasonSchema))
    gaps = fields.List(fields.Nested(GapSchema))


PAPER_DAY = "The day on which every paper that the vacancy asks for is ready; null where it cannot be told."


class RankedSchema(AnswerSchema):
    """One line of a ranking."""

    rank = fields.Integer()
    reference = fields.String()
    name = fields.String()
    score = fields.Float()
    probability = fields.Float(metadata={"description": "Of still being employed after three months."})
    documents_ready_on = fields.String(allow_none=True, metadata={"format": "date", "description": PAPER_DAY})
    reviews = fields.List(fields.Nested(ReasonSchema))
    explanation = fields.Nested(ExplanationSchema)


class ExcludedSchema(AnswerSchema):
    """Somebody (or a vacancy) the rules keep out today."""

    reference = fields.String()
    reasons = fields.List(fields.Nested(ReasonSchema))


class RankingSchema(AnswerSchema):
    """A ranking with everything it stands on. Order is advice: nobody is refused or introduced by it."""

    run = fields.Integer(metadata={"description": "Number of the stored match run."})
    subject = fields.String()
    as_of = fields.String(metadata={"format": "date"})
    scorer = fields.Integer()
    rules = fields.Integer()
    index = fields.String()
    taxonomy = fields.String()
    n_eligible = fields.Integer()
    n_review = fields.Integer()
    n_excluded = fields.Integer()
    ranked = fields.List(fields.Nested(RankedSchema))
    excluded = fields.List(fields.Nested(ExcludedSchema))


class PairSchema(AnswerSchema):
    """One pair explained."""

    vacancy = fields.String()
    candidate = fields.String()
    name = fields.String()
    as_of = fields.String(metadata={"format": "date"})
    scorer = fields.Integer()
    rules_version = fields.Integer()
    probability = fields.Float()
    documents_ready_on = fields.String(allow_none=True, metadata={"format": "date", "description": PAPER_DAY})
    eligible = fields.Boolean()
    explanation = fields.Nested(ExplanationSchema)
