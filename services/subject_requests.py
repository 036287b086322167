"""The register of what people ask about their data: enter a request, answer it, see what is due. The due date is computed, never typed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.codes import SUBJECT_REQUEST_KINDS, SUBJECT_REQUEST_STATES
from models.queries.subjects import get_subject_request
from models.queries.subjects import list_subject_requests as list_records
from models.subject import SubjectRequest
from services.actors import Actor
from services.audited import AuditedView
from services.errors import InvalidValue, NotFound, StateConflict
from services.installation import Installation
from services.permissions import authorise, is_allowed
from services.relations import reached_candidate, reaches
from services.working_days import PERIODS, WorkingCalendar

DECISIONS = tuple(state for state in SUBJECT_REQUEST_STATES if state != "open")
WORDS = ("answer", "note")
"""What of a request is restricted: it may tell of custody or health."""


@dataclass(frozen=True, slots=True)
class SubjectRequestView(AuditedView):
    """A request as it is shown. days_left: calendar days until the last one, negative when it has passed, None for an answered request.

    article: of Law 99-З.
    """

    number: int
    candidate: str
    kind: str
    article: int
    received_on: date
    due_on: date
    days_left: int | None
    state: str
    answer: str | None
    decided_on: date | None
    decided_by: str | None
    note: str | None


@cache
def _calendar() -> WorkingCalendar:
    return WorkingCalendar.load()


def register_request(
    installation: Installation, actor: Actor, reference: str, kind: str, received_on: date, today: date, note: str | None = None
) -> SubjectRequestView:
    """Enter a request of a person.

    Raises Forbidden, NotFound (`not_found.candidate`), InvalidValue (`invalid_value.request_kind`, `invalid_value.received_later`).
    """
    authorise(actor, "subject_request:create")
    if kind not in SUBJECT_REQUEST_KINDS:
        raise InvalidValue("invalid_value.request_kind", field="kind", parameters={"kind": kind})
    if received_on > today:
        raise InvalidValue("invalid_value.received_later", field="received_on", parameters={"day": received_on.isoformat()})
    with installation.writing(actor, "enter a request about personal data") as unit:
        candidate = reached_candidate(unit, "subject_request:create", reference)
        due_on = _calendar().due_on(kind, received_on)
        asked = SubjectRequest(
            candidate=candidate, kind=kind, received_on=received_on, due_on=due_on, state="open", note=note or None, entered_by=actor.id
        )
        unit.session.add(asked)
        unit.session.flush()
        unit.audit("subject_request:create", asked)
        with unit.disclosing("subject_request:create", asked, "note"):
            return _view(asked, today)


def answer_request(installation: Installation, actor: Actor, number: int, decision: str, answer: str, today: date) -> SubjectRequestView:
    """Record how a request was answered, and by whom.

    Raises Forbidden, NotFound (`not_found.subject_request`), InvalidValue (`invalid_value.request_decision`, `invalid_value.answer`),
    StateConflict (`state_conflict.request_answered`).
    """
    authorise(actor, "subject_request:answer")
    if decision not in DECISIONS:
        raise InvalidValue("invalid_value.request_decision", field="decision", parameters={"decision": decision})
    if not answer.strip():
        raise InvalidValue("invalid_value.answer", field="answer")
    with installation.writing(actor, "answer a request about personal data") as unit:
        asked = get_subject_request(unit.session, number=number)
        if asked is None or not reaches(actor, "subject_request:answer", asked.candidate):
            raise NotFound.record("subject_request", number)
        if asked.state != "open":
            raise StateConflict("state_conflict.request_answered", parameters={"reference": number})
        if today < asked.received_on:
            raise InvalidValue("invalid_value.received_later", field="received_on", parameters={"day": asked.received_on.isoformat()})
        asked.state, asked.answer, asked.decided_on, asked.decided_by = decision, answer.strip(), today, actor.name
        unit.audit("subject_request:answer", asked)
        unit.session.flush()
        with unit.disclosing("subject_request:answer", asked, "answer", "note"):
            return _view(asked, today)


def list_requests(installation: Installation, actor: Actor, today: date, state: str | None = "open") -> Sequence[SubjectRequestView]:
    """Requests with the days that are left, overdue ones first. state None: answered ones too.

    What was asked and answered in words is told to those who may answer; others read what is due, and of whom.
    """
    authorise(actor, "subject_request:read")
    if state is not None and state not in SUBJECT_REQUEST_STATES:
        raise InvalidValue("invalid_value.request_state", field="state", parameters={"state": state})
    with installation.writing(actor, "read requests about personal data") as unit:
        records = list_records(unit.session, state=state)
        reached = [asked for asked in records if reaches(actor, "subject_request:read", asked.candidate)]
        told = WORDS if is_allowed(actor, "subject_request:answer") else ()
        with unit.disclosing("subject_request:read", None, *told, n_requests=len(reached)):
            return [_view(asked, today, told) for asked in reached]


def _view(asked: SubjectRequest, today: date, told: Collection[str] = WORDS) -> SubjectRequestView:
    return SubjectRequestView(
        number=asked.id,
        candidate=asked.candidate.case_reference,
        kind=asked.kind,
        article=PERIODS[asked.kind].article,
        received_on=asked.received_on,
        due_on=asked.due_on,
        days_left=(asked.due_on - today).days if asked.state == "open" else None,
        state=asked.state,
        answer=asked.answer if "answer" in told else None,
        decided_on=asked.decided_on,
        decided_by=asked.decided_by,
        note=asked.note if "note" in told else None,
    )
