"""What a text was understood as, ready to be shown: concept, label in a language, probability, and what it may mean instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.resolve import Resolution
from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from services.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class AlternativeView:
    """A concept that a text may mean."""

    concept: str
    label: str
    probability: float


def label_of(taxonomy: Taxonomy, key: str | None, language: str) -> str | None:
    """The label in the language asked for, or in one it falls back to; the key of a concept that the taxonomy no longer has."""
    if key is None:
        return None
    return taxonomy.label(key, language) if key in taxonomy.row_of else key


def alternatives_of(resolution: Resolution, taxonomy: Taxonomy, language: str) -> tuple[AlternativeView, ...]:
    """What a resolved text may mean, best first."""
    return tuple(AlternativeView(a.concept, label_of(taxonomy, a.concept, language) or "", a.probability) for a in resolution.alternatives)


def find_alternatives(
    knowledge: Knowledge, texts: Sequence[str], kind: ConceptKind, language: str
) -> dict[str, tuple[AlternativeView, ...]]:
    """Text → what a person may pick from. Asked only for texts that were not accepted; reading them anew costs the resolver."""
    if not texts:
        return {}
    wanted = list(dict.fromkeys(texts))
    found = knowledge.resolver.resolve_many(wanted, kind)
    return {text: alternatives_of(r, knowledge.taxonomy, language) for text, r in zip(wanted, found, strict=True)}
