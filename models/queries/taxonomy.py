"""Queries about concepts, their labels and relations."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session, selectinload

from models.base import fold
from models.queries.pieces import containing, pieces
from models.taxonomy import Concept, ConceptBroader, ConceptLabel, OccupationSkill


def get_concept(session: Session, *, key: str) -> Concept | None:
    """One concept with its labels."""
    return session.scalar(select(Concept).where(Concept.key == key).options(selectinload(Concept.labels)))


def find_concepts(session: Session, *, keys: Sequence[str]) -> dict[str, Concept]:
    """Those of the keys that exist, with their labels."""
    found: dict[str, Concept] = {}
    for piece in pieces(keys):
        rows = session.scalars(select(Concept).where(Concept.key.in_(piece)).options(selectinload(Concept.labels)))
        found |= {concept.key: concept for concept in rows}
    return found


def search_labels(
    session: Session, *, text: str, language: str | None = None, kind: str | None = None, limit: int = 20
) -> list[ConceptLabel]:
    """Labels that contain the text, each with its concept: the same first, then those that begin with it, then short before long.

    For completing what somebody types; the matcher's resolver understands whole phrases. Empty text finds nothing.
    """
    folded = fold(text)
    if not folded:
        return []
    nearness = case((ConceptLabel.folded == folded, 0), (ConceptLabel.folded.startswith(folded, autoescape=True), 1), else_=2)
    found = (
        select(ConceptLabel)
        .join(ConceptLabel.concept)
        .where(containing(ConceptLabel.folded, folded))
        .order_by(nearness, func.length(ConceptLabel.folded), ConceptLabel.folded, ConceptLabel.concept_key, ConceptLabel.language)
        .limit(limit)
        .options(selectinload(ConceptLabel.concept))
    )
    if language is not None:
        found = found.where(ConceptLabel.language == language)
    if kind is not None:
        found = found.where(Concept.kind == kind)
    return list(session.scalars(found))


def count_concepts(session: Session, *, kind: str | None = None, source: str | None = None) -> int:
    """How many concepts there are."""
    wanted = [column == value for column, value in ((Concept.kind, kind), (Concept.source, source)) if value is not None]
    return session.scalar(select(func.count()).select_from(Concept).where(*wanted)) or 0


def stream_concepts(session: Session) -> Iterator[Row[str, str, str | None, str | None, str]]:
    """Rows (key, kind, uri, isco, source) in order of the key."""
    yield from session.execute(select(Concept.key, Concept.kind, Concept.uri, Concept.isco, Concept.source).order_by(Concept.key))


def stream_labels(session: Session) -> Iterator[Row[str, str, str, bool]]:
    """Rows (concept_key, language, label, is_preferred) in order of these."""
    columns = (ConceptLabel.concept_key, ConceptLabel.language, ConceptLabel.label, ConceptLabel.is_preferred)
    yield from session.execute(select(*columns).order_by(*columns[:3]))


def stream_broader(session: Session) -> Iterator[Row[str, str]]:
    """Rows (concept_key, broader_key) in order."""
    columns = (ConceptBroader.concept_key, ConceptBroader.broader_key)
    yield from session.execute(select(*columns).order_by(*columns))


def stream_occupation_skills(session: Session) -> Iterator[Row[str, str, str]]:
    """Rows (occupation_key, skill_key, relation) in order."""
    columns = (OccupationSkill.occupation_key, OccupationSkill.skill_key, OccupationSkill.relation)
    yield from session.execute(select(*columns).order_by(*columns))
