"""Aliases as use cases: somebody says what a written text means. A proposal changes nothing until it is accepted by another use case."""

from dataclasses import dataclass

from sqlalchemy import select

from matcher.types import ConceptKind
from models.base import fold
from models.taxonomy import Alias, Concept
from services.actors import Actor
from services.errors import InvalidValue
from services.installation import Installation
from services.permissions import authorise
from services.understanding import label_of


@dataclass(frozen=True, slots=True)
class ProposedAlias:
    """A proposal, ready to be shown. state: `proposed`, or what was decided when the same was proposed before."""

    id: int
    text: str
    kind: str
    concept: str
    label: str
    state: str


def propose_alias(
    installation: Installation, actor: Actor, text: str, kind: ConceptKind, concept: str, language: str = "ru"
) -> ProposedAlias:
    """Say that a text means a concept. The same proposal twice is one.

    Raises Forbidden, InvalidValue (`invalid_value.concept`: there is no such concept of this kind).
    """
    authorise(actor, "alias:propose")
    with installation.writing(actor, "propose an alias") as unit:
        known = unit.session.get(Concept, concept)
        if known is None or known.kind != kind.value:
            raise InvalidValue("invalid_value.concept", field="concept", parameters={"concept": concept})
        same = select(Alias).where(Alias.kind == kind.value, Alias.folded == fold(text), Alias.concept_key == concept)
        alias = unit.session.scalar(same)
        if alias is None:
            alias = Alias(kind=kind.value, text=text.strip(), concept_key=concept, proposed_by=actor.id, state="proposed")
            unit.session.add(alias)
            unit.session.flush()
            unit.audit("alias:propose", alias, text=text.strip(), concept=concept)
        label = label_of(installation.knowledge(unit.session).taxonomy, concept, language) or concept
        return ProposedAlias(alias.id, alias.text, alias.kind, alias.concept_key, label, alias.state)
