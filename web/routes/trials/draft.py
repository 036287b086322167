"""A draft of an agreement changed before anybody signs it, on the form that it was drawn up with."""

from dataclasses import replace

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.schemas.trial import ChangeTrialSchema
from models.codes import TRIAL_PAY_PERS
from services.trial_choices import read_draft_choices
from services.trials import ChangeTrial, change_trial, read_trial
from web.forms import REFUSED, Form, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.shown.initials import initials_of
from web.shown.trial import changed_meanwhile, changes_said, form_of_agreement

VERSION = "version"


def show_edit(number: int) -> str | Response:
    """The form with everything that was written; what is signed or cancelled leads back to its page."""
    view = read_trial(current_installation(), current_actor(), number, current_language())
    if view.state == "draft":
        return _form_page(number, None)
    tell(_("Only a draft can be changed. If other terms are needed, draw up a new agreement: the link stands at the end."), REFUSED)
    return redirect(url_for("web.trial", number=number), 303)


def change(number: int) -> Response | tuple[str, int]:
    """Keep the changed terms."""

    def do(form: Form) -> Response:
        command: ChangeTrial = ChangeTrialSchema().load(changes_said(form))
        named = replace(command, number=number, version=form.number(VERSION))
        change_trial(current_installation(), current_actor(), named, current_language())
        tell(_("The draft is changed."))
        return redirect(url_for("web.trial", number=number), 303)

    return answer(do, lambda form: _form_page(number, form))


def _form_page(number: int, form: Form | None) -> str:
    """form: as it was sent; None: as the draft stands. Whoever was slower sees what stands there now, and may keep theirs after all."""
    installation, actor = current_installation(), current_actor()
    view, choices = read_trial(installation, actor, number, current_language()), read_draft_choices(installation, actor, number)
    meanwhile: dict[str, str] = {}
    if form is not None and VERSION in form.faults:
        meanwhile = changed_meanwhile(view, choices, form)
        told = _("A colleague changed this draft meanwhile. What they wrote stands at the fields where you wrote something else. "
                 "If yours is right, keep it once more.")  # fmt: skip
        form = replace(form, written={**form.written, VERSION: str(view.version)}, faults={**form.faults, VERSION: told})
    return render_template(
        "trials/new.html", draft=view, name=initials_of(view.candidate), choices=choices, free=(), busy=(), names={}, meanwhile=meanwhile,
        form=form or form_of_agreement(view), pay_pers=TRIAL_PAY_PERS,
    )  # fmt: skip
