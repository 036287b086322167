"""People introduced to an employer, and what the employer answers. Nothing here, its address or its title says where anybody comes from."""

from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.calendar import today
from api.problems import problem_words
from api.schemas.fields import Code, Text
from api.schemas.placement import MoveSchema
from api.schemas.slip import MarkSlipSchema
from models import workflow
from models.codes import SLIP_GROUNDS
from services.introduced_people import STATES_SHOWN, IntroducedFilter, list_everybody_introduced
from services.introductions import read_fact
from services.placements import Move, move
from services.slips import MarkSlip, mark_slip
from web.forms import Form, act
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.links import kept
from web.questions import ANY, Question, asked

REFUSALS = ("lacking_skill", "documents_missing", "did_not_come", "schedule", "pay", "not_interested", "position_closed")
ENDINGS = ("contract_ended", "did_not_come", "lacking_skill", "schedule", "pay", "conflict", "not_interested", "position_closed")
"""Reasons an employer is offered as buttons: what they can know. Health, housing and the like are nobody's to guess."""


class IntroducedQuestion(Question):
    """Which people; all of them when nothing is said."""

    q = Text(100)
    state = Code((ANY, *STATES_SHOWN), load_default=ANY)


def show_introduced() -> tuple[str, int]:
    """Everybody introduced who agrees to it today, as far as the address asks for them."""
    question = asked(IntroducedQuestion)
    state = question.values["state"]
    where = IntroducedFilter(question.get("q") or "", None if state == ANY else state)
    shown = render_template(
        "employer/introduced.html", people=list_everybody_introduced(current_installation(), current_actor(), where),
        question=question, states=(ANY, *STATES_SHOWN), refusals=REFUSALS, endings=ENDINGS, grounds=SLIP_GROUNDS, today=today(),
        workflow=workflow,
        seen_words=partial(problem_words(current_language()).of, "seen_by_employer"),
    )  # fmt: skip
    return shown, question.status_code


def _same_list() -> str:
    """The list as it was searched and filtered when something on it was pressed."""
    return url_for("web.introduced", **kept("q", "state"))


def answer_for(number: int) -> Response:
    """How far it came with somebody: met, offered, at work, or not."""

    def do(form: Form) -> str:
        wanted = MoveSchema().load(_said(form, ("to", "reason", "note", "on")) | _may_tell(form))
        move(current_installation(), current_actor(), Move(number, version=form.number("version"), **wanted))
        return _("Thank you. The employment expert sees it at once.")

    return act(do, _same_list())


def mark(number: int) -> Response:
    """The mark of a referral slip."""

    def do(form: Form) -> str:
        came, accepted = form.get("came") == "yes", {"yes": True, "no": False}.get(form.get("accepted"))
        said = {"came": came} | ({} if accepted is None else {"accepted": accepted})
        wanted = MarkSlipSchema().load(said | _said(form, ("ground", "to")) | (_may_tell(form) if form.get("ground") else {}))
        mark_slip(current_installation(), current_actor(), MarkSlip(number, **wanted))
        return _("The slip is marked. Thank you.")

    return act(do, _same_list())


def show_fact(number: int, fact: str) -> str:
    """One fact that the person agreed to have told; each look is kept in the trail."""
    value = read_fact(current_installation(), current_actor(), number, fact)
    return render_template("employer/fact.html", fact=fact, value=value, number=number)


def _said(form: Form, names: tuple[str, ...]) -> dict[str, str]:
    return {name: form.get(name) for name in names if form.get(name)}


def _may_tell(form: Form) -> dict[str, bool]:
    """Whether the person may be told the reason: asked wherever there is one."""
    return {"may_tell": form.get("may_tell") == "yes"} if form.get("reason") or form.get("ground") else {}
