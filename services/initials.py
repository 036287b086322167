"""Initials beside case references, for whoever may know them. A constant number of queries however many people."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from models.queries.candidates import find_candidate_ids, find_identities
from services.actors import Actor
from services.installation import Installation
from services.permissions import authorise
from services.readings import note_readings
from services.relations import find_reached
from services.unit_of_work import UnitOfWork


class Named(Protocol):
    """Whoever has a surname and a given name, known or not."""

    @property
    def surname(self) -> str | None:
        """As written."""

    @property
    def given_name(self) -> str | None:
        """As written."""


def find_initials(installation: Installation, actor: Actor, references: Sequence[str]) -> dict[str, str]:
    """Case reference → initials, of those whose names the actor may know; told in the trail. Raises Forbidden."""
    authorise(actor, "candidate:read")
    wanted = list(dict.fromkeys(references))
    if not wanted:
        return {}
    with installation.writing(actor, "name people") as unit:
        reached = sorted(find_reached(unit.session, actor, "identity:read", wanted))
        note_readings(unit, find_candidate_ids(unit.session, references=reached).values())
        unit.audit("candidate:list", n_shown=len(reached), named=True)
        return _initials_of(unit.session, reached)


def reached_initials(unit: UnitOfWork, references: Sequence[str]) -> dict[str, str]:
    """The same inside a use case that tells of its own reading: of those among the references whose names the actor may know."""
    return _initials_of(unit.session, list(find_reached(unit.session, unit.actor, "identity:read", references)))


def initials(identity: Named) -> str:
    """The first letters of surname and given name ("К. А.")."""
    return " ".join(f"{part[0]}." for part in (identity.surname, identity.given_name) if part)


def _initials_of(session: Session, references: Sequence[str]) -> dict[str, str]:
    return {reference: initials(identity) for reference, identity in find_identities(session, references=references).items()}
