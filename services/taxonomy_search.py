"""Searching the taxonomy by part of a label, for completing what somebody types. Whole phrases are understood in services/resolution.py."""

from dataclasses import dataclass

from matcher.types import ConceptKind
from models.queries.taxonomy import search_labels
from services.actors import Actor
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise

LONGEST_SEARCH = 50
LABELS_PER_CONCEPT = 6
"""Labels asked for, for each concept wanted: several labels of one concept may contain the words."""


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """A concept found. label: preferred in the language asked for; matched: the label that contains the words, in its own language."""

    concept: str
    kind: str
    uri: str | None
    isco: str | None
    label: str
    matched: str
    matched_language: str


def search_taxonomy(
    installation: Installation, actor: Actor, words: str, kind: ConceptKind | None = None, language: str = "ru", limit: int = 20
) -> tuple[FoundConcept, ...]:
    """Concepts with a label, in any language, that contains the words; the nearest first, each concept once, at most LONGEST_SEARCH."""
    authorise(actor, "taxonomy:read")
    if not 1 <= limit <= LONGEST_SEARCH:
        raise InvalidValue("invalid_value.limit", field="limit", parameters={"minimum": 1, "maximum": LONGEST_SEARCH})
    with installation.reading(actor, "search the taxonomy") as unit:
        taxonomy = installation.knowledge(unit.session).taxonomy
        labels = search_labels(unit.session, text=words, kind=kind.value if kind else None, limit=limit * LABELS_PER_CONCEPT)
        found: dict[str, FoundConcept] = {}
        for label in labels:
            key = label.concept_key
            if key not in found and key in taxonomy.row_of:
                concept = taxonomy.concept(key)
                found[key] = FoundConcept(
                    key, concept.kind.value, concept.uri, concept.isco, taxonomy.label(key, language), label.label, label.language
                )
        return tuple(found.values())[:limit]
