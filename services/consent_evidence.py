"""What proves a consent: a scan or photograph of the signed form, kept whole and shown again. Each is told in the audit trail.

A file is known by its bytes, never by its name or by what the sender calls it.
"""

import hashlib
from dataclasses import dataclass

from models.consent import LARGEST_EVIDENCE, ConsentEvidence
from models.queries.consents import get_consent, get_evidence
from services.actors import Actor
from services.audited import AuditedView
from services.consents import EvidenceView
from services.errors import InvalidValue, NotFound
from services.installation import Installation
from services.permissions import authorise
from services.relations import reached_candidate

FORMS: tuple[tuple[str, bytes, bytes], ...] = (
    ("application/pdf", b"%PDF-", b"%%EOF"),
    ("image/png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ("image/jpeg", b"\xff\xd8\xff", b"\xff\xd9"),
)
"""Media type, how such a file begins, and what stands near its end (ISO 32000-1 7.5.5, PNG 5.3, ITU-T T.81 B.1.1)."""
NEAR_THE_END = 1024


@dataclass(frozen=True, slots=True)
class EvidencePaper(AuditedView):
    """The paper itself."""

    view: EvidenceView
    content: bytes


def add_evidence(installation: Installation, actor: Actor, reference: str, number: int, name: str, content: bytes) -> EvidenceView:
    """Keep a paper beside a consent. Raises Forbidden, NotFound (`not_found.consent`), InvalidValue (`invalid_value.evidence`)."""
    authorise(actor, "consent:give")
    media_type = media_type_of(content)
    with installation.writing(actor, "keep what proves a consent") as unit:
        candidate = reached_candidate(unit, "consent:give", reference)
        consent = get_consent(unit.session, candidate_id=candidate.id, consent_id=number)
        if consent is None:
            raise NotFound.record("consent", number)
        paper = ConsentEvidence(
            name=name.strip(), media_type=media_type, n_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(), content=content,
            added_by=actor.id,
        )  # fmt: skip
        consent.evidence.append(paper)
        unit.session.flush()
        unit.audit("consent_evidence:create", candidate, consent=consent.id, sha256=paper.sha256)
        return _view(paper)


def read_evidence(installation: Installation, actor: Actor, reference: str, number: int, evidence: int) -> EvidencePaper:
    """The paper itself; the reading is told in the audit trail. Raises Forbidden, NotFound."""
    authorise(actor, "consent:read")
    with installation.writing(actor, "read what proves a consent") as unit:
        candidate = reached_candidate(unit, "consent:read", reference)
        consent = get_consent(unit.session, candidate_id=candidate.id, consent_id=number)
        paper = get_evidence(unit.session, consent_id=number, evidence_id=evidence) if consent is not None else None
        if paper is None:
            raise NotFound.record("evidence", evidence)
        with unit.disclosing("consent_evidence:read", candidate, "evidence", consent=number, sha256=paper.sha256):
            return EvidencePaper(_view(paper), paper.content)


def media_type_of(content: bytes) -> str:
    """What the bytes are. Raises InvalidValue (`invalid_value.evidence`, `invalid_value.evidence_size`) for anything else."""
    if not 0 < len(content) <= LARGEST_EVIDENCE:
        raise InvalidValue("invalid_value.evidence_size", field="content", parameters={"maximum": LARGEST_EVIDENCE // 1024 // 1024})
    for media_type, begins, ends in FORMS:
        if content.startswith(begins) and ends in content[-NEAR_THE_END:]:
            return media_type
    raise InvalidValue("invalid_value.evidence", field="content")


def _view(paper: ConsentEvidence) -> EvidenceView:
    return EvidenceView(paper.id, paper.name, paper.media_type, paper.n_bytes, paper.sha256, paper.added_at)
