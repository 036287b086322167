"""Rankings as they were shown: read back, and computed again by those who check them."""

from flask import render_template

from api.calendar import MINSK
from api.paging import cursor_of, number_of
from api.schemas.fields import Text
from services.initials import find_initials
from services.matchruns import Replay, get_run, list_runs, replay_run
from services.permissions import is_allowed
from web.identity import current_actor, current_installation
from web.questions import Question, asked
from web.shown.ranking import dots

PAGE_LENGTH = 30


class RunListQuestion(Question):
    """Which runs: all that the reader may know of, or of one vacancy. q: number of the run, vacancy or person asked about."""

    q = Text(100)
    vacancy = Text(64)
    after = Text(200)


def show_runs() -> tuple[str, int]:
    """The list, newest first: one's own; for auditors, everybody's."""
    question = asked(RunListQuestion)
    installation, actor = current_installation(), current_actor()
    before = number_of(question.get("after"))
    asked_for = {"vacancy": question.get("vacancy"), "words": question.get("q") or ""}
    page = list_runs(installation, actor, **asked_for, before=before, limit=PAGE_LENGTH)
    shown = render_template("runs/list.html", page=page, question=question, next_cursor=cursor_of(page.after), minsk=MINSK)
    return shown, question.status_code


def show_run(number: int) -> str:
    """One run as it was stored."""
    return _page(number, None)


def replay(number: int) -> str:
    """Compute it again and say of each line whether it is the same. The answer is told once; the trail keeps that it was asked for."""
    return _page(number, replay_run(current_installation(), current_actor(), number))


def _page(number: int, replayed: Replay | None) -> str:
    installation, actor = current_installation(), current_actor()
    run = get_run(installation, actor, number)
    for_vacancy = run.summary.direction == "candidates_for_vacancy"
    named = for_vacancy and is_allowed(actor, "candidate:read")
    names = find_initials(installation, actor, [line.reference for line in run.lines]) if named else {}
    now = {line.reference: line for line in replayed.lines} if replayed else {}
    return render_template(
        "runs/run.html", run=run.summary, lines=run.lines, names=names, replayed=replayed, now=now, dots=dots, minsk=MINSK,
        for_vacancy=for_vacancy, may_replay=is_allowed(actor, "match_run:replay"), may_explain=is_allowed(actor, "explanation:read"),
    )  # fmt: skip
