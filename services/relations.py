"""How far a person's record is from an actor, and so whether a permission reaches it. Asked of a record, or as a filter.

A record out of reach answers exactly as one that does not exist: that somebody is in the programme is itself a secret. There is no flag
that overrides this. In an emergency two people may open one case to one actor for a day (services/emergencies.py).
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session, object_session

from matcher.audience import EVERYBODY, Audience
from models.base import utc_now
from models.candidate import Candidate
from models.queries.candidates import Visible, find_visible, get_known_candidate
from models.queries.consents import has_emergency_access
from services.actors import Actor
from services.calendar import today
from services.errors import NotFound
from services.permissions import EMERGENCY_OPENS, Reach, is_allowed, reach_of
from services.unit_of_work import UnitOfWork


def distance(actor: Actor, candidate: Candidate, on: date | None = None) -> Reach:
    """How far the person's record is from the actor on a day (today): the least reach that still shows it."""
    if actor.organisation_id is not None and candidate.organisation_id == actor.organisation_id:
        return Reach.ORGANISATION
    return Reach.CONSENTED if agreed_to_be_seen(candidate, actor.organisation_id, on or today()) else Reach.ANY


def agreed_to_be_seen(candidate: Candidate, organisation_id: int | None, on: date) -> bool:
    """Whether the person agreed to be seen by every organisation of the programme, or by this one."""
    ended = any(c.is_general and c.state == "granted" and c.expires_on is not None and c.expires_on < on for c in candidate.consents)
    if candidate.consent == "granted" and not ended:
        return True
    return organisation_id is not None and any(c.opens_to(organisation_id) and c.is_live(on) for c in candidate.consents)


def reaches(actor: Actor, permission: str, candidate: Candidate) -> bool:
    """Whether the actor has the permission for this very record."""
    reach = reach_of(actor, permission)
    return reach is not None and (distance(actor, candidate) <= reach or _in_an_emergency(actor, permission, candidate))


def _in_an_emergency(actor: Actor, permission: str, candidate: Candidate) -> bool:
    session = object_session(candidate)
    if permission not in EMERGENCY_OPENS or session is None:
        return False
    return has_emergency_access(session, actor_id=actor.id, candidate_id=candidate.id, at=utc_now())


def within_reach(actor: Actor, permission: str, candidate: Candidate | None, reference: str) -> Candidate:
    """The record, or NotFound (`not_found.candidate`) when there is none, or none that the actor may know of."""
    if candidate is None or not reaches(actor, permission, candidate):
        raise NotFound.record("candidate", reference)
    return candidate


def reached_candidate(unit: UnitOfWork, permission: str, reference: str) -> Candidate:
    """The person with this case reference, or NotFound as `within_reach` says."""
    return within_reach(unit.actor, permission, get_known_candidate(unit.session, reference=reference), reference)


def visible_to(actor: Actor, permission: str) -> Visible | None:
    """The same as a filter of people: whom the permission reaches; None for everybody.

    An actor without the permission sees nobody, not even their own. Access in an emergency is to one case and is in no list.
    """
    reach = reach_of(actor, permission)
    if reach is Reach.ANY:
        return None
    return Visible(None if reach is None else actor.organisation_id, reach is Reach.CONSENTED, today())


def audience_of(actor: Actor) -> Audience:
    """The same as an audience of rankings: they are made as if nobody else were in the programme."""
    return EVERYBODY if reach_of(actor, "ranking:create") is Reach.ANY else Audience(actor.organisation_id)


def find_reached(session: Session, actor: Actor, permission: str, references: Sequence[str]) -> Collection[str]:
    """Those of the references whom the permission reaches."""
    visible = visible_to(actor, permission)
    if visible is None or not references:
        return references
    return find_visible(session, references=references, visible=visible) if is_allowed(actor, permission) else ()
