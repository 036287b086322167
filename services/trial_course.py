"""What becomes of a trial that runs, as use cases: days marked, the assessment that ends it, the contract it leads on to.

Its end is told by whoever assesses it, never by the calendar. What the host saw becomes evidence only where the words are understood for
sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.types import ConceptKind, Decision
from models import workflow
from models.codes import TRIAL_RESULTS
from models.evidence import CandidateSkill
from models.queries.placements import find_open_pair
from models.trial import AttendanceDay, TrialAgreement, TrialAssessment
from services.actors import Actor
from services.calendar import minsk_day
from services.errors import InvalidValue, Parameter, StateConflict
from services.installation import Installation
from services.notes import check_said
from services.permissions import authorise
from services.placement_needs import StepAsked
from services.placement_steps import check_named, take_step
from services.placements import Propose, propose_in
from services.profiles import OBSERVED, add_observed
from services.trial_views import TrialView, told_trial
from services.trials import close_trial, found_trial
from services.unit_of_work import UnitOfWork

MOST_OBSERVED = 30
SEEN_AT_WORK = 1.0
"""Level of a skill that the host saw: practised, and confirmed by somebody who was there."""


@dataclass(frozen=True, slots=True)
class MarkDay:
    """How somebody came on a day. fault: unless they came; minutes_late: of who was late."""

    trial: int
    day: date
    mark: str
    fault: str | None = None
    minutes_late: int | None = None


@dataclass(frozen=True, slots=True)
class AssessTrial:
    """How a trial ended. skills: what the host saw, each in a few words, at most MOST_OBSERVED."""

    trial: int
    result: str
    note: str | None = None
    skills: Sequence[str] = ()


def mark_day(installation: Installation, actor: Actor, command: MarkDay, language: str = "ru") -> TrialView:
    """Enter how somebody came on a day; again for the same day corrects it, and the trail keeps what it was.

    Raises Forbidden, NotFound (`not_found.trial`), StateConflict (`state_conflict.trial_state`), InvalidValue (`invalid_value.trial_day`:
    outside the trial, or still to come; `invalid_value.trial_mark`: a fault or minutes that do not belong to the mark).
    """
    authorise(actor, "trial:change")
    check_named(actor)
    with installation.writing(actor, "mark a day of a trial") as unit:
        agreement = found_trial(unit, "trial:change", command.trial, "running")
        _check_mark(agreement, command, minsk_day(unit.now()))
        held = next((day for day in agreement.days if day.day == command.day), None)
        former = None if held is None else " ".join(str(said) for said in (held.mark, held.fault, held.minutes_late) if said is not None)
        if held is None:
            held = AttendanceDay(day=command.day)
            agreement.days.append(held)
        held.mark, held.fault, held.minutes_late = command.mark, command.fault, command.minutes_late
        held.marked_by, held.marked_by_name, held.marked_at = actor.id, actor.name, unit.now()
        unit.session.flush()
        marked = {"day": command.day.isoformat(), "mark": command.mark, "former": former}
        return told_trial(installation, unit, "trial:mark_day", agreement, language, **marked)


def assess_trial(installation: Installation, actor: Actor, command: AssessTrial, language: str = "ru") -> TrialView:
    """End a trial with an assessment. Skills understood for sure become evidence on the profile; the others come back as suggestions.

    Raises Forbidden, NotFound (`not_found.trial`), StateConflict (`state_conflict.trial_state`), InvalidValue
    (`invalid_value.trial_result`, `invalid_value.too_many_texts`).
    """
    authorise(actor, "trial:change")
    check_named(actor)
    if command.result not in TRIAL_RESULTS or (command.skills and command.result == "did_not_show"):
        raise InvalidValue("invalid_value.trial_result", field="result")
    if len(command.skills) > MOST_OBSERVED:
        raise InvalidValue("invalid_value.too_many_texts", field="skills", parameters={"maximum": MOST_OBSERVED})
    with installation.writing(actor, "assess a trial") as unit:
        agreement = found_trial(unit, "trial:change", command.trial, "running")
        evidence, observed = _read_skills(installation, unit, command.skills)
        agreement.assessment = TrialAssessment(
            result=command.result, note=(command.note or "").strip() or None, observed=observed, assessed_by=actor.id,
            assessed_by_name=actor.name, assessed_at=unit.now(),
        )  # fmt: skip
        close_trial(agreement, "ended", minsk_day(unit.now()))
        if evidence:
            add_observed(agreement.candidate, evidence)
            unit.audit("candidate:change", agreement.candidate, trial=agreement.id)
        unit.session.flush()
        told = {"result": command.result, "n_evidence": len(evidence)}
        return told_trial(installation, unit, "trial:assess", agreement, language, **told)


def convert_trial(installation: Installation, actor: Actor, number: int, note: str, language: str = "ru") -> TrialView:
    """Lead an assessed trial on to a contract: a placement for the same vacancy, proposed and shortlisted by the actor.

    Only as far as `shortlisted`: whatever follows needs the person's consent and goes the usual way (services/placements.py). A placement
    that is on its way there already is taken instead of a new one.

    Raises Forbidden, NotFound (`not_found.trial`), InvalidValue (`invalid_value.note_needed`), StateConflict
    (`state_conflict.trial_state`, `state_conflict.trial_without_work`, `state_conflict.trial_converted`, and what a proposal says).
    """
    authorise(actor, "trial:change")
    authorise(actor, "placement:create")
    check_named(actor)
    check_said(note)
    with installation.writing(actor, "lead a trial on to a contract") as unit:
        agreement = found_trial(unit, "trial:change", number, "ended")
        if agreement.placement_id is not None:
            told: Mapping[str, Parameter] = {"reference": number, "placement": agreement.placement_id}
            raise StateConflict("state_conflict.trial_converted", parameters=told)
        if agreement.assessment is None or agreement.assessment.result == "did_not_show":
            raise StateConflict("state_conflict.trial_without_work", parameters={"reference": number})
        person, vacancy = agreement.candidate, agreement.vacancy
        placement = find_open_pair(unit.session, candidate_id=person.id, vacancy_id=vacancy.id)
        if placement is None:
            placement = propose_in(installation, unit, Propose(person.case_reference, vacancy.reference, note.strip()))
        if placement.state == workflow.PROPOSED:
            take_step(installation, unit, placement, StepAsked(workflow.SHORTLISTED, note=note.strip()))
        unit.session.flush()
        agreement.placement = placement
        unit.session.flush()
        return told_trial(installation, unit, "trial:convert", agreement, language, placement=placement.id)


def _read_skills(
    installation: Installation, unit: UnitOfWork, texts: Sequence[str]
) -> tuple[list[CandidateSkill], list[dict[str, str | None]]]:
    """What the host saw as evidence, where it is understood for sure, and all of it as it was read."""
    said = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    read = installation.knowledge(unit.session).resolver.resolve_many(said, ConceptKind.SKILL) if said else []
    evidence = [
        CandidateSkill(
            text=one.text, decision="accepted", concept_key=one.concept, probability=one.probability, grade=one.grade, source=OBSERVED,
            level=SEEN_AT_WORK, last_used_year=minsk_day(unit.now()).year,
        )
        for one in read
        if one.decision is Decision.ACCEPTED
    ]  # fmt: skip
    return evidence, [{"text": one.text, "decision": one.decision.value, "concept": one.concept} for one in read]


def _check_mark(agreement: TrialAgreement, command: MarkDay, today: date) -> None:
    """A day of the trial that has come, and what belongs to the mark."""
    latest = min(agreement.until_on, today)
    if not agreement.from_on <= command.day <= latest:
        told: Mapping[str, Parameter] = {"earliest": agreement.from_on.isoformat(), "latest": latest.isoformat()}
        raise InvalidValue("invalid_value.trial_day", field="day", parameters=told)
    if (command.mark == "came") != (command.fault is None):
        raise InvalidValue("invalid_value.trial_mark", field="fault")
    if (command.mark == "late") != (command.minutes_late is not None):
        raise InvalidValue("invalid_value.trial_mark", field="minutes_late")
