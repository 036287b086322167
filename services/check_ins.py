"""Check-ins as use cases: what is due, one with its attempts, and what came of an attempt. Which there are: services/check_in_days.py.

Who still works after three and six months is moved on by the same named human in the same transaction; who left is noted as such.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from models import workflow
from models.codes import UNREACHED_REASONS
from models.followup import CheckIn, CheckInContact
from models.placement import Notice, Placement
from models.queries.followup import DueFilter, find_check_ins, get_check_in, list_due
from services.actors import NOBODY, Actor
from services.audited import AuditedView
from services.calendar import minsk_day
from services.check_in_days import RETAINED_FROM, close_check_in
from services.errors import InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.notes import check_length, check_reason_told
from services.pages import check_page
from services.permissions import authorise
from services.placement_needs import StepAsked
from services.placement_steps import check_named, locked_placement, take_step
from services.relations import reaches, visible_to
from services.unit_of_work import UnitOfWork

TRY_AGAIN_AFTER = timedelta(days=3)
"""Long enough for a message to be answered and a run of shifts to end; short enough that three attempts fit into ten days."""
MISSED_UNTIL_ESCALATED = 3
"""One missed call means nothing, two may be a run of shifts; after three somebody with more ways to find a person has to know."""
WHEN = ("all", "overdue", "today", "ahead")
LONGEST_AHEAD = 366


@dataclass(frozen=True, slots=True)
class WhatIsDue:
    """Which open check-ins. when: one of WHEN; ahead reaches `days` days from tomorrow, all everything up to then.

    mine: only of the actor's own organisation.
    """

    when: str = "all"
    days: int = 7
    escalated: bool = False
    candidate: str | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of an attempt. reason: of workflow.REASONS with `left`, of UNREACHED_REASONS with `unreachable`.

    may_tell, on: as in a step to `ended`: whether the person may be told of the reason, and the last day at work.
    """

    check_in: int
    result: str
    reason: str | None = None
    note: str | None = None
    may_tell: bool | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckInView:
    """One check-in without its reasons. act_on: the day on which somebody is to ask; when: against today in Minsk, None unless open."""

    id: int
    placement: int
    placement_state: str
    candidate: str
    vacancy: str
    title: str
    employer: str
    day_number: int
    due_on: date
    act_on: date
    when: str | None
    state: str
    result: str | None
    n_missed: int
    escalated_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactView(AuditedView):
    """One attempt. reason and note: None for readers who may not read them (they may speak of health)."""

    position: int
    at: datetime
    actor: str
    role: str
    result: str
    reason: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class DuePage:
    """Some check-ins by the day on which somebody is to ask; after: the day and number to go on after, None where there are no more."""

    check_ins: tuple[CheckInView, ...]
    after: tuple[date, int] | None


def list_due_check_ins(
    installation: Installation, actor: Actor, asked: WhatIsDue, after: tuple[date, int] | None = None, limit: int = 50
) -> DuePage:
    """A page of open check-ins of people within reach, the most urgent first, 1 to 200 of them. Raises Forbidden, InvalidValue."""
    authorise(actor, "check_in:read")
    check_page(limit)
    if asked.when not in WHEN or not 0 <= asked.days <= LONGEST_AHEAD:
        raise InvalidValue("invalid_value.when", field="when", parameters={"when": asked.when, "days": asked.days})
    with installation.reading(actor, "list what is due") as unit:
        today = minsk_day(unit.now())
        found = list_due(unit.session, after=after, limit=limit + 1, where=_filter(asked, actor, today))
        last = found[limit - 1] if len(found) > limit else None
        return DuePage(tuple(view_of(each, today) for each in found[:limit]), (last.act_on, last.id) if last else None)


def read_check_in(installation: Installation, actor: Actor, number: int) -> tuple[CheckInView, tuple[ContactView, ...]]:
    """One check-in with every attempt; reasons and notes for those who may read restrictions. Told in the trail.

    Raises Forbidden, NotFound (`not_found.check_in`).
    """
    authorise(actor, "check_in:read")
    with installation.writing(actor, "read a check-in") as unit:
        check_in = _reached(unit, "check_in:read", get_check_in(unit.session, check_in_id=number), number)
        restricted = reaches(actor, "restriction:read", check_in.placement.candidate)
        reference = check_in.placement.candidate.case_reference
        with unit.disclosing("check_in:read", check_in, *(["reason", "note"] if restricted else []), reference=reference):
            contacts = tuple(_contact(contact, restricted=restricted) for contact in check_in.contacts)
        return view_of(check_in, minsk_day(unit.now())), contacts


def record_check_in(installation: Installation, actor: Actor, command: Recorded) -> CheckInView:
    """Write down what came of an attempt.

    working: the check-in is done, and so are earlier ones of the placement; from the day of three and of six months on the placement moves.
    left: done, and the placement has ended. unreachable: asked again in three days; after the third in a row coordinators are told.

    Raises Forbidden, NotFound (`not_found.check_in`), StateConflict (`state_conflict.check_in_closed`, `state_conflict.not_yet` before its
    day), InvalidValue (a reason or note that is missing or does not belong here).
    """
    authorise(actor, "check_in:record")
    with installation.writing(actor, "record a check-in") as unit:
        check_named(actor)
        check_in = _held(unit, command.check_in)
        if check_in.state != "open":
            raise StateConflict("state_conflict.check_in_closed", parameters={"reference": check_in.id})
        recording = _Recording(installation, unit, check_in, _checked(command), minsk_day(unit.now()))
        _append(recording)
        RESULTS[command.result](recording)
        reference = check_in.placement.candidate.case_reference
        unit.audit("check_in:record", check_in, reference=reference, result=command.result)
        unit.session.flush()
        return view_of(check_in, recording.today)


def view_of(check_in: CheckIn, today: date) -> CheckInView:
    """The check-in as seen on a day."""
    placement, act_on = check_in.placement, check_in.act_on
    when = ("overdue" if act_on < today else "today" if act_on == today else "ahead") if check_in.state == "open" else None
    return CheckInView(
        check_in.id, placement.id, placement.state, placement.candidate.case_reference, placement.vacancy.reference,
        placement.vacancy.title, placement.vacancy.employer.name, check_in.day_number, check_in.due_on, act_on, when, check_in.state,
        check_in.result, check_in.n_missed, check_in.escalated_at, check_in.done_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Recording:
    installation: Installation
    unit: UnitOfWork
    check_in: CheckIn
    said: Recorded
    today: date


def _checked(said: Recorded) -> Recorded:
    """What was said, if its parts belong together. What `left` needs is asked by the step that ends the placement."""
    if said.result not in RESULTS:
        raise InvalidValue("invalid_value.check_in_result", field="result", parameters={"result": said.result})
    check_length(said.note)
    given = {"may_tell": said.may_tell, "on": said.on} | ({"reason": said.reason} if said.result == "working" else {})
    for name, value in given.items():
        if value is not None and said.result != "left":
            raise InvalidValue("invalid_value.not_for_this_step", field=name, parameters={"to": said.result})
    if said.result == "unreachable" and said.reason not in UNREACHED_REASONS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": said.reason})
    if said.result == "left" and said.reason not in workflow.REASONS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": said.reason})
    check_reason_told(said.reason, said.note)
    return said


def _append(recording: _Recording) -> None:
    said, actor = recording.said, recording.unit.actor
    contact = CheckInContact(
        at=recording.unit.now(), actor_id=actor.id, actor_name=actor.name, actor_role=actor.role.value, result=said.result,
        reason_code=said.reason, note=(said.note or "").strip() or None,
    )  # fmt: skip
    recording.check_in.contacts.append(contact)


def _working(recording: _Recording) -> None:
    unit, check_in = recording.unit, recording.check_in
    _refuse_before_its_day(recording)
    for to, day in RETAINED_FROM.items():
        if check_in.day_number >= day and to in workflow.steps_from(check_in.placement.state, unit.actor.role.value):
            take_step(recording.installation, unit, check_in.placement, StepAsked(to))
    for earlier in find_check_ins(unit.session, placement_id=check_in.placement_id):
        if earlier.state == "open" and earlier.day_number <= check_in.day_number:
            close_check_in(unit, earlier, "working")


def _left(recording: _Recording) -> None:
    said, check_in = recording.said, recording.check_in
    asked = StepAsked(workflow.ENDED, said.reason, said.note, said.may_tell, said.on)
    take_step(recording.installation, recording.unit, check_in.placement, asked)
    close_check_in(recording.unit, check_in, "left", said.reason)


def _unreachable(recording: _Recording) -> None:
    check_in = recording.check_in
    _refuse_before_its_day(recording)
    check_in.n_missed += 1
    check_in.result, check_in.reason_code, check_in.next_try_on = "unreachable", recording.said.reason, recording.today + TRY_AGAIN_AFTER
    if check_in.n_missed == MISSED_UNTIL_ESCALATED:
        check_in.escalated_at = recording.unit.now()
        _tell_coordinators(recording.unit, check_in.placement, check_in)


RESULTS: Mapping[str, Callable[[_Recording], None]] = MappingProxyType({"working": _working, "left": _left, "unreachable": _unreachable})
"""What each result leads to."""


def _refuse_before_its_day(recording: _Recording) -> None:
    """Nobody knows before the seventh day whether somebody worked for seven days; that they have left can be known on any day."""
    if recording.today < recording.check_in.due_on:
        until = recording.check_in.due_on.isoformat()
        raise StateConflict("state_conflict.not_yet", remedy="wait", parameters={"until": until})


def _tell_coordinators(unit: UnitOfWork, placement: Placement, check_in: CheckIn) -> None:
    details = {"state": placement.state, "vacancy": placement.vacancy.reference, "day": check_in.day_number, "missed": check_in.n_missed}
    told = {"candidate": placement.candidate, "placement": placement, "details": details, "at": unit.now()}
    unit.session.add(Notice(code="contacts_missed", role="coordinator", **told))


def _held(unit: UnitOfWork, number: int) -> CheckIn:
    """The check-in within reach, as it is now; its vacancy's row is held, so that two who record at once come one after the other."""
    check_in = _reached(unit, "check_in:record", get_check_in(unit.session, check_in_id=number), number)
    locked_placement(unit, check_in.placement_id)
    return _reached(unit, "check_in:record", get_check_in(unit.session, check_in_id=number), number)


def _reached(unit: UnitOfWork, permission: str, check_in: CheckIn | None, number: int) -> CheckIn:
    if check_in is None or not reaches(unit.actor, permission, check_in.placement.candidate):
        raise NotFound.record("check_in", number)
    return check_in


def _filter(asked: WhatIsDue, actor: Actor, today: date) -> DueFilter:
    one_day = timedelta(days=1)
    since, until = {
        "all": (None, today + timedelta(days=asked.days)),
        "overdue": (None, today - one_day),
        "today": (today, today),
        "ahead": (today + one_day, today + timedelta(days=asked.days)),
    }[asked.when]
    organisation_id = (actor.organisation_id or NOBODY) if asked.mine else None
    return DueFilter(
        since=since, until=until, escalated=asked.escalated, candidate=asked.candidate, organisation_id=organisation_id,
        visible=visible_to(actor, "check_in:read"),
    )  # fmt: skip


def _contact(contact: CheckInContact, *, restricted: bool) -> ContactView:
    reason, note = (contact.reason_code, contact.note) if restricted else (None, None)
    return ContactView(contact.position, contact.at, contact.actor_name, contact.actor_role, contact.result, reason, note)
