"""One step of a placement inside a unit of work: allowed by the table, its needs met, its consequences drawn, its transition written.

Other use cases (a check-in, an accepted plan, a withdrawn consent) move placements through here too: there is no second way. Only a named
human takes a step; what follows by itself is written down as automatic, with the placement that caused it.
"""

from dataclasses import replace

from models import workflow
from models.placement import Notice, Placement, PlacementTransition
from models.queries.consents import find_live_introduction_consent
from models.queries.placements import (
    find_closed_by,
    find_open_pair,
    find_open_placements,
    find_vacancy_of,
    get_placement,
    lock_vacancy,
)
from models.workflow import CORRECTED_BY, STEPS, Step
from services.actors import COMMAND_LINE_ACTOR, Actor
from services.calendar import minsk_day
from services.errors import Forbidden, InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.notes import check_said
from services.placement_effects import fit_to_state, settle, take_out_of_state
from services.placement_needs import Found, StepAsked, Taking, check_needs, free_place
from services.unit_of_work import UnitOfWork


def locked_placement(unit: UnitOfWork, number: int) -> Placement:
    """The placement as it is now, with its vacancy's row held: places are counted and taken by one at a time. Raises NotFound."""
    vacancy_id = find_vacancy_of(unit.session, placement_id=number)
    if vacancy_id is not None:
        lock_vacancy(unit.session, vacancy_id=vacancy_id)
    placement = get_placement(unit.session, placement_id=number)
    if placement is None:
        raise NotFound.record("placement", number)
    return placement


def take_step(installation: Installation, unit: UnitOfWork, placement: Placement, asked: StepAsked) -> None:
    """Move a placement as the unit's actor asks, a named human.

    A step to `started` needs the placement from `locked_placement`. Raises Forbidden (`forbidden.placement_step`, `forbidden.nameless`),
    StateConflict (`state_conflict.placement_step`, and what the step's needs say), InvalidValue.
    """
    check_named(unit.actor)
    step = _step_for(placement, asked.to, unit.actor.role.value)
    _move(_taking(installation, unit, placement, asked, workflow.STEP), step, None)


def close_by_itself(
    installation: Installation, unit: UnitOfWork, placement: Placement, asked: StepAsked, code: str, cause: Placement | None = None
) -> None:
    """Close a placement because of something else: another placement, a day that is over, a consent taken back. Its caseworkers are told.

    code: of the notice; cause: the placement whose step it follows from.
    """
    step = _step_for(placement, asked.to, workflow.DAY_OVER)
    _move(_taking(installation, unit, placement, asked, workflow.AUTOMATIC), step, cause)
    tell_caseworkers(unit, placement, code)


def take_back(installation: Installation, unit: UnitOfWork, placement: Placement, note: str | None) -> None:
    """Take the last step back: a new transition to the state before. What the step closed by itself is opened again.

    Needs the placement from `locked_placement`. Raises Forbidden, StateConflict (`state_conflict.nothing_to_correct`, and where the
    consent or the place is gone), InvalidValue (`invalid_value.note_needed`).
    """
    check_named(unit.actor)
    if unit.actor.role.value not in CORRECTED_BY:
        raise Forbidden("forbidden.placement_step", parameters={"to": "correction", "role": unit.actor.role.value})
    check_said(note)
    before, left = state_before(placement), placement.state
    if before is None:
        raise StateConflict("state_conflict.nothing_to_correct", parameters={"reference": placement.id})
    _restore(_taking(installation, unit, placement, StepAsked(before, note=note), workflow.CORRECTION), None)
    if left == workflow.STARTED:
        for closed in find_closed_by(unit.session, placement_id=placement.id):
            _reopen(installation, unit, closed, placement)


def state_before(placement: Placement) -> str | None:
    """The state that a correction would lead back to: the one before the last step not taken back. None: there is none."""
    stack: list[str] = []
    for transition in placement.transitions:
        if transition.kind == workflow.CORRECTION:
            stack.pop()
        else:
            stack.append(transition.to_state)
    return stack[-2] if len(stack) > 1 else None


def check_named(actor: Actor) -> None:
    """Refuse a step that no named human takes (`forbidden.nameless`): the bare command line, or nobody."""
    if not actor.name.strip() or actor.name == COMMAND_LINE_ACTOR.name:
        raise Forbidden("forbidden.nameless", remedy="say_who")


def tell_caseworkers(unit: UnitOfWork, placement: Placement, code: str) -> None:
    """Leave a notice for the organisation that looks after the person; for coordinators where there is none."""
    organisation_id = placement.candidate.organisation_id
    role = "coordinator" if organisation_id is None else None
    details = {"state": placement.state, "vacancy": placement.vacancy.reference}
    notice = Notice(
        code=code, organisation_id=organisation_id, role=role, candidate=placement.candidate, placement=placement, details=details,
        at=unit.now(),
    )  # fmt: skip
    unit.session.add(notice)


def _taking(installation: Installation, unit: UnitOfWork, placement: Placement, asked: StepAsked, kind: str) -> Taking:
    return Taking(
        installation, unit, placement, replace(asked, note=(asked.note or "").strip() or None), minsk_day(unit.now()), Found(), kind
    )


def _step_for(placement: Placement, to: str, who: str) -> Step:
    """The line of the table. A closed placement says how it closed: whoever came second reads why."""
    step = STEPS.get(to)
    if step is None:
        raise InvalidValue("invalid_value.placement_state", field="to", parameters={"to": to})
    if who not in step.who:
        raise Forbidden("forbidden.placement_step", parameters={"to": to, "role": who})
    first = not placement.transitions and not step.leaves
    if not first and placement.state not in step.leaves:
        told = {"from_state": placement.state, "to_state": to}
        raise StateConflict("state_conflict.placement_step", field="to", remedy="read_again", parameters=told)
    return step


def _move(taking: Taking, step: Step, cause: Placement | None) -> None:
    check_needs(taking, step)
    placement, unit = taking.placement, taking.unit
    left = placement.state if placement.transitions else None
    fit_to_state(taking, taking.asked.to)
    _write(taking, left, cause)
    _draw_consequences(taking, left)
    unit.audit("placement:move", placement, to=placement.state, kind=taking.kind)


def _draw_consequences(taking: Taking, left: str | None) -> None:
    settle(taking, left)
    if taking.placement.is_active and left not in workflow.ACTIVE:
        _close_others(taking)


def _close_others(taking: Taking) -> None:
    """Somebody is at work: their other placements close, and where the last place went, everybody else's for this vacancy."""
    placement = taking.placement
    filled = placement.vacancy.status == "filled"
    others = find_open_placements(
        taking.unit.session, candidate_id=placement.candidate_id, vacancy_id=placement.vacancy_id if filled else None
    )
    for other in others:
        to = workflow.HIRED_ELSEWHERE if other.candidate_id == placement.candidate_id else workflow.VACANCY_FILLED
        close_by_itself(taking.installation, taking.unit, other, StepAsked(to), to, placement)


def _restore(taking: Taking, cause: Placement | None) -> None:
    placement, to = taking.placement, taking.asked.to
    if to in workflow.ACTIVE and placement.place_number is None:
        free_place(taking)
    left = placement.state
    taken_from = placement.transitions[-1]
    take_out_of_state(placement, to)
    fit_to_state(taking, to)
    if to in workflow.WITH_REASON:
        placement.reason_code, placement.may_tell = taken_from.reason_code, taken_from.may_tell
    _write(taking, left, cause)
    _draw_consequences(taking, left)
    taking.unit.audit("placement:correct", placement, to=to)


def _reopen(installation: Installation, unit: UnitOfWork, closed: Placement, cause: Placement) -> None:
    """What a step that was taken back had closed is open again; not where the person has taken their consent back or began anew since."""
    pair = {"candidate_id": closed.candidate_id, "vacancy_id": closed.vacancy_id}
    consented = find_live_introduction_consent(unit.session, **pair, day=minsk_day(unit.now())) is not None
    before = state_before(closed)
    if before is None or find_open_pair(unit.session, **pair) is not None or (closed.consent_id is not None and not consented):
        return
    _restore(_taking(installation, unit, closed, StepAsked(before), workflow.CORRECTION), cause)
    tell_caseworkers(unit, closed, "reopened")


def _write(taking: Taking, left: str | None, cause: Placement | None) -> None:
    """Append the transition."""
    placement, asked, unit = taking.placement, taking.asked, taking.unit
    transition = PlacementTransition(
        from_state=left, to_state=placement.state, kind=taking.kind, actor_id=unit.actor.id, actor_name=unit.actor.name,
        actor_role=unit.actor.role.value, reason_code=asked.reason, note=asked.note, may_tell=asked.may_tell,
        caused_by=cause.id if cause else None, at=unit.now(), on_day=taking.day,
    )  # fmt: skip
    placement.transitions.append(transition)
