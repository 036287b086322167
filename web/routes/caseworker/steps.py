"""When a person is next to be seen to: a day, or a reason why there is none."""

from dataclasses import replace

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.schemas.followup import NextStepCommand
from models.codes import NO_DATE_REASONS
from services.next_steps import read_next_step, set_next_step
from web.forms import BLANK, Form, answer, tell
from web.identity import current_actor, current_installation
from web.names import short_day
from web.sent import said
from web.shown.initials import initials_of


def show_step(reference: str) -> str:
    """The next date as it is, and the form for another."""
    return _page(reference)


def set_step(reference: str) -> Response | tuple[str, int]:
    """Say what is next; it takes the place of what was said before."""

    def do(form: Form) -> Response:
        command = NextStepCommand().load(said(form, ("due_on", "reason", "note")))
        view = set_next_step(current_installation(), current_actor(), replace(command, candidate=reference))
        tell(_("The next date is %(day)s.", day=short_day(view.due_on)) if view.due_on else _("Written down why there is no date."))
        return redirect(url_for("web.candidate", reference=reference), 303)

    return answer(do, lambda form: _page(reference, form))


def _page(reference: str, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()
    step = read_next_step(installation, actor, reference)
    name = initials_of(reference)
    return render_template("caseworker/step.html", step=step, name=name, form=form, reasons=NO_DATE_REASONS)
