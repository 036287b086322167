"""Whom a file may enter or change: an organisation's file speaks of its own people only.

A row that names somebody else's case is refused like a taken reference; somebody else's people are never suspected to be the same person,
because a suspicion would already tell that they are in the programme. Here must not live: how rows are read or stored.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from models.base import fold
from models.queries.candidates import find_candidate_ids
from models.queries.identities import KnownPerson
from services.actors import Actor
from services.errors import Conflict, InvalidValue
from services.importing.references import references_of
from services.importing.rows import CandidateRow
from services.permissions import Reach
from services.relations import find_reached

PERMISSION = "candidates:import"


def own_rows(actor: Actor, reach: Reach, rows: Sequence[CandidateRow]) -> list[CandidateRow]:
    """The rows, entered for the actor's own organisation unless the actor may enter people for any.

    Raises InvalidValue (`invalid_value.organisation`) when a row names another organisation.
    """
    if reach is Reach.ANY:
        return list(rows)
    own = actor.organisation or ""
    for row in rows:
        if row.organisation and fold(row.organisation) != fold(own):
            raise InvalidValue("invalid_value.organisation", field="organisation", remedy="leave_out", parameters={"organisation": own})
    return [replace(row, organisation=own) for row in rows]


def own_people(session: Session, actor: Actor, known: Sequence[KnownPerson]) -> list[KnownPerson]:
    """Those of the known people whom the actor's file may speak of."""
    reached = set(find_reached(session, actor, PERMISSION, [person.reference for person in known]))
    return [person for person in known if person.reference in reached]


def own_references(
    session: Session, actor: Actor, rows: Sequence[CandidateRow], known: Sequence[KnownPerson], sha256: str
) -> dict[int, str]:
    """Row → reference, as `references_of` finds it. Raises Conflict (`conflict.reference_taken`) for somebody else's case."""
    references = references_of(session, rows, known, sha256)
    refuse_foreign_cases(session, actor, list(references.values()))
    return references


def refuse_foreign_cases(session: Session, actor: Actor, references: Sequence[str]) -> None:
    """Raises Conflict (`conflict.reference_taken`) when one of the references is a case that the actor's file may not change."""
    held = find_candidate_ids(session, references=references)
    foreign = held.keys() - set(find_reached(session, actor, PERMISSION, list(held)))
    if foreign:
        raise Conflict("conflict.reference_taken", field="reference", parameters={"reference": min(foreign)})
