"""Exports of many people: asked for, approved by a second person, taken once."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.candidate_answer import CandidateSummarySchema
from api.schemas.fields import Code, Text
from models.codes import CANDIDATE_STATUSES, CONSENT_CODES, PROVINCES
from models.queries.candidates import CandidateFilter


class ExportCreateSchema(StrictSchema):
    """Whom one wants to export, and why. Without a filter, everybody."""

    reason = Text(500, required=True)
    q = Text(200, metadata={"description": "Part of a case reference, or of a name for readers who may see names."})
    status = Code(CANDIDATE_STATUSES)
    province = Code(PROVINCES)
    consent = Code(CONSENT_CODES)
    skill = Text(128, metadata={"description": "Key of a skill that the profile was understood to name."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> tuple[CandidateFilter, str]:
        """Give the filter and the reason."""
        named = {name: said.get(name) for name in ("status", "province", "consent")}
        where = CandidateFilter(words=said.get("q", ""), concept_key=said.get("skill"), **named)
        return where, said["reason"]


class ExportPageQuery(PageQuery):
    """Which requests."""


class ExportSchema(AnswerSchema):
    """One request."""

    id = fields.Integer()
    state = fields.String(metadata={"enum": ["waiting", "ready", "taken", "expired"]})
    reason = fields.String()
    n_people = fields.Integer()
    asked_by = fields.String()
    asked_at = fields.DateTime()
    approved_by = fields.String(allow_none=True)
    approved_at = fields.DateTime(allow_none=True)
    taken_at = fields.DateTime(allow_none=True)
    expires_at = fields.DateTime()
    version = fields.Integer()


class ExportPageSchema(AnswerSchema):
    """A page of requests, newest first."""

    exports = fields.List(fields.Nested(ExportSchema))
    next = fields.String(allow_none=True)


class TakenExportSchema(AnswerSchema):
    """The people of a request."""

    request = fields.Nested(ExportSchema)
    candidates = fields.List(fields.Nested(CandidateSummarySchema))
