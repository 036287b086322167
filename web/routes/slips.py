"""Referral slips: the slip as a page to be printed, and the mark that the employer wrote on it."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.calendar import today
from api.i18n import words
from api.schemas.slip import MarkSlipSchema
from api.slip_docx import SLIP_LANGUAGES, mark_rows, slip_rows
from models.codes import SLIP_GROUNDS
from services import slips as use_cases
from services.slip_prints import print_slip
from web.forms import BLANK, Form, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.shown.initials import initials_of

ANSWERS: dict[str, dict[str, Any]] = {
    "offered": {"came": True, "accepted": True, "to": "offered"},
    "interview": {"came": True, "accepted": True, "to": "interview"},
    "refused": {"came": True, "accepted": False},
    "absent": {"came": False},
}
"""What is ticked on the paper → what the use case is told."""


def show_slip(number: int) -> str:
    """The slip alone, in Russian or Belarusian: the bars of the page stay off the paper."""
    slip = print_slip(current_installation(), current_actor(), number)
    language = current_language()
    say = words(language if language in SLIP_LANGUAGES else SLIP_LANGUAGES[0])
    shown = {"filled": slip_rows(slip, say), "mark": mark_rows(slip, say), "spoken": say}
    return render_template("slips/print.html", slip=slip, **shown)


def show_mark(number: int) -> str:
    """The form that reads like the paper."""
    return _mark_page(number, BLANK)


def mark_slip(number: int) -> Response | tuple[str, int]:
    """Enter the mark; the placement moves as it says."""

    def do(form: Form) -> Response:
        command = use_cases.MarkSlip(number, **MarkSlipSchema().load(_said(form)))
        slip = use_cases.mark_slip(current_installation(), current_actor(), command)
        tell(_("The mark on slip %(number)s is entered.", number=slip.number))
        return redirect(url_for("web.placement", number=slip.placement), 303)

    return answer(do, lambda form: _mark_page(number, form))


def _said(form: Form) -> dict[str, Any]:
    said = dict(ANSWERS.get(form.get("came"), {}))
    refused = form.get("came") == "refused"
    said |= {name: form.get(name) for name in ("on", "note") if form.get(name)}
    if refused and form.get("ground"):
        said["ground"] = form.get("ground")
    if refused and form.get("may_tell") in ("yes", "no"):
        said["may_tell"] = form.get("may_tell") == "yes"
    return said | {"returned": bool(form.get("returned"))}


def _mark_page(number: int, form: Form) -> str:
    installation, actor = current_installation(), current_actor()
    slip = use_cases.get_slip_view(installation, actor, number)
    name = initials_of(slip.candidate)
    return render_template("slips/mark.html", slip=slip, form=form, name=name, grounds=SLIP_GROUNDS, today=today())
