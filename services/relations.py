"""How far a person's record is from an actor, and so whether a permission reaches it. Asked of a record, or as a filter.

A record out of reach answers exactly as one that does not exist: that somebody is in the programme is itself a secret.
"""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from matcher.audience import EVERYBODY, Audience
from models.candidate import Candidate
from models.queries.candidates import Visible, find_visible
from services.actors import Actor
from services.errors import NotFound
from services.permissions import Reach, is_allowed, reach_of


def distance(actor: Actor, candidate: Candidate) -> Reach:
    """How far the person's record is from the actor: the least reach that still shows it."""
    if actor.organisation_id is not None and candidate.organisation_id == actor.organisation_id:
        return Reach.ORGANISATION
    return Reach.CONSENTED if candidate.consent == "granted" else Reach.ANY


def reaches(actor: Actor, permission: str, candidate: Candidate) -> bool:
    """Whether the actor has the permission for this very record."""
    reach = reach_of(actor, permission)
    return reach is not None and distance(actor, candidate) <= reach


def within_reach(actor: Actor, permission: str, candidate: Candidate | None, reference: str) -> Candidate:
    """The record, or NotFound (`not_found.candidate`) when there is none, or none that the actor may know of."""
    if candidate is None or not reaches(actor, permission, candidate):
        raise NotFound.record("candidate", reference)
    return candidate


def visible_to(actor: Actor, permission: str) -> Visible | None:
    """The same as a filter of people: whom the permission reaches; None for everybody.

    An actor without the permission sees nobody, not even their own.
    """
    reach = reach_of(actor, permission)
    if reach is Reach.ANY:
        return None
    return Visible(None if reach is None else actor.organisation_id, reach is Reach.CONSENTED)


def audience_of(actor: Actor) -> Audience:
    """The same as an audience of rankings: they are made as if nobody else were in the programme."""
    return EVERYBODY if reach_of(actor, "ranking:create") is Reach.ANY else Audience(actor.organisation_id)


def find_reached(session: Session, actor: Actor, permission: str, references: Sequence[str]) -> Collection[str]:
    """Those of the references whom the permission reaches."""
    visible = visible_to(actor, permission)
    if visible is None or not references:
        return references
    return find_visible(session, references=references, visible=visible) if is_allowed(actor, permission) else ()
