"""The retention clock as use cases: what is due, and doing it in the name of a human who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy.orm import Session

from models.candidate import Candidate
from models.queries.candidates import get_candidate
from models.queries.retention import list_anonymised_facts, list_requests_of, list_whole_cases, stream_kept_cases
from models.queries.subjects import list_retention_steps
from models.subject import RetentionStep
from services import database
from services.actors import Actor
from services.calendar import MINSK, minsk_day
from services.drafts import forget_overdue
from services.errors import InvalidValue, NotFound, StateConflict
from services.forgetting import anonymise, erase, facts_of, forget_in_imports
from services.installation import Installation
from services.permissions import authorise
from services.retention_clock import ANONYMISE, ERASE, Kept, NextStep, RetentionRules, kept_facts, next_step
from services.unit_of_work import UnitOfWork

ENDING = frozenset({"deletion", "withdrawal"})
"""Kinds of requests that end the keeping of a case once they are granted."""
ON_REQUEST = "on_request"
AT_ONCE = 1000
"""Cases of one run; the next run takes the others."""


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case with the step that is due. on: since which day."""

    reference: str
    step: str
    on: date
    period: str
    counted_from: date


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """applied: False for a look ahead. cases: what was, or would be, done; n_waiting: due cases left for the next run."""

    applied: bool
    cases: tuple[DueCase, ...]
    n_waiting: int


@cache
def _rules() -> RetentionRules:
    return RetentionRules.load()


def due_cases(installation: Installation, actor: Actor, day: date) -> tuple[DueCase, ...]:
    """Every case with a step due on this day or before, in order of entry."""
    authorise(actor, "retention:read")
    with installation.reading(actor, "look what the retention clock asks for") as unit:
        return tuple(_shown(reference, step) for _, reference, step in _due(unit.session, day))


def run_retention(
    installation: Installation, actor: Actor, day: date, *, named: str = "", note: str = "", apply: bool = False
) -> RetentionReport:
    """Do what is due, or only say what would be done; forms that were left half-way too long ago go with it.

    named: the human who answers for it; note: their reason. Both are needed to apply.
    Raises Forbidden and InvalidValue (`invalid_value.retention_named`).
    """
    authorise(actor, "retention:run")
    if not apply:
        cases = due_cases(installation, actor, day)
        return RetentionReport(False, cases[:AT_ONCE], max(len(cases) - AT_ONCE, 0))
    if not named.strip() or not note.strip():
        raise InvalidValue("invalid_value.retention_named", field="--actor-name")
    with installation.writing(actor, "do what the retention clock asks for") as unit:
        due = _due(unit.session, day)
        chosen = {number: step for number, _, step in due[:AT_ONCE]}
        _apply(unit, chosen, day, named.strip(), note.strip())
        forget_overdue(unit)
        if any(step.step in (ANONYMISE, ERASE) for step in chosen.values()):
            unit.after_commit(lambda: database.empty_journal(installation.engine))
    return RetentionReport(True, tuple(_shown(reference, step) for _, reference, step in due[:AT_ONCE]), max(len(due) - AT_ONCE, 0))


def erase_on_request(installation: Installation, actor: Actor, reference: str, day: date, *, named: str, note: str) -> None:
    """Erase a case now because its person asked for it and the request was granted. named, note: as for `run_retention`.

    Raises Forbidden, NotFound (`not_found.candidate`), InvalidValue (`invalid_value.retention_named`) and StateConflict
    (`state_conflict.no_deletion_granted`).
    """
    authorise(actor, "retention:run")
    if not named.strip() or not note.strip():
        raise InvalidValue("invalid_value.retention_named", field="--actor-name")
    with installation.writing(actor, "erase a case because its person asked") as unit:
        candidate = get_candidate(unit.session, reference=reference, with_identity=True)
        if candidate is None:
            raise NotFound.record("candidate", reference)
        asked = list_requests_of(unit.session, candidate_id=candidate.id)
        if not any(request.kind in ENDING and request.state == "granted" for request in asked):
            raise StateConflict("state_conflict.no_deletion_granted", parameters={"reference": reference})
        step = NextStep(ERASE, day, ON_REQUEST, min(minsk_day(candidate.updated_at), day))
        forget_in_imports(unit.session, [reference])
        erase(unit, candidate)
        _record(unit, candidate, step, day, named.strip(), note.strip())
        unit.session.flush()
        unit.after_commit(lambda: database.empty_journal(installation.engine))


def _shown(reference: str, step: NextStep) -> DueCase:
    return DueCase(reference, step.step, step.on, step.period, step.counted_from)


def _due(session: Session, day: date) -> list[tuple[int, str, NextStep]]:
    """(number, reference, step) of every case with a step due."""
    rules = _rules()
    shortest = min(period.notice_after_days for period in rules.periods)
    since = datetime.combine(day - timedelta(days=shortest) + timedelta(days=1), time.min, MINSK)
    cases = list(stream_kept_cases(session, unchanged_since=since))
    steps: dict[int, list[tuple[str, date, date]]] = {}
    for done in list_retention_steps(session, candidate_ids=[case.id for case in cases]):
        steps.setdefault(done.candidate_id, []).append((done.step, done.counted_from, done.done_on))
    found = []
    for number, reference, status, updated_at in cases:
        following = next_step(rules, Kept(status, minsk_day(updated_at), steps.get(number, ())))
        if following is not None and following.on <= day:
            found.append((number, reference, following))
    return found


def _apply(unit: UnitOfWork, chosen: dict[int, NextStep], day: date, named: str, note: str) -> None:
    people = {candidate.id: candidate for candidate in list_whole_cases(unit.session, candidate_ids=list(chosen))}
    leaving = [people[number] for number, step in chosen.items() if step.step == ANONYMISE]
    references = [candidate.case_reference for candidate in leaving]
    facts = _facts_that_stay(unit.session, leaving)
    for number, step in chosen.items():
        candidate = people[number]
        if step.step == ANONYMISE:
            anonymise(unit, candidate, facts[number])
        elif step.step == ERASE:
            erase(unit, candidate)
        unit.session.add(
            RetentionStep(
                candidate=candidate,
                step=step.step,
                period=step.period,
                counted_from=step.counted_from,
                done_on=day,
                done_by=named,
                note=note,
            )
        )
        unit.audit(f"retention:{step.step}", candidate, named=named, period=step.period, counted_from=step.counted_from)
    if references:
        forget_in_imports(unit.session, references)
    unit.session.flush()


def _record(unit: UnitOfWork, candidate: Candidate, step: NextStep, day: date, named: str, note: str) -> None:
    """The step, with the human who answers for it, and its event."""
    done = {"step": step.step, "period": step.period, "counted_from": step.counted_from}
    unit.session.add(RetentionStep(candidate=candidate, done_on=day, done_by=named, note=note, **done))
    unit.audit(f"retention:{step.step}", candidate, named=named, period=step.period, counted_from=step.counted_from)


def _facts_that_stay(session: Session, leaving: Sequence[Candidate]) -> dict[int, tuple[object, ...]]:
    standing = [tuple(row) for row in list_anonymised_facts(session)]
    kept = kept_facts([facts_of(candidate) for candidate in leaving], standing, _rules().k)
    return {candidate.id: facts for candidate, facts in zip(leaving, kept, strict=True)}
