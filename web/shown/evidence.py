"""One requirement and what the profile shows of it, as a page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.answers import Explanation, RequirementEvidence
from matcher.gaps import SHOWN
from services.discretion import discreet

SHOWN_WELL = 0.7
"""Coverage from which a requirement counts as shown rather than partly shown: a named skill of the same meaning reaches it."""
SAME_MEANING = 0.9
"""Similarity from which a partly shown skill is the very one asked for, said without support, rather than one near it."""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """state: shown, unproven, partly, missing, attitude (no profile can show it) or text (not understood).

    text: what the person wrote, None where it is not to be repeated; has_text: whether they wrote something; understood: label of what it
    was understood as.
    """

    asked: str
    essential: bool
    state: str
    text: str | None
    has_text: bool
    understood: str | None
    similarity: float
    level: float
    coverage: float

    @property
    def untold(self) -> bool:
        """Whether no profile could tell: an attitude, or words that were not understood."""
        return self.state in ("attitude", "text")

    @property
    def unseen(self) -> bool:
        """Whether the profile says nothing near: such requirements are told in one breath."""
        return self.state == "missing" and self.text is None


def evidence_lines(explanation: Explanation, labels: Mapping[str, str] | None = None) -> tuple[EvidenceLine, ...]:
    """Every requirement, essential ones first, in the order asked. labels: concept → label, where the page shows them."""
    lines = [_line(evidence, labels or {}) for evidence in explanation.requirements]
    return tuple(sorted(lines, key=lambda line: not line.essential))


def _line(evidence: RequirementEvidence, labels: Mapping[str, str]) -> EvidenceLine:
    return EvidenceLine(
        asked=evidence.requirement.text,
        essential=evidence.requirement.essential,
        state=_state(evidence),
        text=discreet(evidence.text),
        has_text=evidence.coverage > 0,
        understood=labels.get(evidence.concept) if evidence.concept else None,
        similarity=evidence.similarity,
        level=evidence.level,
        coverage=evidence.coverage,
    )


def _state(evidence: RequirementEvidence) -> str:
    if not evidence.understood:
        return "attitude" if evidence.requirement.concepts else "text"
    if evidence.coverage >= SHOWN_WELL:
        return "shown"
    if evidence.coverage < SHOWN:
        return "missing"
    return "unproven" if evidence.similarity >= SAME_MEANING else "partly"
