"""The list of trial agreements: whatever waits for an assessment comes first."""

from flask import render_template

from api.paging import cursor_of, number_of
from api.schemas.fields import Code, Text
from models.codes import TRIAL_STATES
from models.queries.trials import WAITING
from services.initials import find_initials
from services.permissions import Reach, reach_of
from services.trial_lists import TrialsAsked, list_trial_pilots, list_trials_by_need
from web.identity import current_actor, current_installation
from web.questions import Question, asked

PAGE_LENGTH = 20
STATES = (WAITING, *(state for state in ("running", "draft", "ended", "cancelled") if state in TRIAL_STATES))
OURS = "ours"


class TrialListQuestion(Question):
    """Which agreements; all of them when nothing is said. q: number of the agreement, person, vacancy or host."""

    q = Text(100)
    pilot = Text(64)
    state = Code(STATES)
    whose = Code((OURS,))
    after = Text(200)


def show_trials() -> tuple[str, int]:
    """The list, with its filters in the address."""
    question = asked(TrialListQuestion)
    installation, actor = current_installation(), current_actor()
    told = {name: question.get(name) for name in ("pilot", "state")}
    wanted = TrialsAsked(**told, mine=question.get("whose") == OURS, words=question.get("q") or "")
    page = list_trials_by_need(installation, actor, wanted, number_of(question.get("after")) or 0, PAGE_LENGTH)
    shown = render_template(
        "trials/list.html", trials=page.trials, question=question, next_cursor=cursor_of(page.after), states=STATES,
        pilots=list_trial_pilots(installation, actor), filtered=any(question.written.get(name) for name in (*told, "whose", "q")),
        names=find_initials(installation, actor, [trial.candidate for trial in page.trials]),
        sees_others=reach_of(actor, "trial:read") not in (None, Reach.ORGANISATION),
    )  # fmt: skip
    return shown, question.status_code
