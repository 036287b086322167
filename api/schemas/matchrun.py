"""Stored rankings: listed, shown, replayed."""

from marshmallow import fields

from api.schemas.base import AnswerSchema, PageQuery
from api.schemas.fields import Text


class RunPageQuery(PageQuery):
    """Which runs."""

    vacancy = Text(64, metadata={"description": "Reference of the vacancy that was asked about."})
    candidate = Text(64, metadata={"description": "Case reference of the person who was asked about."})
    q = Text(100, metadata={"description": "Number of the run; part of a case reference, vacancy, employer; a name if it may be read."})


class RunSchema(AnswerSchema):
    """One run."""

    id = fields.Integer()
    direction = fields.String(metadata={"enum": ["candidates_for_vacancy", "vacancies_for_candidate"]})
    subject = fields.String()
    as_of = fields.Date()
    limit = fields.Integer()
    actor = fields.String()
    actor_role = fields.String()
    created_at = fields.DateTime()
    index_version = fields.String()
    scorer_version = fields.String()
    rules_version = fields.String()
    taxonomy_version = fields.String()
    n_eligible = fields.Integer()
    n_review = fields.Integer()
    n_excluded = fields.Integer()


class RunPageSchema(AnswerSchema):
    """A page of runs, newest first."""

    runs = fields.List(fields.Nested(RunSchema))
    total = fields.Integer()
    next = fields.String(allow_none=True)


class RunLineSchema(AnswerSchema):
    """One line as it was shown."""

    rank = fields.Integer()
    reference = fields.String()
    score = fields.Float()
    probability = fields.Float()
    reviews = fields.List(fields.String())
    contributions = fields.Dict(keys=fields.String(), values=fields.Float())


class RunViewSchema(AnswerSchema):
    """A run with its lines."""

    run = fields.Nested(RunSchema, attribute="summary")
    lines = fields.List(fields.Nested(RunLineSchema))


class ReplayedLineSchema(AnswerSchema):
    """What became of one line."""

    reference = fields.String()
    outcome = fields.String(metadata={"enum": ["same", "moved", "gone", "new"]})
    rank_then = fields.Integer(allow_none=True)
    rank_now = fields.Integer(allow_none=True)
    score_then = fields.Float(allow_none=True)
    score_now = fields.Float(allow_none=True)


class ReplaySchema(AnswerSchema):
    """A run computed again with the scorer and rules of then over the facts of today."""

    run = fields.Nested(RunSchema, attribute="summary")
    identical = fields.Boolean()
    index_now = fields.String()
    taxonomy_now = fields.String()
    lines = fields.List(fields.Nested(ReplayedLineSchema))
