"""What a step of a placement needs, need by need: looked up before anything is changed, refused in words that say what to do.

Which step needs what is the table in models/workflow.py. Here must not live: what follows from a step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from matcher.eligibility import judge
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.verdicts import FAIL
from models.consent import Consent
from models.introduction import Introduction
from models.placement import Placement
from models.queries.candidates import get_candidate
from models.queries.introductions import find_open_introductions
from models.queries.placements import find_taken_places, has_full_time_work
from models.workflow import BY_THEMSELVES, REASONS, STARTED, STEP, Need, Step
from services.disclosure import HIDDEN_RULE, is_restricted
from services.errors import InvalidValue, StateConflict
from services.installation import Installation
from services.introduction_consent import consent_to_meet
from services.notes import check_length, check_reason_told, check_said
from services.places_taken import lowest_free_place
from services.profiles import to_profile
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import check_open_to_people
from services.versions import active_deciders

THREE_MONTHS, SIX_MONTHS = timedelta(days=90), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class StepAsked:
    """A step that somebody wants to take. reason, may_tell: for refusals and ends; on: the day it happened, None for today."""

    to: str
    reason: str | None = None
    note: str | None = None
    may_tell: bool | None = None
    on: date | None = None


@dataclass(slots=True)
class Found:
    """What a step was found to stand on: filled by the needs, read by the effects."""

    consent: Consent | None = None
    introduction: Introduction | None = None
    place_number: int | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    """A step on its way: whose, which, today in Minsk, what was found for it. kind: of workflow.KINDS."""

    installation: Installation
    unit: UnitOfWork
    placement: Placement
    asked: StepAsked
    today: date
    found: Found
    kind: str = STEP

    @property
    def day(self) -> date:
        """The day it happened."""
        return self.asked.on or self.today


def check_needs(taking: Taking, step: Step) -> None:
    """Look for everything the step needs. Raises StateConflict or InvalidValue for the first that is not met."""
    asked = taking.asked
    check_length(asked.note)
    for given, name, need in ((asked.reason, "reason", Need.REASON), (asked.may_tell, "may_tell", Need.REASON), (asked.on, "on", Need.DAY)):
        if given is not None and need not in step.needs:
            raise InvalidValue("invalid_value.not_for_this_step", field=name, parameters={"to": asked.to})
    for need in step.needs:
        NEEDS[need](taking)


def _note(taking: Taking) -> None:
    check_said(taking.asked.note)


def _reason(taking: Taking) -> None:
    asked = taking.asked
    if asked.reason not in REASONS or (asked.reason in BY_THEMSELVES and taking.kind == STEP):
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": asked.reason})
    check_reason_told(asked.reason, asked.note)
    if asked.may_tell is None:
        raise InvalidValue("invalid_value.may_tell", field="may_tell")


def _eligible(taking: Taking) -> None:
    placement = taking.placement
    check_eligible(taking.installation, taking.unit, placement.candidate.case_reference, placement.vacancy.reference, taking.today)


def check_eligible(installation: Installation, unit: UnitOfWork, reference: str, vacancy: str, day: date) -> None:
    """Refuse a person whom a rule keeps from a vacancy (`state_conflict.not_eligible`); what is restricted is not named."""
    spec = installation.values.spec(unit.session, vacancy)
    candidate = get_candidate(unit.session, reference=reference)
    if spec is None or candidate is None:  # both were just read
        raise StateConflict("state_conflict.not_eligible", parameters={"rule": "not_available"})
    taxonomy = installation.knowledge(unit.session).taxonomy
    pair = VacancyIndex.build([spec], taxonomy), CandidateIndex.build([to_profile(candidate)], taxonomy)
    verdicts = judge(PairBlock(*pair, active_deciders(unit.session).rules, day))
    for reason in verdicts.reasons(0, 0, FAIL):
        rule = HIDDEN_RULE if is_restricted(reason.code) else reason.code
        raise StateConflict("state_conflict.not_eligible", remedy="read_explanation", parameters={"rule": rule})


def _open_vacancy(taking: Taking) -> None:
    check_open_to_people(taking.unit.session, taking.placement.vacancy)


def _consent(taking: Taking) -> None:
    placement = taking.placement
    taking.found.consent = consent_to_meet(taking.unit.session, placement.candidate, placement.vacancy, taking.today)


def _introduction(taking: Taking) -> None:
    placement = taking.placement
    opened = find_open_introductions(taking.unit.session, candidate_id=placement.candidate_id, vacancy_id=placement.vacancy_id)
    if not opened:
        where = {"reference": placement.candidate.case_reference, "vacancy": placement.vacancy.reference}
        raise StateConflict("state_conflict.not_introduced", remedy="introduce_first", parameters=where)
    taking.found.introduction = opened[0]


def free_place(taking: Taking) -> None:
    """The lowest place that nobody holds; the vacancy's row is held by then. The constraints of the record say the same again."""
    placement, session = taking.placement, taking.unit.session
    if placement.full_time and has_full_time_work(session, candidate_id=placement.candidate_id, but=placement.id):
        raise StateConflict("state_conflict.placed_already", parameters={"reference": placement.candidate.case_reference})
    taken = find_taken_places(session, vacancy_id=placement.vacancy_id)
    taking.found.place_number = lowest_free_place(placement.vacancy, taken)


def _day(taking: Taking) -> None:
    placement = taking.placement
    earliest = placement.referred_on if taking.asked.to == STARTED else placement.started_on
    if taking.day > taking.today or (earliest is not None and taking.day < earliest):
        parameters = {"earliest": earliest.isoformat() if earliest else None, "latest": taking.today.isoformat()}
        raise InvalidValue("invalid_value.step_day", field="on", parameters=parameters)


def _overdue(taking: Taking) -> None:
    answer_by = taking.placement.answer_by
    if answer_by is None or taking.today <= answer_by:
        told = answer_by.isoformat() if answer_by else None
        raise StateConflict("state_conflict.answer_not_due", remedy="wait", parameters={"until": told})


def _worked_for(taking: Taking, time: timedelta) -> None:
    started_on = taking.placement.started_on
    if started_on is None or taking.today < started_on + time:
        until = (started_on + time).isoformat() if started_on else None
        raise StateConflict("state_conflict.not_yet", remedy="wait", parameters={"until": until})


NEEDS: Mapping[Need, Callable[[Taking], None]] = MappingProxyType(
    {
        Need.NOTE: _note,
        Need.REASON: _reason,
        Need.ELIGIBLE: _eligible,
        Need.OPEN_VACANCY: _open_vacancy,
        Need.CONSENT: _consent,
        Need.INTRODUCTION: _introduction,
        Need.PLACE: free_place,
        Need.DAY: _day,
        Need.OVERDUE: _overdue,
        Need.THREE_MONTHS: lambda taking: _worked_for(taking, THREE_MONTHS),
        Need.SIX_MONTHS: lambda taking: _worked_for(taking, SIX_MONTHS),
    }
)
"""How each need is looked for."""
