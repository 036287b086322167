"""Several new records at once, and what became of each line."""

from typing import Any

from marshmallow import fields, validate

from api.schemas.base import AnswerSchema, StrictSchema
from api.schemas.candidate import CandidateCreateSchema
from api.schemas.candidate_answer import CandidateSchema
from api.schemas.fields import Many, Part
from api.schemas.problem import ProblemSchema
from api.schemas.vacancy import VacancyCreateSchema
from api.schemas.vacancy_answer import VacancySchema
from services.batches import MOST_LINES


class Lines(Many):
    """Objects that are checked one by one: a line with a mistake does not hold up the others. Comes out as plain dictionaries."""

    default_error_messages = Many.default_error_messages

    def __init__(self, schema: type[StrictSchema]) -> None:
        super().__init__(Part(schema), MOST_LINES, least=1, required=True)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:  # noqa: ARG002
        if not isinstance(value, list):
            raise self.make_error("invalid")
        return tuple(value)


class CandidateBatchSchema(StrictSchema):
    """People to register."""

    candidates = Lines(CandidateCreateSchema)


class VacancyBatchSchema(StrictSchema):
    """Vacancies to post."""

    vacancies = Lines(VacancyCreateSchema)


class CandidateLineSchema(AnswerSchema):
    """One line: the person, or the problem."""

    status = fields.Integer(metadata={"description": "What the line alone would have been answered with.", "example": 201})
    candidate = fields.Nested(CandidateSchema, allow_none=True)
    problem = fields.Nested(ProblemSchema, allow_none=True)


class VacancyLineSchema(AnswerSchema):
    """One line: the vacancy, or the problem."""

    status = fields.Integer(metadata={"description": "What the line alone would have been answered with.", "example": 201})
    vacancy = fields.Nested(VacancySchema, allow_none=True)
    problem = fields.Nested(ProblemSchema, allow_none=True)


class CandidateBatchAnswer(AnswerSchema):
    """Every line in the order sent."""

    n_created = fields.Integer()
    lines = fields.List(fields.Nested(CandidateLineSchema), validate=validate.Length(max=MOST_LINES))


class VacancyBatchAnswer(AnswerSchema):
    """Every line in the order sent."""

    n_created = fields.Integer()
    lines = fields.List(fields.Nested(VacancyLineSchema), validate=validate.Length(max=MOST_LINES))
