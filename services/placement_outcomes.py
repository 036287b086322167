"""What a placement teaches the scorer: its outcome, derived from its state in the transaction of the step, taken back with the step.

The scorer asks whether a person and a piece of work fitted. So an outcome needs a referral: before it nobody but us had a say. And three
ways out say nothing about the fit and give none: the vacancy was filled by somebody else, the person started elsewhere, the placement was
withdrawn (a consent or a case ended, a mistake). A placement that is still on its way, or has just begun, has none yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from models import workflow
from models.outcome import Outcome
from models.placement import Placement
from models.queries.outcomes import get_outcome
from models.queries.placements import find_referrals
from services.unit_of_work import UnitOfWork

NOT_HIRED = (workflow.DECLINED_BY_CANDIDATE, workflow.REFUSED_BY_EMPLOYER, workflow.NO_ANSWER)
SAYS_NOTHING = (workflow.WITHDRAWN, workflow.HIRED_ELSEWHERE, workflow.VACANCY_FILLED)
RETAINED: Mapping[str, str] = MappingProxyType({workflow.RETAINED_3M: "retained_3m", workflow.RETAINED_6M: "retained_6m"})
ENDED_BEFORE = (
    (timedelta(days=30), "hired_left_before_1m"),
    (timedelta(days=90), "hired_left_before_3m"),
    (timedelta(days=180), "retained_3m"),
)
"""How long the work lasted, from the first day to the last → what it counts as: who left after a hundred days stayed three months."""
HELD_TO_THE_END = "retained_6m"
REASONS: Mapping[str, str | None] = MappingProxyType(
    {
        "lacking_skill": "skills",
        "documents_missing": "documents",
        "did_not_come": None,
        "not_mobile": "commute",
        "pay": "pay",
        "schedule": "schedule",
        "incompatible_limit": None,
        "not_interested": None,
        "health": "health",
        "housing": "housing",
        "relapse": None,
        "conflict": "conflict",
        "contract_ended": "season_end",
        "position_closed": "position_filled",
        "consent_ended": None,
        "case_closed": None,
        "other": None,
    }
)
"""Reason of a placement → reason of an outcome; None where those of outcomes have no word that says no more than was said."""
NO_REFERRAL_OF_ITS_OWN = frozenset({"duplicate"})
"""Reasons that say that this was the same referral again: counted once, with the other."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What one placement says: result and reason, codes of models/codes.py."""

    result: str
    reason: str | None


def outcome_of(placement: Placement) -> Learned | None:
    """What the state of a placement says about the fit; None where it says nothing, or nothing yet."""
    if placement.referred_on is None or placement.reason_code in NO_REFERRAL_OF_ITS_OWN:
        return None
    if placement.state in RETAINED:
        return Learned(RETAINED[placement.state], "stayed")
    reason = REASONS[placement.reason_code] if placement.reason_code else None
    if placement.state in NOT_HIRED:
        return Learned("not_hired", reason)
    if placement.state == workflow.ENDED and placement.started_on is not None and placement.closed_on is not None:
        lasted = placement.closed_on - placement.started_on
        return Learned(next((result for before, result in ENDED_BEFORE if lasted < before), HELD_TO_THE_END), reason)
    return None


def keep_outcome(unit: UnitOfWork, placement: Placement) -> None:
    """Let the outcome of the placement's referral say what its placements say now: there is one for each person, vacancy and day.

    Where a person was referred twice on one day the later placement counts, if it says anything. What somebody entered by hand stays until
    a placement says something of the same referral.
    """
    if placement.referred_on is None:
        return
    pair, day = {"candidate_id": placement.candidate_id, "vacancy_id": placement.vacancy_id}, placement.referred_on
    said = [(each.id, learned) for each in find_referrals(unit.session, **pair, referred_on=day) if (learned := outcome_of(each))]
    outcome = get_outcome(unit.session, **pair, referred_on=day)
    if not said:
        if outcome is not None and outcome.placement_id is not None:
            unit.session.delete(outcome)
            unit.audit("outcome:take_back", outcome)
            unit.session.flush()  # a later outcome of this transaction may have the same referral
        return
    placement_id, learned = said[-1]
    if outcome is None:
        outcome = Outcome(**pair, referred_on=day)
        unit.session.add(outcome)
    elif (outcome.placement_id, outcome.result, outcome.reason_code) == (placement_id, learned.result, learned.reason):
        return
    outcome.placement_id, outcome.result, outcome.reason_code = placement_id, learned.result, learned.reason
    unit.audit("outcome:derive", outcome)
