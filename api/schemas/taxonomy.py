"""Concepts: searching them by label, resolving free text to them."""

from typing import Any

from marshmallow import fields, post_load

from api.i18n import LANGUAGES
from api.schemas.base import AnswerSchema, Query, StrictSchema
from api.schemas.candidate_answer import AlternativeSchema
from api.schemas.fields import Code, Many, Text, Whole
from matcher.types import ConceptKind
from services.taxonomy_search import LONGEST_SEARCH

KINDS = tuple(kind.value for kind in ConceptKind)
MOST_TEXTS, LONGEST_PHRASE = 100, 500


class SearchQuery(Query):
    """What is searched for."""

    q = Text(100, required=True, metadata={"description": "Part of a label in any language.", "example": "свар"})
    kind = Code(KINDS)
    limit = Whole(1, LONGEST_SEARCH, from_text=True, load_default=20)


class FoundConceptSchema(AnswerSchema):
    """A concept found."""

    concept = fields.String()
    kind = fields.String()
    uri = fields.String(allow_none=True)
    isco = fields.String(allow_none=True)
    label = fields.String(metadata={"description": "Preferred label in the language asked for."})
    matched = fields.String(metadata={"description": "The label that contains the words."})
    matched_language = fields.String()


class SearchAnswer(AnswerSchema):
    """Concepts found, the nearest first."""

    concepts = fields.List(fields.Nested(FoundConceptSchema))


class ResolveSchema(StrictSchema):
    """Texts to understand."""

    texts = Many(Text(LONGEST_PHRASE), MOST_TEXTS, least=1, required=True)
    kind = Code(KINDS, required=True)
    language = Code(LANGUAGES, load_default=None)

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the kind as the matcher knows it."""
        return said | {"kind": ConceptKind(said["kind"])}


class ResolvedSchema(AnswerSchema):
    """One text and what became of it."""

    text = fields.String()
    decision = fields.String(metadata={"enum": ["accepted", "suggested", "unresolved"]})
    concept = fields.String(allow_none=True)
    uri = fields.String(allow_none=True)
    isco = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    probability = fields.Float()
    alternatives = fields.List(fields.Nested(AlternativeSchema))
    grade = fields.Integer(allow_none=True)
    licences = fields.List(fields.String())


class ResolveAnswer(AnswerSchema):
    """Every text, in the order given."""

    resolutions = fields.List(fields.Nested(ResolvedSchema))
