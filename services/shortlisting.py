"""Putting somebody on the short list of a vacancy: proposed, and moved on in the same breath, by a named human with a word why."""

from models import workflow
from models.queries.placements import find_open_pair
from services.actors import Actor
from services.errors import StateConflict
from services.installation import Installation
from services.permissions import authorise
from services.placement_needs import StepAsked
from services.placement_steps import locked_placement, take_step
from services.placements import PlacementView, Propose, propose_in, view_of
from services.relations import reached_candidate
from services.vacancy_standing import vacancy_called


def shortlist(installation: Installation, actor: Actor, candidate: str, vacancy: str, note: str) -> PlacementView:
    """Put a person on the short list: a new placement, or the one that is only proposed.

    Raises Forbidden, NotFound (candidate, vacancy), StateConflict (as `propose`; `state_conflict.proposed_already` for one who is further
    on the way), InvalidValue (`invalid_value.note_needed`).
    """
    authorise(actor, "placement:create")
    authorise(actor, "placement:move")
    with installation.writing(actor, "put somebody on a short list") as unit:
        person = reached_candidate(unit, "placement:move", candidate)
        work = vacancy_called(unit.session, vacancy)
        standing = find_open_pair(unit.session, candidate_id=person.id, vacancy_id=work.id)
        if standing is not None and standing.state != workflow.PROPOSED:
            raise StateConflict("state_conflict.proposed_already", parameters={"reference": candidate, "vacancy": vacancy})
        begun = standing or propose_in(installation, unit, Propose(candidate, vacancy))
        unit.session.flush()
        placement = locked_placement(unit, begun.id)
        take_step(installation, unit, placement, StepAsked(workflow.SHORTLISTED, note=note))
        unit.session.flush()
        return view_of(placement, actor)
