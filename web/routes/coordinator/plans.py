"""One cohort plan: who goes where and why, what a change would cost, and the deeds: lock, move, solve again, accept."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from api.i18n import words
from api.schemas import pilot as schemas
from api.schemas.fields import LARGEST, Text, Whole
from services import cohort_acceptance, cohort_plans
from services.cohort_question import PlanSettings
from services.cohort_views import PlanView
from services.errors import DomainError, Forbidden, InvalidValue, NotFound
from services.pilots import PilotView, read_pilot
from web import questions
from web.forms import BLANK, Form, act, answer, sentence_of, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import Asked, Question, asked
from web.shown.plan import NO_PLACE, NOTICED, MoveLook, amount, board, looked_at, moved_lines
from web.work import work_under_way

PART = "coordinator/move.html"


class MoveQuestion(Question):
    """A change to be looked at. to: a vacancy, or NO_PLACE."""

    person = Text(64)
    to = Text(64)


class ComparedQuestion(Question):
    """Which earlier plan this one is compared with; the one before when nothing is said."""

    against = Whole(1, LARGEST, from_text=True, data_key="with")


questions.SENTENCES["with"] = _l("Choose an earlier plan of the list.")


def show_plan(reference: str, number: int) -> tuple[str, int]:
    """The board of a plan, compared with an earlier one; with a person in the address, where they could go and what it would cost."""
    question = asked(ComparedQuestion)
    try:
        plan = cohort_plans.read_plan(current_installation(), current_actor(), reference, number, question.get("against"))
    except InvalidValue:
        plan = cohort_plans.read_plan(current_installation(), current_actor(), reference, number)
        question = replace(question, errors={"with": questions.SENTENCES["with"]})
    return _plan_page(plan, question=question), question.status_code


def lock(reference: str, number: int) -> Response:
    """Lock people where the plan has them, or let them go."""

    def do(form: Form) -> str:
        locked = form.get("locked") == "yes"
        said = schemas.LockSchema().load({"candidates": list(form.ticked("candidates")), "locked": locked})
        cohort_plans.lock_people(current_installation(), current_actor(), reference, number, said["candidates"], locked=said["locked"])
        who = ", ".join(said["candidates"])
        return (
            _("Locked: %(who)s. Later plans keep this.", who=who) if locked else _("Let go: %(who)s. The next plan is free again.", who=who)
        )

    return act(do, _address(reference, number))


def move(reference: str, number: int) -> Response:
    """Move somebody: a new plan around it."""
    made: list[int] = []

    def do(form: Form) -> str:
        to = form.get("vacancy")
        said = schemas.MovePersonSchema().load({"candidate": form.get("candidate"), "vacancy": None if to in ("", NO_PLACE) else to})
        command = cohort_plans.MovePerson(reference, number, said["candidate"], said["vacancy"])
        with work_under_way() as progress:
            view = cohort_plans.move_person(current_installation(), current_actor(), command, progress)
        made.append(view.number)
        return _(
            "%(person)s stands where you put them, and stays there. This is plan %(number)s.", person=said["candidate"], number=view.number
        )

    answered = act(do, _address(reference, number))
    return redirect(_address(reference, made[0]), 303) if made else answered


def solve_again(reference: str, number: int) -> Response:
    """Find the best plan anew with the settings of this one."""
    made: list[int] = []

    def do(form: Form) -> str:
        installation, actor = current_installation(), current_actor()
        before = cohort_plans.read_plan(installation, actor, reference, number)
        settings = PlanSettings(before.with_ordinary, before.minimums)
        with work_under_way() as progress:
            view = cohort_plans.make_plan(
                installation, actor, cohort_plans.MakePlan(reference, settings, fresh=bool(form.get("fresh"))), progress
            )
        made.append(view.number)
        return _("This is plan %(number)s, found anew as of today.", number=view.number)

    answered = act(do, _address(reference, number))
    return redirect(_address(reference, made[0]), 303) if made else answered


def accept(reference: str, number: int) -> Response | tuple[str, int]:
    """Accept the plan, or the pairs of the people ticked."""

    def do(form: Form) -> Response:
        chosen = {"candidates": list(form.ticked("candidates"))} if form.ticked("candidates") else {}
        said = schemas.AcceptPlanSchema().load({"note": form.get("note")} | chosen)
        told = (reference, number, said["note"], said.get("candidates"))
        with work_under_way() as progress:
            view = cohort_acceptance.accept_plan(current_installation(), current_actor(), *told, tell=progress)
        n = sum(line.accepted for line in view.lines)
        tell(
            ngettext(
                "%(num)d pair is accepted. Its placement is shortlisted.",
                "%(num)d pairs are accepted. Their placements are shortlisted.",
                n,
            )
        )
        return redirect(_address(reference, number), 303)

    return answer(do, lambda form: _plan_page(cohort_plans.read_plan(current_installation(), current_actor(), reference, number), form))


def _address(reference: str, number: int) -> str:
    return url_for("web.plan", reference=reference, number=number)


def _plan_page(plan: PlanView, form: Form = BLANK, question: Asked | None = None) -> str:
    pilot = read_pilot(current_installation(), current_actor(), plan.pilot)
    newest = pilot.last_plan == plan.number
    shown = board(plan, pilot, words(current_language()))
    look = _look(pilot, plan) if newest else None
    if look is not None and request.headers.get("HX-Request"):
        return render_template(PART, pilot=pilot, plan=plan, look=look, board=shown)
    gain, language = plan.compared.gain if plan.compared else 0.0, current_language()
    return render_template(
        "coordinator/plan.html", pilot=pilot, plan=plan, board=shown, look=look, newest=newest, form=form,
        expected=amount(plan.expected, language), gain=amount(gain, language), gain_up=None if abs(gain) < NOTICED else gain > 0,
        moved=moved_lines(plan, pilot, words(language)), question=question,
    )  # fmt: skip


def _look(pilot: PilotView, plan: PlanView) -> MoveLook | None:
    """What the change in the address would do; None where it names nobody."""
    question = asked(MoveQuestion)
    person, to = question.get("person"), question.get("to")
    if not person:
        return None
    if not to:
        return MoveLook(person, None)
    command = cohort_plans.MovePerson(pilot.reference, plan.number, person, None if to == NO_PLACE else to)
    try:
        with work_under_way() as progress:
            told = cohort_plans.look_at_move(current_installation(), current_actor(), command, progress)
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        return MoveLook(person, to, refusal=sentence_of(error))
    return looked_at(told, to, plan, pilot, words(current_language()))
