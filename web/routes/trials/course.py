"""One trial: its days marked one by one, its end, and what it leads on to."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from api.calendar import today
from api.schemas import trial as schemas
from api.schemas.fields import Day
from matcher.types import ConceptKind
from models.codes import TRIAL_FAULTS, TRIAL_MARKS, TRIAL_RESULTS
from services import trial_course
from services.resolution import resolve_texts
from services.trials import cancel_trial, read_trial
from web.forms import BLANK, Form, act, answer, sent_form, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.names import short_day
from web.questions import Question, asked
from web.routes.caseworker.picks import propose_pick
from web.sent import said
from web.shown.initials import initials_of
from web.shown.trial import day_rows, day_said, form_of_day, skills_of, step_of_trial

TO_TODAY = "today"


class DayQuestion(Question):
    """Which day is to be marked as late or missed, or to be corrected."""

    day = Day()


def show_trial(number: int) -> str:
    """The page; whom to call is told to those who may read it, and that is told in the trail."""
    return _page(number, BLANK)


def mark_came(number: int, day: str) -> Response:
    """One tap: they came in time."""
    back = url_for("web.trial", number=number, _anchor="attendance")

    def do(_form: Form) -> str:
        command = trial_course.MarkDay(number, **schemas.MarkDaySchema().load({"day": day, "mark": "came"}))
        view = trial_course.mark_day(current_installation(), current_actor(), command, current_language())
        return _("%(person)s came on %(day)s.", person=view.candidate, day=short_day(command.day))

    return act(do, url_for("web.today", _anchor="trials") if sent_form().get("to") == TO_TODAY else back)


def mark(number: int) -> Response | tuple[str, int]:
    """Late, absent, or a day corrected."""

    def do(form: Form) -> Response:
        command = trial_course.MarkDay(number, **schemas.MarkDaySchema().load(day_said(form)))
        trial_course.mark_day(current_installation(), current_actor(), command, current_language())
        tell(_("Written down for %(day)s.", day=short_day(command.day)))
        return redirect(url_for("web.trial", number=number, _anchor="attendance"), 303)

    return answer(do, lambda form: _page(number, form))


def assess(number: int) -> Response | tuple[str, int] | str:
    """End the trial with an assessment; or only show what the words about skills would be understood as."""
    if sent_form().get("look"):
        return _page(number, sent_form())

    def do(form: Form) -> Response:
        told = said(form, ("result", "note")) | {"skills": skills_of(form)}
        command = trial_course.AssessTrial(number, **schemas.AssessTrialSchema().load(told))
        view = trial_course.assess_trial(current_installation(), current_actor(), command, current_language())
        observed = view.assessment.observed if view.assessment else ()
        n_kept = sum(one.on_profile for one in observed)
        tell(_("The trial is assessed."))
        if n_kept:
            tell(ngettext("%(num)d skill is on the profile now.", "%(num)d skills are on the profile now.", n_kept))
        return redirect(url_for("web.trial", number=number, _anchor="assessment"), 303)

    return answer(do, lambda form: _page(number, form))


def show_understood() -> str:
    """A part of the page: what the words typed so far would be understood as."""
    return render_template("trials/understood.html", read=_read(sent_form()))


def pick(number: int) -> Response:
    """Say what the host meant; it holds once a second person confirms it."""
    return act(lambda form: propose_pick(form.get("text"), form.get("concept")), url_for("web.trial", number=number, _anchor="assessment"))


def lead_on(number: int) -> Response | tuple[str, int]:
    """To a contract: a placement for the same vacancy."""

    def do(form: Form) -> Response:
        note = schemas.ConvertTrialSchema().load(said(form, ("note",)))["note"]
        view = trial_course.convert_trial(current_installation(), current_actor(), number, note, current_language())
        tell(_("The way to a contract has begun. What comes next stands here."))
        return redirect(url_for("web.placement", number=view.placement), 303)

    return answer(do, lambda form: _page(number, form))


def cancel(number: int) -> Response | tuple[str, int]:
    """Cancel a draft or a running trial."""

    def do(form: Form) -> Response:
        because = schemas.CancelTrialSchema().load(said(form, ("because",)))["because"]
        cancel_trial(current_installation(), current_actor(), number, because, current_language())
        tell(_("The agreement is cancelled. Its place is free again."))
        return redirect(url_for("web.trial", number=number), 303)

    return answer(do, lambda form: _page(number, form))


def _read(form: Form) -> object:
    texts = skills_of(form)[: trial_course.MOST_OBSERVED]
    return resolve_texts(current_installation(), current_actor(), texts, ConceptKind.SKILL, current_language()) if texts else ()


def _page(number: int, form: Form) -> str:
    view = read_trial(current_installation(), current_actor(), number, current_language())
    day, name = today(), initials_of(view.candidate)
    rows = day_rows(view, day)
    opened = form_of_day(rows, asked(DayQuestion).get("day"))

    def form_of(endpoint: str) -> Form:
        """What was sent stands in the form that it was sent from, and in no other of the page."""
        if request.endpoint == f"web.{endpoint}":
            return form
        return opened if endpoint == "mark_day" else BLANK

    marking = next((row for row in rows if row.day.isoformat() == form_of("mark_day").get("day")), None)
    return render_template(
        "trials/trial.html", marking=marking, trial=view, name=name, form_of=form_of, rows=rows, step=step_of_trial(view, day), today=day,
        marks=TRIAL_MARKS, faults=TRIAL_FAULTS, results=TRIAL_RESULTS, read=_read(form), most_skills=trial_course.MOST_OBSERVED,
    )  # fmt: skip
