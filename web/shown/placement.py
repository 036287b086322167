"""A placement arranged for its page: the line of stages, what may come next and what each step needs, the state of what it stands on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from flask_babel import lazy_gettext as _l

from models import workflow
from models.workflow import STEPS, Need
from services.placement_way import WayView
from services.placements import PlacementView, TransitionView

LINE = (*workflow.OPEN, *workflow.ACTIVE)
"""The way in the order that everybody hopes for."""
DEEDS: Mapping[str, object] = MappingProxyType(
    {
        workflow.PROPOSED: _l("Propose"),
        workflow.SHORTLISTED: _l("Put on the short list"),
        workflow.CONSENTED: _l("Write down that the person agreed to meet"),
        workflow.REFERRED: _l("Refer to the employer"),
        workflow.INTERVIEW: _l("An interview is agreed"),
        workflow.OFFERED: _l("Work is offered"),
        workflow.STARTED: _l("Began to work"),
        workflow.RETAINED_3M: _l("At work for three months"),
        workflow.RETAINED_6M: _l("At work for six months"),
        workflow.DECLINED_BY_CANDIDATE: _l("The person declined"),
        workflow.REFUSED_BY_EMPLOYER: _l("The employer refused"),
        workflow.NO_ANSWER: _l("No answer came"),
        workflow.WITHDRAWN: _l("Withdraw the proposal"),
        workflow.HIRED_ELSEWHERE: _l("Found other work"),
        workflow.ENDED: _l("The work ended"),
    }
)
"""State → what somebody does to lead there, in words for a button."""
FOLLOWS: Mapping[str, object] = MappingProxyType(
    {
        workflow.SHORTLISTED: _l("The employer is not told. The caseworker asks the person next whether they agree to meet."),
        workflow.CONSENTED: _l("From now on the person can be introduced and referred."),
        workflow.REFERRED: _l("The employer has 14 days to answer. Then a slip can be issued and printed."),
        workflow.OFFERED: _l("The answer is waited for 7 more days."),
        workflow.STARTED: _l("One place is taken. The person's other proposals close, and with the last place everybody's."),
        workflow.DECLINED_BY_CANDIDATE: _l("This way ends here; the reason stays in the history."),
        workflow.REFUSED_BY_EMPLOYER: _l("This way ends here; the reason stays in the history."),
        workflow.NO_ANSWER: _l("This way ends here. It can be begun anew."),
        workflow.WITHDRAWN: _l("This way ends here; the reason stays in the history."),
        workflow.HIRED_ELSEWHERE: _l("This way ends here because the person has other work."),
        workflow.ENDED: _l("The work ends, its place becomes free."),
    }
)
"""State → what follows when it is reached, told before the button."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One state of the line. on: the day it was reached, None if it was not; current: where the placement stands."""

    state: str
    on: date | None
    current: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that this reader may take. note, reason, day: what its form asks; onward: along the line, not out of it."""

    state: str
    deed: object
    follows: object
    note_needed: bool
    reason: bool
    day: bool
    onward: bool


def stages(transitions: Iterable[TransitionView], state: str) -> tuple[Stage, ...]:
    """The line with the days on which each state was reached; what was taken back was not reached. A way out stands at its end."""
    reached: list[TransitionView] = []
    for step in transitions:
        if step.kind == workflow.CORRECTION and reached:
            reached.pop()
        else:
            reached.append(step)
    days = {step.to_state: step.on_day for step in reached}
    line = LINE if state in LINE else (*(each for each in LINE if each in days), state)
    return tuple(Stage(each, days.get(each), each == state) for each in line)


def next_steps(placement: PlacementView, way: WayView) -> tuple[NextStep, ...]:
    """What this reader may do next, onward steps first."""
    if not way.may_move:
        return ()
    found = [_next(state) for state in placement.next_steps]
    return tuple(sorted(found, key=lambda step: not step.onward))


def onward(state: str) -> str | None:
    """The next state of the line, whoever may lead there; None at its end and outside it."""
    after = LINE.index(state) + 1 if state in LINE else len(LINE)
    return LINE[after] if after < len(LINE) else None


def _next(state: str) -> NextStep:
    needs = STEPS[state].needs
    return NextStep(
        state, DEEDS[state], FOLLOWS.get(state, ""), Need.NOTE in needs, Need.REASON in needs, Need.DAY in needs, state in LINE,
    )  # fmt: skip
