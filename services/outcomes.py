"""What became of introductions, as use cases: record one, list them. Files of them: services/importing/outcome_files.py."""

from dataclasses import dataclass
from datetime import date

from models.outcome import Outcome
from models.queries.candidates import find_candidate_ids
from models.queries.outcomes import get_outcome
from models.queries.outcomes import list_outcomes as list_records
from models.queries.vacancies import find_vacancy_ids
from services.actors import Actor
from services.audited import AuditedView
from services.errors import Conflict, NotFound
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise, is_allowed
from services.relations import find_reached, reaches, visible_to
from services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """What became of one introduction. result, reason: codes of models/codes.py."""

    candidate: str
    vacancy: str
    referred_on: date
    result: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeView(AuditedView):
    """One outcome. reason: None also for readers without `restriction:read`: it may speak of health."""

    id: int
    candidate: str
    vacancy: str
    referred_on: date
    result: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """Some outcomes in order of entry, and the number to go on after (None: no more)."""

    outcomes: tuple[OutcomeView, ...]
    after: int | None


def record_outcome(installation: Installation, actor: Actor, command: RecordOutcome) -> OutcomeView:
    """Store what became of an introduction. Raises Forbidden, NotFound (person or vacancy), Conflict (`conflict.outcome_known`)."""
    authorise(actor, "outcome:create")
    with installation.writing(actor, "record an outcome") as unit:
        candidate_id, vacancy_id = _ids(unit, "outcome:create", command.candidate, command.vacancy)
        if candidate_id is None or vacancy_id is None:
            raise NotFound  # both are named, so one that is missing was refused above
        if get_outcome(unit.session, candidate_id=candidate_id, vacancy_id=vacancy_id, referred_on=command.referred_on) is not None:
            raise Conflict("conflict.outcome_known", field="referred_on")
        outcome = Outcome(
            candidate_id=candidate_id, vacancy_id=vacancy_id, referred_on=command.referred_on, result=command.result,
            reason_code=command.reason,
        )  # fmt: skip
        unit.session.add(outcome)
        unit.session.flush()
        unit.session.refresh(outcome, ["candidate", "vacancy"])
        unit.audit("outcome:create", outcome)
        with unit.disclosing("outcome:create", outcome):
            return _view(outcome, restricted=True)


def list_outcomes(
    installation: Installation, actor: Actor, *, candidate: str | None = None, vacancy: str | None = None, after: int = 0, limit: int = 50
) -> OutcomePage:
    """A page of outcomes, 1 to 200, of one person or one vacancy if asked. Raises Forbidden, NotFound, InvalidValue."""
    authorise(actor, "outcome:read")
    check_page(limit)
    restricted = is_allowed(actor, "restriction:read")
    with installation.writing(actor, "list outcomes") as unit:
        candidate_id, vacancy_id = _ids(unit, "outcome:read", candidate, vacancy)
        asked = {"candidate_id": candidate_id, "vacancy_id": vacancy_id}
        found = list_records(unit.session, after=after, limit=limit + 1, **asked, visible=visible_to(actor, "outcome:read"))
        more = found[limit - 1].id if len(found) > limit else None
        parts = ["reason"] if restricted else []
        with unit.disclosing("outcome:read", None, *parts, reference=candidate or vacancy, n_shown=min(limit, len(found)), after=after):
            told = (_view(outcome, restricted=reaches(actor, "restriction:read", outcome.candidate)) for outcome in found[:limit])
            return OutcomePage(tuple(told), more)


def _ids(unit: UnitOfWork, permission: str, candidate: str | None, vacancy: str | None) -> tuple[int | None, int | None]:
    """The numbers of both; None for one that is not named. Raises NotFound for one that does not exist or is out of reach."""
    reached = find_reached(unit.session, unit.actor, permission, [candidate]) if candidate is not None else []
    people = find_candidate_ids(unit.session, references=list(reached))
    work = find_vacancy_ids(unit.session, references=[vacancy]) if vacancy is not None else {}
    if candidate is not None and candidate not in people:
        raise NotFound.record("candidate", candidate)
    if vacancy is not None and vacancy not in work:
        raise NotFound.record("vacancy", vacancy)
    return people.get(candidate or ""), work.get(vacancy or "")


def _view(outcome: Outcome, *, restricted: bool) -> OutcomeView:
    reason = outcome.reason_code if restricted else None
    references = (outcome.candidate.case_reference, outcome.vacancy.reference)
    return OutcomeView(outcome.id, *references, outcome.referred_on, outcome.result, reason)
