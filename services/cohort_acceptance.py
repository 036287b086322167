"""Accepting a cohort plan: a named coordinator makes placements of its pairs, proposed and shortlisted, and nothing further.

Consent, referral and all that follows goes its ordinary way, step by step, each by a human. Either every pair asked for becomes a placement
or none does.
"""

from collections.abc import Sequence

from models import workflow
from models.pilot import CohortPlanPair
from models.queries.placements import find_open_pair
from services.actors import Actor
from services.cohort_plans import newest, shown_plan
from services.cohort_views import PlanView, visible_pairs
from services.errors import NotFound, StateConflict
from services.installation import Installation
from services.notes import check_said
from services.permissions import authorise
from services.placement_needs import StepAsked
from services.placement_steps import check_named, take_step
from services.placements import Propose, propose_in
from services.under_way import Tell, tell_nobody
from services.unit_of_work import UnitOfWork


def accept_plan(
    installation: Installation, actor: Actor, reference: str, number: int, note: str, candidates: Sequence[str] | None = None,
    tell: Tell = tell_nobody,
) -> PlanView:  # fmt: skip
    """Make placements of the newest plan's pairs, all of them or those of these people; the note is kept with each of them. tell: hears how
    far it is.

    Pairs accepted before stay as they are. Raises Forbidden (`forbidden.nameless`), NotFound (`not_found.candidate`: not in the plan),
    StateConflict (`state_conflict.plan_replaced`, `state_conflict.nothing_to_accept`, `state_conflict.no_place_to_accept`, and what a
    proposal says: `state_conflict.not_eligible`, …), InvalidValue (`invalid_value.note_needed`).
    """
    authorise(actor, "cohort_plan:accept")
    authorise(actor, "placement:create")
    check_named(actor)
    check_said(note)
    with installation.writing(actor, "accept a cohort plan") as unit:
        plan = newest(unit.session, reference, number)
        chosen = _chosen(visible_pairs(unit, plan), candidates)
        if not chosen:
            raise StateConflict("state_conflict.nothing_to_accept", parameters={"reference": number})
        for done, pair in enumerate(chosen):
            tell("store", done, len(chosen))
            _place(installation, unit, pair, note.strip())
            pair.locked = pair.accepted = True
        plan.state, plan.accepted_by, plan.accepted_by_name, plan.accepted_at = "accepted", actor.id, actor.name, unit.now()
        unit.session.flush()
        unit.audit("cohort_plan:accept", plan, pilot=reference, n_accepted=len(chosen))
        return shown_plan(unit, "cohort_plan:accept", plan)


def _chosen(pairs: Sequence[CohortPlanPair], candidates: Sequence[str] | None) -> list[CohortPlanPair]:
    """The pairs to accept now."""
    lines = {pair.candidate.case_reference: pair for pair in pairs}
    for candidate in candidates or ():
        if candidate not in lines:
            raise NotFound.record("candidate", candidate)
        if lines[candidate].vacancy_id is None:
            raise StateConflict("state_conflict.no_place_to_accept", parameters={"reference": candidate})
    wanted = lines.values() if candidates is None else (lines[candidate] for candidate in dict.fromkeys(candidates))
    return [pair for pair in wanted if pair.vacancy_id is not None and not pair.accepted]


def _place(installation: Installation, unit: UnitOfWork, pair: CohortPlanPair, note: str) -> None:
    """A placement of the pair that is at least shortlisted; one that is further on its way stays where it is."""
    if pair.vacancy is None:
        return
    placement = find_open_pair(unit.session, candidate_id=pair.candidate_id, vacancy_id=pair.vacancy.id)
    if placement is None:
        placement = propose_in(installation, unit, Propose(pair.candidate.case_reference, pair.vacancy.reference, note))
    if placement.state == workflow.PROPOSED:
        take_step(installation, unit, placement, StepAsked(workflow.SHORTLISTED, note=note))
