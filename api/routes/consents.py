"""Consents: read the words, write down that somebody agreed, prove it, take it back."""

import base64
from dataclasses import asdict, replace
from typing import Any

import flask

from api.identity import current_actor, current_installation
from api.language import asked_language
from api.requests import LARGEST_BODY, ApiBlueprint
from api.schemas.base import Query
from api.schemas.consent import (
    LARGEST_ENCODED,
    ConsentGiveSchema,
    ConsentListSchema,
    ConsentSchema,
    ConsentTextSchema,
    EvidenceAddSchema,
    EvidencePaperSchema,
    EvidenceSchema,
)
from api.schemas.fields import LARGEST
from services import consents as use_cases
from services.consent_evidence import add_evidence, read_evidence
from services.consent_rules import ConsentWords

consents = ApiBlueprint("consents", "What people agreed to. Without consent nobody is seen beyond their own organisation.", "")

NUMBER = f"<int(max={LARGEST}):number>"
GIVE_EXAMPLE = {
    "purpose": "matching", "text_digest": "0" * 64, "text_language": "ru", "how": "spoken", "given_on": "2026-11-22",
    "fields": ["profile"], "expires_on": "2027-11-22",
}  # fmt: skip
EVIDENCE_EXAMPLE = {"name": "согласие.pdf", "content": base64.b64encode(b"%PDF-1.7\n%%EOF").decode()}


@consents.before_request
def allow_papers() -> None:
    """A scanned page is larger than any other body."""
    if flask.request.path.endswith("/evidence"):
        flask.request.max_content_length = LARGEST_BODY + LARGEST_ENCODED


@consents.route("/consent-texts/<purpose>")
@consents.arguments(Query, location="query")
@consents.response(200, ConsentTextSchema)
def show_text(_query: dict[str, Any], purpose: str) -> ConsentWords:
    """Show the words of a consent

    To be read out before somebody agrees, in the language asked for. `digest` names these very words.
    """
    return use_cases.read_consent_text(current_installation(), current_actor(), purpose, asked_language())


@consents.route("/candidates/<reference:reference>/consents")
@consents.arguments(Query, location="query")
@consents.response(200, ConsentListSchema)
def list_consents(_query: dict[str, Any], reference: str) -> dict[str, Any]:
    """List a person's consents

    Every answer, oldest first, also those taken back.
    """
    return {"consents": use_cases.list_consents(current_installation(), current_actor(), reference)}


@consents.route("/candidates/<reference:reference>/consents", methods=["POST"])
@consents.arguments(Query, location="query")
@consents.arguments(ConsentGiveSchema, example=GIVE_EXAMPLE)
@consents.response(201, ConsentSchema)
def give_consent(_query: dict[str, Any], command: use_cases.GiveConsent, reference: str) -> use_cases.ConsentView:
    """Record a consent

    After the words of today were read out. A newer answer to the same question takes the place of the earlier one.
    """
    return use_cases.give_consent(current_installation(), current_actor(), replace(command, candidate=reference))


@consents.route(f"/candidates/<reference:reference>/consents/{NUMBER}/withdraw", methods=["POST"])
@consents.arguments(Query, location="query")
@consents.response(200, ConsentSchema)
def withdraw_consent(_query: dict[str, Any], reference: str, number: int) -> use_cases.ConsentView:
    """Withdraw a consent

    Works at once: what it opened is closed to the next question. Introductions that stand on it end.
    """
    return use_cases.withdraw_consent(current_installation(), current_actor(), reference, number)


@consents.route(f"/candidates/<reference:reference>/consents/{NUMBER}/evidence", methods=["POST"])
@consents.arguments(Query, location="query")
@consents.arguments(EvidenceAddSchema, example=EVIDENCE_EXAMPLE)
@consents.response(201, EvidenceSchema)
def keep_evidence(_query: dict[str, Any], said: dict[str, Any], reference: str, number: int) -> use_cases.EvidenceView:
    """Keep what proves a consent

    A scan or photograph of the signed form: PDF, PNG or JPEG, at most 2 MB.
    """
    return add_evidence(current_installation(), current_actor(), reference, number, said["name"], said["content"])


@consents.route(f"/candidates/<reference:reference>/consents/{NUMBER}/evidence/<int(max={LARGEST}):evidence>")
@consents.arguments(Query, location="query")
@consents.response(200, EvidencePaperSchema)
def show_evidence(_query: dict[str, Any], reference: str, number: int, evidence: int) -> dict[str, Any]:
    """Show what proves a consent

    The reading is kept in the audit trail.
    """
    paper = read_evidence(current_installation(), current_actor(), reference, number, evidence)
    return asdict(paper.view) | {"content": base64.b64encode(paper.content).decode()}
