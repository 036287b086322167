"""Free text understood, and the taxonomy searched, for whoever types."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind
from services.actors import Actor
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise
from services.understanding import AlternativeView, alternatives_of, label_of

MOST_TEXTS = 200


@dataclass(frozen=True, slots=True)
class ResolvedText:
    """One text and what became of it; concept, uri, isco and label are of the best reading, None where there is none."""

    text: str
    decision: str
    concept: str | None
    uri: str | None
    isco: str | None
    label: str | None
    probability: float
    alternatives: tuple[AlternativeView, ...]
    grade: int | None
    licences: tuple[str, ...]


def resolve_texts(
    installation: Installation, actor: Actor, texts: Sequence[str], kind: ConceptKind, language: str = "ru"
) -> tuple[ResolvedText, ...]:
    """What each text stands for, in the order given; at most MOST_TEXTS. Nothing is stored.

    Raises Forbidden, InvalidValue (`invalid_value.too_many_texts`).
    """
    authorise(actor, "text:resolve")
    if len(texts) > MOST_TEXTS:
        raise InvalidValue("invalid_value.too_many_texts", field="texts", parameters={"maximum": MOST_TEXTS})
    with installation.reading(actor, "resolve texts") as unit:
        knowledge = installation.knowledge(unit.session)
    taxonomy = knowledge.taxonomy
    return tuple(
        ResolvedText(
            r.text, r.decision.value, r.concept, *_named(taxonomy, r.concept), label_of(taxonomy, r.concept, language), r.probability,
            alternatives_of(r, taxonomy, language), r.grade, tuple(r.licences),
        )
        for r in knowledge.resolver.resolve_many(texts, kind)
    )  # fmt: skip


def _named(taxonomy: Taxonomy, key: str | None) -> tuple[str | None, str | None]:
    """The URI and the ISCO-08 group of a concept."""
    if key is None:
        return None, None
    concept = taxonomy.concept(key)
    return concept.uri, concept.isco
