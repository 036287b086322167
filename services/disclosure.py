"""What of a ranking or an explanation an actor may see: reasons that speak of a restriction, and words that may name a prison.

Here lives only the hiding. Who has which permission is in services/permissions.py.
"""

from dataclasses import replace

from matcher.types import Explanation, Reason
from services.actors import Actor
from services.permissions import is_allowed

RESTRICTED_RULES = frozenset({"ban", "home_hours", "travel_limit", "health"})
"""Rules whose reasons tell of custody, court or health."""
HIDDEN_RULE = "restriction"
"""Stands for such a rule before somebody who may not know which; its outcome stays, so that nobody is introduced without a question."""


def shown_reasons(actor: Actor, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons as this actor may see them."""
    if is_allowed(actor, "restriction:read"):
        return reasons
    return tuple(Reason(HIDDEN_RULE, r.outcome, remedy="ask_person") if is_restricted(r.code) else r for r in reasons)


def is_restricted(code: str) -> bool:
    """Whether a rule's code, or a gap's, tells of a restriction."""
    return code.partition(":")[0] in RESTRICTED_RULES


def shown_explanation(actor: Actor, explanation: Explanation) -> Explanation:
    """The explanation as this actor may see it: the person's own words (a history may name a prison) and restrictions by permission."""
    if is_allowed(actor, "restriction:read"):
        return explanation
    return replace(
        explanation,
        requirements=tuple(replace(evidence, text=None) for evidence in explanation.requirements),
        rules=shown_reasons(actor, explanation.rules),
        gaps=tuple(gap for gap in explanation.gaps if not is_restricted(gap.code)),
    )
