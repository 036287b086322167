"""Consents: the words read out, what was agreed to, what proves it."""

import base64
import binascii
from typing import Any

from marshmallow import fields, post_load

from api.i18n import LANGUAGES
from api.schemas.base import AnswerSchema, StrictSchema
from api.schemas.fields import LARGEST, Code, Codes, Day, Pattern, Text, Whole, fault
from models.codes import CONSENT_FIELDS, CONSENT_PURPOSES, CONSENT_STATES, CONSENT_WAYS, EVIDENCE_TYPES
from models.consent import LARGEST_EVIDENCE
from services.consents import GiveConsent

LARGEST_ENCODED = (LARGEST_EVIDENCE + 2) // 3 * 4


class Base64(Text):
    """Bytes in base64 of RFC 4648."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise fault("wrong_form", form="base64") from None


class ConsentTextSchema(AnswerSchema):
    """The words to be read out before somebody agrees, and what they may agree to."""

    purpose = fields.String(metadata={"enum": list(CONSENT_PURPOSES)})
    language = fields.String(metadata={"enum": list(LANGUAGES)})
    text = fields.String()
    digest = fields.String(metadata={"description": "SHA-256 of the text: which words were read out."})
    fields_ = fields.List(fields.String(), attribute="fields", data_key="fields")
    recipients = fields.List(fields.String(), metadata={"description": "everybody, organisation or vacancy."})


class ConsentGiveSchema(StrictSchema):
    """What somebody agreed to."""

    purpose = Code(CONSENT_PURPOSES, required=True)
    text_digest = Text(64, required=True, also=[Pattern(r"[0-9a-f]{64}", "SHA-256")])
    text_language = Code(LANGUAGES, required=True)
    how = Code(CONSENT_WAYS, required=True)
    given_on = Day(required=True)
    fields_ = Codes(CONSENT_FIELDS, data_key="fields", attribute="fields", load_default=())
    organisation = Whole(1, LARGEST, metadata={"description": "Number of the organisation; without a recipient: all of the programme."})
    vacancy = Text(64, metadata={"description": "Reference of the vacancy, for an introduction."})
    expires_on = Day(metadata={"description": "The last day included."})

    @post_load
    def make(self, said: dict[str, Any], **_: Any) -> GiveConsent:
        """Give the command; the person stands in the address."""
        return GiveConsent(candidate="", **said)


class EvidenceSchema(AnswerSchema):
    """A paper that proves a consent."""

    id = fields.Integer()
    name = fields.String()
    media_type = fields.String(metadata={"enum": list(EVIDENCE_TYPES)})
    n_bytes = fields.Integer()
    sha256 = fields.String()
    added_at = fields.DateTime()


class ConsentSchema(AnswerSchema):
    """One answer of a person."""

    id = fields.Integer()
    purpose = fields.String(metadata={"enum": list(CONSENT_PURPOSES)})
    state = fields.String(metadata={"enum": list(CONSENT_STATES)})
    live = fields.Boolean(metadata={"description": "Whether it holds today."})
    organisation = fields.String(allow_none=True)
    organisation_id = fields.Integer(allow_none=True)
    vacancy = fields.String(allow_none=True)
    fields_ = fields.List(fields.String(), attribute="fields", data_key="fields")
    text_digest = fields.String(allow_none=True)
    text_language = fields.String(allow_none=True)
    given_on = fields.Date(allow_none=True)
    given_how = fields.String(allow_none=True)
    recorded_by = fields.String(allow_none=True)
    expires_on = fields.Date(allow_none=True)
    withdrawn_on = fields.Date(allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceSchema))


class ConsentListSchema(AnswerSchema):
    """Every answer of one person, oldest first."""

    consents = fields.List(fields.Nested(ConsentSchema))


class EvidenceAddSchema(StrictSchema):
    """A paper to keep: a PDF, PNG or JPEG of at most 2 MB, known by its bytes."""

    name = Text(200, required=True)
    content = Base64(LARGEST_ENCODED, required=True, metadata={"format": "byte", "description": "The file in base64."})


class EvidencePaperSchema(EvidenceSchema):
    """The paper itself."""

    content = fields.String(metadata={"format": "byte", "description": "The file in base64."})
