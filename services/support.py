"""Support needs as use cases: say what somebody needs, hand it to another organisation, answer, finish; and the lists of them.

Which step is whose is a table in services/support_rules.py. An organisation that was asked knows of the need for as long as a consent of
the person lets it, asked anew at every look; for everybody else the need does not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.codes import DOCUMENT_CODES, SUPPORT_KINDS, SUPPORT_REASONS, SUPPORT_STATES
from models.consent import Consent
from models.organisation import Organisation
from models.queries.support import get_need, list_handed_needs, list_needs, list_open_needs
from models.support import SupportNeed
from services.actors import Actor
from services.calendar import minsk_day
from services.errors import InvalidValue, NotFound, Parameter, StateConflict
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise, reach_of
from services.readings import note_readings
from services.relations import reached_candidate, reaches
from services.support_rules import CONSENTS_FOR, Step, Who, find_step, tells_of_health
from services.support_steps import Taken, lives, take_step, tell
from services.support_views import ReceivedNeedView, SupportNeedView, live_consents, may_know, own_view, received_views
from services.unit_of_work import UnitOfWork

LONGEST_WANTED, LONGEST_NOTE = 1_000, 1_000
CERTIFICATE = "medical_certificate"


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """What somebody needs, in words; kind of SUPPORT_KINDS; due_on: the day by which it should be there, today or later.

    document_kind: of DOCUMENT_CODES, where the need is such a paper.
    """

    candidate: str
    kind: str
    wanted: str
    due_on: date
    document_kind: str | None = None


@dataclass(frozen=True, slots=True)
class MoveNeed:
    """A step of SUPPORT_STATES. organisation: number of the one it is handed to; reason: of SUPPORT_REASONS; success: of what is done.

    due_on: a new day by which it should be there; None keeps the one before.
    """

    need: int
    to: str
    organisation: int | None = None
    reason: str | None = None
    note: str | None = None
    success: bool | None = None
    due_on: date | None = None


def open_need(installation: Installation, actor: Actor, command: OpenNeed) -> SupportNeedView:
    """Say that somebody needs something. A paper that is needed counts as missing from then on.

    Raises Forbidden, NotFound (`not_found.candidate`), InvalidValue, StateConflict (`state_conflict.candidate_closed`).
    """
    authorise(actor, "support_need:create")
    command = _checked(command)
    with installation.writing(actor, "open a support need") as unit:
        day, reference = minsk_day(unit.now()), command.candidate
        person = reached_candidate(unit, "support_need:create", reference)
        if not lives(person):
            raise StateConflict("state_conflict.candidate_closed", parameters={"reference": reference})
        _check_due(command.due_on, day)
        words = "wanted_restricted" if tells_of_health(command.kind) else "wanted"
        need = SupportNeed(
            candidate=person, kind=command.kind, document_kind=command.document_kind, opened_by=actor.id, opened_by_name=actor.name,
            opened_at=unit.now(), due_on=command.due_on, **{words: command.wanted.strip()},
        )  # fmt: skip
        unit.session.add(need)
        take_step(unit, need, Taken("needed"))
        tell(unit, "support_need:create", need)
        with unit.disclosing("support_need:create", need, "need"):
            return own_view(need, day)


def move_need(installation: Installation, actor: Actor, command: MoveNeed) -> SupportNeedView:
    """Take a step for the organisation that looks after the person; handing over needs a live consent towards the other one.

    Raises Forbidden, NotFound (`not_found.support_need`, `not_found.organisation`), StateConflict (`state_conflict.no_consent`: none of a
    purpose that CONSENTS_FOR names; `state_conflict.support_step`: the table names no such step), InvalidValue.
    """
    authorise(actor, "support_need:move")
    with installation.writing(actor, "move a support need") as unit:
        day, need = minsk_day(unit.now()), get_need(unit.session, need_id=command.need)
        if need is None or not reaches(actor, "support_need:move", need.candidate):
            raise NotFound.record("support_need", command.need)
        step = _step(need, command, Who.OWN)
        if command.due_on is not None:
            _check_due(command.due_on, day)
        consent = _consent_to_know(unit, need, step, command.organisation, day)
        take_step(unit, need, replace(_taken(command, step), consent=consent))
        tell(unit, "support_need:move", need, organisation=need.organisation_id, consent=need.consent_id)
        with unit.disclosing("support_need:move", need, "need"):
            return own_view(need, day)


def answer_need(installation: Installation, actor: Actor, command: MoveNeed) -> ReceivedNeedView:
    """Take a step for the organisation that the need was handed to. Raises as `move_need` does; without a live consent NotFound."""
    authorise(actor, "support_need:answer")
    with installation.writing(actor, "answer a support need") as unit:
        day, need = minsk_day(unit.now()), get_need(unit.session, need_id=command.need)
        if need is None or not may_know(need, actor.organisation_id, day) or not _may_answer(actor, need.kind):
            raise NotFound.record("support_need", command.need)
        step = _step(need, command, Who.RECEIVER)
        if command.organisation is not None or command.due_on is not None:
            raise InvalidValue("invalid_value.support_step", field="organisation" if command.organisation is not None else "due_on")
        take_step(unit, need, _taken(command, step))
        tell(unit, "support_need:answer", need)
        with unit.disclosing("support_need:answer", need, "need"):
            return received_views(unit.session, [need], day)[0]


def list_needs_of(installation: Installation, actor: Actor, reference: str) -> tuple[SupportNeedView, ...]:
    """Every need of one person, oldest first; told in the audit trail. Raises Forbidden, NotFound (`not_found.candidate`)."""
    authorise(actor, "support_need:read")
    with installation.writing(actor, "list a person's support needs") as unit:
        person = reached_candidate(unit, "support_need:read", reference)
        day, needs = minsk_day(unit.now()), list_needs(unit.session, candidate_id=person.id)
        with unit.disclosing("support_need:read", person, "needs", n_shown=len(needs)):
            return tuple(own_view(need, day) for need in needs)


def list_needs_to_see_to(
    installation: Installation, actor: Actor, due_by: date | None, after: int, limit: int
) -> tuple[tuple[SupportNeedView, ...], int | None]:
    """A page of needs not done of the actor's own people, due by a day if asked, and the number to go on after. Raises Forbidden."""
    reach = authorise(actor, "support_need:read")
    check_page(limit)
    if reach is not Reach.ANY and actor.organisation_id is None:
        return (), None
    with installation.writing(actor, "list support needs") as unit:
        whose = None if reach is Reach.ANY else actor.organisation_id
        found = list_open_needs(unit.session, organisation_id=whose, due_by=due_by, after=after, limit=limit + 1)
        note_readings(unit, (need.candidate_id for need in found[:limit]))
        day = minsk_day(unit.now())
        with unit.disclosing("support_need:read", None, "needs", n_shown=len(found[:limit]), shown=_cases(found[:limit])):
            shown = tuple(own_view(need, day) for need in found[:limit])
        return shown, found[limit - 1].id if len(found) > limit else None


def list_received_needs(
    installation: Installation, actor: Actor, states: Sequence[str], after: int, limit: int
) -> tuple[tuple[ReceivedNeedView, ...], int | None]:
    """A page of what was handed to the actor's own organisation, as far as each person agrees today; told in the audit trail.

    states: only needs in one of them; all when empty. Raises Forbidden, InvalidValue (`invalid_value.limit`, `…support_state`).
    """
    authorise(actor, "support_need:answer")
    check_page(limit)
    if unknown := set(states) - set(SUPPORT_STATES):
        raise InvalidValue("invalid_value.support_state", field="state", parameters={"value": min(unknown)})
    if actor.organisation_id is None:
        return (), None
    with installation.writing(actor, "list support needs handed over") as unit:
        day = minsk_day(unit.now())
        purposes = {kind: some for kind, some in CONSENTS_FOR.items() if _may_answer(actor, kind)}
        found = list_handed_needs(
            unit.session, organisation_id=actor.organisation_id, day=day, purposes=purposes, states=states, after=after, limit=limit + 1
        )
        note_readings(unit, (need.candidate_id for need in found[:limit]))
        with unit.disclosing("support_need:answer", None, "needs", n_shown=len(found[:limit]), shown=_cases(found[:limit])):
            shown = received_views(unit.session, found[:limit], day)
        return shown, found[limit - 1].id if len(found) > limit else None


def _checked(command: OpenNeed) -> OpenNeed:
    """The command with the paper that a medical certificate is; InvalidValue for what the tables do not name."""
    if command.kind not in SUPPORT_KINDS:
        raise InvalidValue("invalid_value.support_kind", field="kind", parameters={"value": command.kind})
    if not 0 < len(command.wanted.strip()) <= LONGEST_WANTED:
        raise InvalidValue("invalid_value.support_wanted", field="wanted", parameters={"maximum": LONGEST_WANTED})
    paper = command.document_kind or (CERTIFICATE if command.kind == CERTIFICATE else None)
    allowed = {"documents": DOCUMENT_CODES, CERTIFICATE: (CERTIFICATE,)}.get(command.kind, ())
    if paper is not None and paper not in allowed:
        raise InvalidValue("invalid_value.support_paper", field="document_kind", parameters={"value": paper})
    return replace(command, document_kind=paper)


def _check_due(due_on: date, day: date) -> None:
    if due_on < day:
        raise InvalidValue("invalid_value.support_due", field="due_on")


def _step(need: SupportNeed, command: MoveNeed, who: Who) -> Step:
    """The line of the table for what is asked, if everything that it needs is said."""
    step = find_step(need.state, command.to, who, handed=need.organisation_id is not None)
    if step is None:
        told: Mapping[str, Parameter] = {"reference": need.id, "before": need.state, "after": command.to}
        raise StateConflict("state_conflict.support_step", parameters=told)
    if command.reason is not None and command.reason not in SUPPORT_REASONS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": command.reason})
    if step.success != (command.success is not None):
        raise InvalidValue("invalid_value.support_success", field="success")
    if command.reason is None and (step.reason or command.success is False):
        raise InvalidValue("invalid_value.support_reason", field="reason")
    if command.reason == "other" and not (command.note or "").strip():
        raise InvalidValue("invalid_value.reason_note", field="note")
    return step


def _taken(command: MoveNeed, step: Step) -> Taken:
    note = (command.note or "").strip() or None
    return Taken(step.after, command.reason, note, success=command.success, due_on=command.due_on)


def _consent_to_know(unit: UnitOfWork, need: SupportNeed, step: Step, organisation_id: int | None, day: date) -> Consent | None:
    """The consent that a need is handed over on; None where it stays with the person's own organisation."""
    if organisation_id is None:
        return None
    if not step.to_other or organisation_id == need.candidate.organisation_id:
        raise InvalidValue("invalid_value.support_step", field="organisation")
    if unit.session.get(Organisation, organisation_id) is None:
        raise NotFound.record("organisation", organisation_id)
    consents = live_consents(need.kind, need.candidate, organisation_id, day)
    if not consents:
        told: Mapping[str, Parameter] = {"reference": need.candidate.case_reference, "organisation": organisation_id}
        raise StateConflict("state_conflict.no_consent", remedy="give_consent", parameters=told)
    return consents[0]


def _may_answer(actor: Actor, kind: str) -> bool:
    """Experts place people into training and the like; of health and addiction they know nothing."""
    return reach_of(actor, "restriction:read") is not None or not tells_of_health(kind)


def _cases(needs: list[SupportNeed]) -> list[str]:
    return sorted({need.candidate.case_reference for need in needs})
