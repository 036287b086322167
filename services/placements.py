"""Placements as use cases: propose, move, take back, look at, list; the history of one with its reasons.

The workflow itself is a table (models/workflow.py) and goes through services/placement_steps.py. Order is advice: nobody is proposed,
introduced or refused but by a named human.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from models import workflow
from models.placement import Placement, PlacementTransition
from models.queries.placements import PlacementFilter, find_open_pair, get_placement
from models.queries.placements import list_placements as list_records
from services.actors import NOBODY, Actor, Role
from services.audited import AuditedView
from services.errors import NotFound, StateConflict, check_version
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.placement_needs import StepAsked
from services.placement_steps import locked_placement, state_before, take_back, take_step
from services.relations import reached_candidate, reaches, visible_to
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import vacancy_called

FULL_RATE = 1


@dataclass(frozen=True, slots=True)
class Propose:
    """Whom to propose for what."""

    candidate: str
    vacancy: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A step of a placement. version: as it was read; None moves whatever is there. The rest as in StepAsked."""

    placement: int
    to: str
    reason: str | None = None
    note: str | None = None
    may_tell: bool | None = None
    on: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PlacementView:
    """A placement without its reasons. next_steps: states that this actor's role may lead it to, if their needs are met.

    candidate: the case reference; None for employers, who know people by their introduction.
    """

    id: int
    candidate: str | None
    vacancy: str
    title: str
    employer: str
    introduction: int | None
    state: str
    since: date
    referred_on: date | None
    answer_by: date | None
    started_on: date | None
    closed_on: date | None
    next_steps: tuple[str, ...]
    correctable: bool
    version: int


@dataclass(frozen=True, slots=True)
class TransitionView(AuditedView):
    """One step as it was written down. reason and note: None for readers who may not read them (they may speak of health)."""

    position: int
    from_state: str | None
    to_state: str
    kind: str
    actor: str
    role: str
    reason: str | None
    note: str | None
    may_tell: bool | None
    caused_by: int | None
    at: datetime
    on_day: date


@dataclass(frozen=True, slots=True)
class PlacementPage:
    """Some placements in order of entry, and the number to go on after (None: no more)."""

    placements: tuple[PlacementView, ...]
    after: int | None


def propose(installation: Installation, actor: Actor, command: Propose) -> PlacementView:
    """Begin a placement: a named human thinks that this person and this vacancy fit.

    Raises Forbidden, NotFound (candidate, vacancy), StateConflict (`state_conflict.not_eligible`, `state_conflict.proposed_already`, the
    vacancy is not open).
    """
    authorise(actor, "placement:create")
    with installation.writing(actor, "propose a placement") as unit:
        return view_of(propose_in(installation, unit, command), actor)


def propose_in(installation: Installation, unit: UnitOfWork, command: Propose) -> Placement:
    """The same inside a unit that does more. Whoever calls it has asked for `placement:create`."""
    candidate = reached_candidate(unit, "placement:create", command.candidate)
    vacancy = vacancy_called(unit.session, command.vacancy)
    if find_open_pair(unit.session, candidate_id=candidate.id, vacancy_id=vacancy.id) is not None:
        where = {"reference": candidate.case_reference, "vacancy": vacancy.reference}
        raise StateConflict("state_conflict.proposed_already", parameters=where)
    with unit.session.no_autoflush:  # until the first step gives it its state, it is no record yet
        placement = Placement(
            candidate=candidate, candidate_id=candidate.id, vacancy=vacancy, vacancy_id=vacancy.id, full_time=vacancy.rate >= FULL_RATE,
            created_at=unit.now(), updated_at=unit.now(),
        )  # fmt: skip
        unit.session.add(placement)
        take_step(installation, unit, placement, StepAsked(workflow.PROPOSED, note=command.note))
    return placement


def move(installation: Installation, actor: Actor, command: Move) -> PlacementView:
    """Take one step of the workflow.

    Raises Forbidden, NotFound (`not_found.placement`), StaleVersion, StateConflict (the state, a need, no place left), InvalidValue.
    """
    authorise(actor, "placement:move")
    with installation.writing(actor, "move a placement") as unit:
        placement = _reached(unit, "placement:move", locked_placement(unit, command.placement))
        check_version(command.version, placement.version)
        asked = StepAsked(command.to, command.reason, command.note, command.may_tell, command.on)
        take_step(installation, unit, placement, asked)
        unit.session.flush()
        return view_of(placement, actor)


def correct(installation: Installation, actor: Actor, number: int, note: str, version: int | None = None) -> PlacementView:
    """Take the last step of a placement back, with a note why. Raises as `move`, and where there is nothing to take back."""
    authorise(actor, "placement:correct")
    with installation.writing(actor, "correct a placement") as unit:
        placement = _reached(unit, "placement:correct", locked_placement(unit, number))
        check_version(version, placement.version)
        take_back(installation, unit, placement, note)
        unit.session.flush()
        return view_of(placement, actor)


def get_placement_view(installation: Installation, actor: Actor, number: int) -> PlacementView:
    """One placement. Raises Forbidden, NotFound (`not_found.placement`)."""
    authorise(actor, "placement:read")
    with installation.reading(actor, "read a placement") as unit:
        return view_of(_found(unit, "placement:read", number), actor)


def list_placements(installation: Installation, actor: Actor, where: PlacementFilter, after: int = 0, limit: int = 50) -> PlacementPage:
    """A page of placements in order of entry, 1 to 200 of them; an employer's own from the introduction on."""
    authorise(actor, "placement:read")
    check_page(limit)
    with installation.reading(actor, "list placements") as unit:
        found = list_records(unit.session, after=after, limit=limit + 1, where=within(where, actor))
        more = found[limit - 1].id if len(found) > limit else None
        return PlacementPage(tuple(view_of(placement, actor) for placement in found[:limit]), more)


def read_history(installation: Installation, actor: Actor, number: int) -> tuple[TransitionView, ...]:
    """Every step of a placement with who took it; reasons and notes for those who may read restrictions. Told in the trail."""
    authorise(actor, "placement_history:read")
    with installation.writing(actor, "read the history of a placement") as unit:
        placement = _found(unit, "placement_history:read", number)
        restricted = reaches(actor, "restriction:read", placement.candidate)
        with unit.disclosing("placement:read", placement, *(["reason", "note"] if restricted else [])):
            return tuple(_transition(transition, restricted=restricted) for transition in placement.transitions)


def within(where: PlacementFilter, actor: Actor) -> PlacementFilter:
    """The filter narrowed to what the actor may know of."""
    if actor.role is Role.EMPLOYER:
        return replace(where, employer_id=actor.employer_id or NOBODY)
    return replace(where, visible=visible_to(actor, "placement:read"))


def view_of(placement: Placement, actor: Actor) -> PlacementView:
    """The placement as this actor may see it."""
    own, role = actor.role is Role.EMPLOYER, actor.role.value
    correctable = role in workflow.CORRECTED_BY and state_before(placement) is not None
    return PlacementView(
        placement.id, None if own else placement.candidate.case_reference, placement.vacancy.reference, placement.vacancy.title,
        placement.vacancy.employer.name, placement.introduction_id, placement.state, placement.transitions[-1].on_day,
        placement.referred_on, placement.answer_by, placement.started_on, placement.closed_on, workflow.steps_from(placement.state, role),
        correctable, placement.version,
    )  # fmt: skip


def _found(unit: UnitOfWork, permission: str, number: int) -> Placement:
    placement = get_placement(unit.session, placement_id=number)
    if placement is None:
        raise NotFound.record("placement", number)
    return _reached(unit, permission, placement)


def _reached(unit: UnitOfWork, permission: str, placement: Placement) -> Placement:
    """The placement, or NotFound: an employer's own while the introduction stands, anybody else's by the person's record."""
    actor = unit.actor
    if actor.role is Role.EMPLOYER:
        standing = placement.introduction is not None and placement.introduction.ended_at is None
        with_them = standing and placement.state in (*workflow.WAITING, *workflow.ACTIVE)
        known = with_them and placement.vacancy.employer_id == actor.employer_id
    else:
        known = reaches(actor, permission, placement.candidate)
    if not known:
        raise NotFound.record("placement", placement.id)
    return placement


def _transition(step: PlacementTransition, *, restricted: bool) -> TransitionView:
    reason, note = (step.reason_code, step.note) if restricted else (None, None)
    return TransitionView(
        step.position, step.from_state, step.to_state, step.kind, step.actor_name, step.actor_role, reason, note, step.may_tell,
        step.caused_by, step.at, step.on_day,
    )  # fmt: skip
