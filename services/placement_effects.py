"""What follows from a step of a placement: the columns its state demands, the person's and the vacancy's status, who is closed with it.

Everything happens in the transaction of the step. Here must not live: whether the step is allowed.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from models import workflow
from models.placement import Placement
from models.queries.introductions import find_open_introductions
from models.queries.placements import find_taken_places, has_full_time_work
from services.check_in_days import fit_check_ins
from services.introduction_consent import consent_to_meet
from services.placement_needs import Taking
from services.placement_outcomes import keep_outcome
from services.unit_of_work import UnitOfWork

ANSWER_WITHIN: Mapping[str, timedelta] = MappingProxyType(
    {workflow.REFERRED: timedelta(days=14), workflow.INTERVIEW: timedelta(days=14), workflow.OFFERED: timedelta(days=7)}
)
"""How long an employer has: the last day on which an answer is in time. The programme's own choice; a slip may say less."""

INTRODUCTION_ENDS: Mapping[str, str] = MappingProxyType(
    {
        workflow.DECLINED_BY_CANDIDATE: "candidate_declined",
        workflow.REFUSED_BY_EMPLOYER: "employer_declined",
        workflow.NO_ANSWER: "no_answer",
        workflow.WITHDRAWN: "other",
        workflow.HIRED_ELSEWHERE: "other",
        workflow.VACANCY_FILLED: "vacancy_closed",
        workflow.ENDED: "hired",
    }
)
"""With which reason the introduction ends when a placement closes: from then on the employer sees nothing of the person."""


def fit_to_state(taking: Taking, state: str) -> None:
    """Give the placement a state with exactly the columns that it demands; nothing is queried meanwhile, so no half is ever stored."""
    placement, asked, found = taking.placement, taking.asked, taking.found
    placement.state = state
    placement.answer_by = taking.today + ANSWER_WITHIN[state] if state in workflow.WAITING else None
    if found.consent is not None:
        placement.consent = found.consent
    if state == workflow.REFERRED and placement.referred_on is None:
        placement.introduction, placement.referred_on = found.introduction, taking.today
    if state == workflow.STARTED and placement.started_on is None:
        placement.started_on = taking.day
    if state in workflow.ACTIVE and placement.place_number is None:
        placement.place_number, placement.vacancy_places = found.place_number, placement.vacancy.places
    if state not in workflow.ACTIVE:
        placement.place_number = placement.vacancy_places = None
    closed = state in workflow.CLOSED
    placement.closed_on = taking.day if closed else None
    with_reason = state in workflow.WITH_REASON
    placement.reason_code, placement.may_tell = (asked.reason, asked.may_tell) if with_reason else (None, None)


def take_out_of_state(placement: Placement, state: str) -> None:
    """Before a correction back to this state: empty the columns that only later states have."""
    if state in workflow.OPEN or state in workflow.WAYS_OUT:
        placement.started_on = None
    if state in workflow.PREPARED:
        placement.introduction, placement.referred_on = None, None
    if state in (workflow.PROPOSED, workflow.SHORTLISTED):
        placement.consent = None


def settle(taking: Taking, left: str | None) -> None:
    """What the new state means for the person, the vacancy and the introduction. left: the state before."""
    unit, placement = taking.unit, taking.placement
    unit.session.flush()
    _settle_person(unit, placement, left)
    if placement.is_active or left in workflow.ACTIVE:
        _settle_vacancy(taking)
    if placement.state in workflow.CLOSED:
        _end_introduction(unit, placement)
    elif left in workflow.CLOSED and placement.state not in workflow.PREPARED:
        _reopen_introduction(taking)
    fit_check_ins(unit, placement, taking.installation.settings.check_in_days)
    keep_outcome(unit, placement)


def _settle_person(unit: UnitOfWork, placement: Placement, left: str | None) -> None:
    """Whoever is at full-time work is looked for no other; whoever left it is looking again."""
    candidate = placement.candidate
    if has_full_time_work(unit.session, candidate_id=candidate.id):
        candidate.status = "placed"
    elif left in workflow.ACTIVE and candidate.status == "placed":
        candidate.status = "active"


def _settle_vacancy(taking: Taking) -> None:
    """The last place fills it. A place free again by a correction opens it; one that somebody left is the employer's to say."""
    vacancy = taking.placement.vacancy
    n_taken = len(find_taken_places(taking.unit.session, vacancy_id=vacancy.id))
    if vacancy.status == "open" and n_taken >= vacancy.places:
        vacancy.status = "filled"
    elif vacancy.status == "filled" and n_taken < vacancy.places and taking.placement.state in workflow.OPEN:
        vacancy.status = "open"


def _end_introduction(unit: UnitOfWork, placement: Placement) -> None:
    introduction = placement.introduction
    if introduction is not None and introduction.ended_at is None:
        introduction.ended_at, introduction.end_reason = unit.now(), INTRODUCTION_ENDS[placement.state]
        unit.audit("introduction:end", introduction, reason=introduction.end_reason)


def _reopen_introduction(taking: Taking) -> None:
    """A closing taken back opens the introduction again, if the person's consent still stands; a newer one takes its place."""
    placement, introduction = taking.placement, taking.placement.introduction
    opened = find_open_introductions(taking.unit.session, candidate_id=placement.candidate_id, vacancy_id=placement.vacancy_id)
    if opened:
        placement.introduction = opened[0]
    if opened or introduction is None or introduction.ended_at is None:
        return
    consent_to_meet(taking.unit.session, placement.candidate, placement.vacancy, taking.today)
    introduction.ended_at = introduction.end_reason = None
    taking.unit.audit("introduction:reopen", introduction)
