"""What texts mean, as people picked and a second person confirmed: proposed, listed, decided."""

from typing import Any

from marshmallow import fields, post_load

from api.schemas.base import AnswerSchema, PageQuery, StrictSchema
from api.schemas.fields import Code, Text
from api.schemas.taxonomy import KINDS
from matcher.types import ConceptKind
from models.codes import ALIAS_STATES
from services.aliases import LONGEST_ALIAS


class AliasProposalSchema(StrictSchema):
    """A pick: this text means this concept."""

    text = Text(LONGEST_ALIAS, required=True, metadata={"description": "As the person wrote it."})
    kind = Code(KINDS, required=True)
    concept = Text(128, required=True, metadata={"description": "Key of a concept of this kind."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the kind as the matcher knows it."""
        return said | {"kind": ConceptKind(said["kind"])}


class AliasPageQuery(PageQuery):
    """Which aliases."""

    q = Text(100, metadata={"description": "Part of the text, or of the preferred label of what it means in one of the languages."})
    state = Code(ALIAS_STATES)


class AliasSchema(AnswerSchema):
    """An alias with who proposed and who decided."""

    id = fields.Integer()
    text = fields.String()
    kind = fields.String(metadata={"enum": list(KINDS)})
    concept = fields.String()
    label = fields.String(metadata={"description": "Preferred label in the language asked for."})
    state = fields.String(metadata={"enum": list(ALIAS_STATES)})
    proposed_by = fields.String()
    proposed_at = fields.DateTime()
    decided_by = fields.String(allow_none=True)
    decided_at = fields.DateTime(allow_none=True)


class AliasPageSchema(AnswerSchema):
    """A page of aliases."""

    aliases = fields.List(fields.Nested(AliasSchema))
    total = fields.Integer()
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page; null on the last."})
