"""Which check-ins a placement has: made when the person starts, cancelled when they leave, open again when that was a mistake.

Called by every step of a placement, in its transaction. Here must not live: recording a result (services/check_ins.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from models import workflow
from models.followup import CheckIn
from models.placement import Placement
from models.queries.followup import find_check_ins
from services.placement_needs import SIX_MONTHS, THREE_MONTHS
from services.unit_of_work import UnitOfWork

RETAINED_FROM: Mapping[str, int] = MappingProxyType({workflow.RETAINED_3M: THREE_MONTHS.days, workflow.RETAINED_6M: SIX_MONTHS.days})
"""State → the day at work from which "still works there" leads to it, in the order of the workflow."""
BEFORE_DAY: Mapping[str, int] = MappingProxyType({workflow.STARTED: THREE_MONTHS.days, workflow.RETAINED_3M: SIX_MONTHS.days})
"""State → the first day of which it knows nothing yet: an answer to a later check-in would have led further."""


def fit_check_ins(unit: UnitOfWork, placement: Placement, days: Sequence[int]) -> None:
    """Give the placement the check-ins that its state demands; days: how many days after the first day at work, ascending."""
    there = {check_in.day_number: check_in for check_in in find_check_ins(unit.session, placement_id=placement.id)}
    before = {day: check_in.state for day, check_in in there.items()}
    if placement.is_active and placement.started_on is not None:
        for day in sorted({*days, *there}):
            if day not in there:
                there[day] = _new(unit, placement, day, placement.started_on)
            _fit_at_work(unit, there[day], placement, placement.started_on)
    else:
        for check_in in there.values():
            check_in.state = "cancelled" if check_in.state == "open" else check_in.state
    after = {day: check_in.state for day, check_in in there.items()}
    changed = {state: [day for day in after if after[day] == state != before.get(day)] for state in ("open", "done", "cancelled")}
    if any(changed.values()):
        reference = placement.candidate.case_reference
        unit.audit("check_in:plan", None, reference=reference, actor=None, placement=placement.id, **changed)


def close_check_in(unit: UnitOfWork, check_in: CheckIn, result: str, reason: str | None = None) -> None:
    """The question is answered by the unit's actor."""
    check_in.state, check_in.result, check_in.reason_code = "done", result, reason
    check_in.done_at, check_in.done_by, check_in.done_by_name = unit.now(), unit.actor.id, unit.actor.name
    check_in.n_missed, check_in.next_try_on, check_in.escalated_at = 0, None, None


def _new(unit: UnitOfWork, placement: Placement, day: int, started_on: date) -> CheckIn:
    check_in = CheckIn(placement=placement, day_number=day, due_on=started_on + timedelta(days=day), state="open", n_missed=0)
    unit.session.add(check_in)
    return check_in


def _fit_at_work(unit: UnitOfWork, check_in: CheckIn, placement: Placement, started_on: date) -> None:
    if check_in.state != "open" and _is_unanswered(check_in, placement, started_on):
        _reopen(check_in, started_on)
    if check_in.state == "open" and check_in.day_number <= RETAINED_FROM.get(placement.state, 0):
        close_check_in(unit, check_in, "working")


def _is_unanswered(check_in: CheckIn, placement: Placement, started_on: date) -> bool:
    """Whether a check-in that is not open asks again: it was cancelled, or what it was answered with has been taken back."""
    taken_back = check_in.result == "left" or check_in.day_number >= BEFORE_DAY.get(placement.state, check_in.day_number + 1)
    return check_in.state == "cancelled" or taken_back or check_in.due_on != _due(check_in, started_on)


def _reopen(check_in: CheckIn, started_on: date) -> None:
    """Attempts in a row still count, unless the person began on another day than was thought."""
    due_on = _due(check_in, started_on)
    if check_in.state == "done" or due_on != check_in.due_on:
        check_in.n_missed, check_in.next_try_on, check_in.escalated_at, check_in.result, check_in.reason_code = 0, None, None, None, None
    check_in.state, check_in.due_on = "open", due_on
    check_in.done_at = check_in.done_by = check_in.done_by_name = None


def _due(check_in: CheckIn, started_on: date) -> date:
    return started_on + timedelta(days=check_in.day_number)
