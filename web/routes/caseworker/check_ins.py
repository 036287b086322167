"""One check-in: is the person still there? Asked on the telephone, so every answer is one tap on this page."""

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.schemas.followup import RecordSchema
from models import workflow
from models.codes import UNREACHED_REASONS
from services.candidates import get_candidate_view
from services.check_ins import Recorded, read_check_in, record_check_in
from web.forms import BLANK, Form, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.sent import said
from web.shown.initials import initials_of

LEFT_REASONS = tuple(reason for reason in workflow.REASONS if reason not in (*workflow.BY_THEMSELVES, "duplicate"))
HOURS = ("full_time", "part_time")
"""What is asked besides; it goes into the note, because the record has no place of its own for it."""


def show_check_in(placement: int, number: int) -> str:
    """Who is to be asked, about which work, what was tried before, and the three answers."""
    return _page(placement, number)


def record(placement: int, number: int) -> Response | tuple[str, int]:
    """Write down what came of it."""

    def do(form: Form) -> Response:
        told = said(form, ("result", "reason", "on"), flags=("may_tell",))
        if note := _note(form):
            told["note"] = note
        view = record_check_in(current_installation(), current_actor(), Recorded(number, **RecordSchema().load(told)))
        tell(_("Written down. %(person)s", person=view.candidate))
        return redirect(url_for("web.today", _anchor="check_ins"), 303)

    return answer(do, lambda form: _page(placement, number, form))


def _note(form: Form) -> str:
    """What was said beside the answer, in one note for whoever asks next."""
    hours = {"full_time": _("Works full time."), "part_time": _("Works part time.")}.get(form.get("hours"), "")
    hard = _("Hard: %(words)s", words=form.get("hard")) if form.get("hard") else ""
    return " ".join(part for part in (hours, hard, form.get("note")) if part)


def _page(placement: int, number: int, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()
    check_in, contacts = read_check_in(installation, actor, number)
    if check_in.placement != placement:
        abort(404)
    name = initials_of(check_in.candidate)
    who = get_candidate_view(installation, actor, check_in.candidate, current_language(), restricted=False).identity
    return render_template(
        "caseworker/check_in.html", check_in=check_in, contacts=contacts, name=name, form=form, left_reasons=LEFT_REASONS,
        unreached=UNREACHED_REASONS, phones=who.phones if who else (),
    )  # fmt: skip
