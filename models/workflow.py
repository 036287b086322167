"""How a placement goes from a name on a list to six months at work: states, steps, who may take them and what they need. To be read aloud.

A step that this table does not name does not exist. Whether its needs are met is found in services/placement_needs.py, what follows from it
in services/placement_effects.py. Here must not live: a query, a deadline in days, or how a state is worded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

PROPOSED, SHORTLISTED, CONSENTED = "proposed", "shortlisted", "consented"
REFERRED, INTERVIEW, OFFERED = "referred", "interview", "offered"
STARTED, RETAINED_3M, RETAINED_6M = "started", "retained_3m", "retained_6m"
DECLINED_BY_CANDIDATE, REFUSED_BY_EMPLOYER, NO_ANSWER = "declined_by_candidate", "refused_by_employer", "no_answer"
WITHDRAWN, HIRED_ELSEWHERE, VACANCY_FILLED, ENDED = "withdrawn", "hired_elsewhere", "vacancy_filled", "ended"

PREPARED = (PROPOSED, SHORTLISTED, CONSENTED)
"""The employer does not know of the person yet."""
WAITING = (REFERRED, INTERVIEW, OFFERED)
"""The employer knows, and owes an answer by a day."""
OPEN = (*PREPARED, *WAITING)
ACTIVE = (STARTED, RETAINED_3M, RETAINED_6M)
"""At work: the placement holds one of the vacancy's places."""
WAYS_OUT = (DECLINED_BY_CANDIDATE, REFUSED_BY_EMPLOYER, NO_ANSWER, WITHDRAWN, HIRED_ELSEWHERE, VACANCY_FILLED)
"""Ends before the first day at work."""
CLOSED = (*WAYS_OUT, ENDED)
STATES = (*OPEN, *ACTIVE, *CLOSED)
WITH_REASON = (DECLINED_BY_CANDIDATE, REFUSED_BY_EMPLOYER, WITHDRAWN, ENDED)
"""Somebody's decision: it has a coded reason, and says whether the person may be told of it."""

REASONS = (
    "lacking_skill", "documents_missing", "did_not_come", "not_mobile", "pay", "schedule", "incompatible_limit", "not_interested", "health",
    "housing", "relapse", "conflict", "contract_ended", "position_closed", "duplicate", "consent_ended", "case_closed", "other",
)  # fmt: skip
"""Why somebody declined, refused, withdrew or left; `other` needs words."""
BY_THEMSELVES = ("consent_ended", "case_closed")
"""Reasons that nobody gives: they follow from something else."""

STEP, AUTOMATIC, CORRECTION = "step", "automatic", "correction"
KINDS = (STEP, AUTOMATIC, CORRECTION)
"""step: a named human took it; automatic: it follows from another one, or from a day that is over; correction: one was taken back."""


class Need(StrEnum):
    """What must hold when a step is taken."""

    NOTE = "note"
    """A word why."""
    REASON = "reason"
    """A code of REASONS, and whether the person may be told."""
    ELIGIBLE = "eligible"
    """No rule keeps the person from this work today."""
    OPEN_VACANCY = "open_vacancy"
    CONSENT = "consent"
    """A live consent to be introduced for this very vacancy."""
    INTRODUCTION = "introduction"
    """The person was introduced to the employer, and that has not ended."""
    PLACE = "place"
    """One of the vacancy's places is free, and the person holds no other full-time one."""
    DAY = "day"
    """The day it happened: not in the future, not before the referral or the start."""
    OVERDUE = "overdue"
    """The last day for an answer is over."""
    THREE_MONTHS = "three_months"
    SIX_MONTHS = "six_months"
    """So long ago the person started."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table. leaves: the states it may be taken from; who: roles (`calendar`: a day that is over, or another placement)."""

    leaves: tuple[str, ...]
    who: frozenset[str]
    needs: tuple[Need, ...] = ()


E, C, K, M, S, DAY_OVER = "expert", "caseworker", "coordinator", "employer", "system", "calendar"
PROGRAMME = frozenset({E, C, K, S})
CASEWORK = frozenset({C, K, S})
WITH_EMPLOYER = PROGRAMME | {M}

STEPS: Mapping[str, Step] = MappingProxyType(
    {
        PROPOSED: Step((), PROGRAMME, (Need.OPEN_VACANCY, Need.ELIGIBLE)),
        SHORTLISTED: Step((PROPOSED,), PROGRAMME, (Need.NOTE, Need.OPEN_VACANCY)),
        CONSENTED: Step((SHORTLISTED,), CASEWORK, (Need.OPEN_VACANCY, Need.CONSENT)),
        REFERRED: Step((CONSENTED,), PROGRAMME, (Need.OPEN_VACANCY, Need.ELIGIBLE, Need.CONSENT, Need.INTRODUCTION)),
        INTERVIEW: Step((REFERRED,), WITH_EMPLOYER),
        OFFERED: Step((REFERRED, INTERVIEW), WITH_EMPLOYER),
        STARTED: Step((OFFERED,), WITH_EMPLOYER, (Need.DAY, Need.OPEN_VACANCY, Need.PLACE)),
        RETAINED_3M: Step((STARTED,), CASEWORK, (Need.THREE_MONTHS,)),
        RETAINED_6M: Step((RETAINED_3M,), CASEWORK, (Need.SIX_MONTHS,)),
        DECLINED_BY_CANDIDATE: Step(OPEN, PROGRAMME, (Need.REASON,)),
        REFUSED_BY_EMPLOYER: Step(WAITING, WITH_EMPLOYER, (Need.REASON,)),
        NO_ANSWER: Step(WAITING, PROGRAMME | {DAY_OVER}, (Need.OVERDUE,)),
        WITHDRAWN: Step(OPEN, PROGRAMME | {DAY_OVER}, (Need.REASON,)),
        HIRED_ELSEWHERE: Step(OPEN, PROGRAMME | {DAY_OVER}),
        VACANCY_FILLED: Step(OPEN, frozenset({DAY_OVER})),
        ENDED: Step(ACTIVE, CASEWORK | {M}, (Need.REASON, Need.DAY)),
    }
)
"""State → the one step that leads there."""

CORRECTED_BY = PROGRAMME
"""Who may take the last step back, with a note: a correction is a new transition, nothing is rubbed out."""


def steps_from(state: str, who: str) -> tuple[str, ...]:
    """Where somebody of a role may go from a state, in the order of the table."""
    return tuple(to for to, step in STEPS.items() if state in step.leaves and who in step.who)
