"""Initials beside case references on a page, for whoever may know them. A constant number of queries however many people."""

from collections.abc import Sequence

from models.queries.candidates import find_candidate_ids, find_identities
from services.actors import Actor
from services.installation import Installation
from services.permissions import authorise
from services.ranking import initials
from services.readings import note_readings
from services.relations import find_reached


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
        return {reference: initials(identity) for reference, identity in find_identities(unit.session, references=reached).items()}
