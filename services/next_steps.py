"""Nobody is lost: the next step of a person with its day, or why there is none; and who has neither.

A person's next date is the earliest of what models/queries/next_dates.py finds. Here must not live: what is done on that day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.candidate import Candidate
from models.codes import NO_DATE_REASONS
from models.followup import NextStep
from models.queries.next_dates import LostFilter, count_lost, find_next_date, get_next_step
from models.queries.next_dates import list_lost as list_rows
from services.actors import NOBODY, Actor
from services.audited import AuditedView
from services.calendar import minsk_day
from services.errors import InvalidValue, StateConflict
from services.installation import Installation
from services.notes import check_length, check_reason_told
from services.pages import check_page
from services.permissions import Reach, authorise, reach_of
from services.placement_steps import check_named
from services.relations import reached_candidate, reaches, visible_to
from services.unit_of_work import UnitOfWork

FURTHEST = timedelta(days=366)
"""Who is to be seen to in more than a year is as good as lost: a reason says more."""


@dataclass(frozen=True, slots=True)
class SetNextStep:
    """What is next for a person: a day, or a reason of NO_DATE_REASONS why there is none; a note what it is about."""

    candidate: str
    due_on: date | None = None
    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OwnStepView(AuditedView):
    """What somebody set. reason and note: None for readers who may not read them (they may speak of health or custody)."""

    due_on: date | None
    has_reason: bool
    reason: str | None
    note: str | None
    set_at: datetime
    set_by: str


@dataclass(frozen=True, slots=True)
class NextDateView:
    """When somebody is next to be seen to. due_on: None where there is no date; source: what it is for, of SOURCES, where it may be told.

    number: of the check-in or the placement; past: whether the day is over in Minsk; own: what somebody set, None if nobody has.
    """

    candidate: str
    due_on: date | None
    source: str | None
    number: int | None
    past: bool
    own: OwnStepView | None


@dataclass(frozen=True, slots=True)
class LostView:
    """Somebody without a next date that is not past. due_on, source: the date that is past, None where there is none at all."""

    candidate: str
    status: str
    organisation: str | None
    due_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class LostPage:
    """Some of them in order of entry, and the number to go on after (None: no more). n_people: in all; counted for the first page alone."""

    people: tuple[LostView, ...]
    n_people: int | None
    after: int | None


def set_next_step(installation: Installation, actor: Actor, command: SetNextStep) -> NextDateView:
    """Say what is next for a person; it takes the place of what was set before.

    Raises Forbidden, NotFound (`not_found.candidate`), StateConflict (`state_conflict.case_closed`), InvalidValue (neither a day nor a
    reason or both, a day in the past or too far away, `other` without a note).
    """
    authorise(actor, "next_step:set")
    with installation.writing(actor, "set the next step of a person") as unit:
        check_named(actor)
        candidate = reached_candidate(unit, "next_step:set", command.candidate)
        if candidate.status == "closed":
            raise StateConflict("state_conflict.case_closed", parameters={"reference": candidate.case_reference})
        _check(command, minsk_day(unit.now()))
        step = get_next_step(unit.session, candidate_id=candidate.id)
        if step is None:
            step = NextStep(candidate=candidate)
            unit.session.add(step)
        step.due_on, step.reason_code, step.note = command.due_on, command.reason, (command.note or "").strip() or None
        step.set_at, step.set_by, step.set_by_name = unit.now(), actor.id, actor.name
        unit.audit("next_step:set", step, reference=candidate.case_reference)
        unit.session.flush()
        return _view(unit, candidate)


def read_next_step(installation: Installation, actor: Actor, reference: str) -> NextDateView:
    """When a person is next to be seen to and for what. What somebody set is told in the trail. Raises Forbidden, NotFound."""
    authorise(actor, "next_step:read")
    with installation.writing(actor, "read the next step of a person") as unit:
        return _view(unit, reached_candidate(unit, "next_step:read", reference))


def list_lost(installation: Installation, actor: Actor, *, mine: bool = False, after: int = 0, limit: int = 50) -> LostPage:
    """A page of people within reach who are followed and have no next date that is not past, and no reason why, 1 to 200 of them.

    mine: only of the actor's own organisation. A reason excuses that there is no date; it does not excuse one that was missed.
    """
    authorise(actor, "lost:read")
    check_page(limit)
    with installation.reading(actor, "list who has no next date") as unit:
        organisation_id = (actor.organisation_id or NOBODY) if mine else None
        visible = visible_to(actor, "lost:read")
        where = LostFilter(today=minsk_day(unit.now()), organisation_id=organisation_id, visible=visible)
        found = list_rows(unit.session, after=after, limit=limit + 1, where=where)
        people = tuple(
            LostView(reference, status, house, on, source if may_tell(actor, source, house_id) else None)
            for _, reference, status, house, house_id, source, on in found[:limit]
        )
        n_people = count_lost(unit.session, where=where) if after == 0 else None
        return LostPage(people, n_people, found[limit - 1][0] if len(found) > limit else None)


def _check(command: SetNextStep, today: date) -> None:
    if (command.due_on is None) == (command.reason is None):
        raise InvalidValue("invalid_value.next_step", field="due_on")
    if command.due_on is not None and not today <= command.due_on <= today + FURTHEST:
        told = {"earliest": today.isoformat(), "latest": (today + FURTHEST).isoformat()}
        raise InvalidValue("invalid_value.next_step_day", field="due_on", parameters=told)
    if command.reason is not None and command.reason not in NO_DATE_REASONS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": command.reason})
    check_length(command.note)
    check_reason_told(command.reason, command.note)


def _view(unit: UnitOfWork, candidate: Candidate) -> NextDateView:
    found = find_next_date(unit.session, candidate_id=candidate.id)
    source, due_on, number = found if found is not None else (None, None, None)
    past = due_on is not None and due_on < minsk_day(unit.now())
    step, own = get_next_step(unit.session, candidate_id=candidate.id), None
    if step is not None:
        restricted = reaches(unit.actor, "restriction:read", candidate)
        with unit.disclosing("next_step:read", step, *(["reason", "note"] if restricted else []), reference=candidate.case_reference):
            own = _own(step, restricted=restricted)
    if not may_tell(unit.actor, source, candidate.organisation_id):
        source = number = None
    return NextDateView(candidate.case_reference, due_on, source, None if source == "own_step" else number, past, own)


def may_tell(actor: Actor, source: str | None, organisation_id: int | None) -> bool:
    """Whether the actor may know what a date is for: that a person needs support is known to their own organisation alone."""
    everybody = reach_of(actor, "support_need:read") is Reach.ANY
    return source != "support" or everybody or (organisation_id is not None and organisation_id == actor.organisation_id)


def _own(step: NextStep, *, restricted: bool) -> OwnStepView:
    reason, note = (step.reason_code, step.note) if restricted else (None, None)
    return OwnStepView(step.due_on, step.reason_code is not None, reason, note, step.set_at, step.set_by_name)
