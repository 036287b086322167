"""Drawing a trial agreement up: who, where, on which terms; signed at once, or kept as a draft and signed later."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.schemas.fields import Text
from api.schemas.trial import DrawUpTrialSchema
from models.codes import TRIAL_PAY_PERS
from services import trials as use_cases
from services.initials import find_initials
from services.trial_choices import read_trial_choices
from services.trial_lists import list_trial_pilots
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import Question, asked
from web.shown.trial import agreement_said, form_of_agreement


class NewTrialQuestion(Question):
    """Between whom: nothing is needed, a pilot is chosen first then."""

    pilot = Text(64)
    candidate = Text(64)
    vacancy = Text(64)
    like = Text(18)


def show_new() -> str:
    """The form; before it the choice of a pilot, unless the address names one or there is only one."""
    question = asked(NewTrialQuestion)
    pilot, candidate, like = question.get("pilot"), question.get("candidate"), question.get("like")
    if like and like.isascii() and like.isdigit():
        pattern = use_cases.read_trial(current_installation(), current_actor(), int(like), current_language())
        return _form_page(pattern.pilot, form_of_agreement(pattern))
    if pilot is None:
        pilots = [one for one in list_trial_pilots(current_installation(), current_actor(), candidate) if not one.ended]
        if len(pilots) != 1:
            return render_template("trials/choose_pilot.html", pilots=pilots, candidate=candidate)
        pilot = pilots[0].reference
    chosen = {"candidate": candidate, "vacancy": question.get("vacancy")}
    return _form_page(pilot, Form({name: value for name, value in chosen.items() if value}))


def draw_up() -> Response | tuple[str, int]:
    """Sign what was written, or keep it as a draft."""

    def do(form: Form) -> Response:
        command: use_cases.DrawUpTrial = DrawUpTrialSchema().load(agreement_said(form))
        view = use_cases.draw_up_trial(current_installation(), current_actor(), command, current_language())
        if view.state == "draft":
            tell(_("The draft is kept. It holds no place until it is signed."))
        else:
            tell(_("The agreement is signed: place %(place)s at %(host)s is held. Print it for the three parties.", **_where(view)))
        return redirect(url_for("web.trial", number=view.id), 303)

    return answer(do, lambda form: _form_page(form.get("pilot"), form))


def sign(number: int) -> Response:
    """Sign a draft, as it was read."""

    def do(form: Form) -> str:
        view = use_cases.sign_trial(current_installation(), current_actor(), number, current_language(), form.number("version"))
        return _("The agreement is signed: place %(place)s at %(host)s is held. Print it for the three parties.", **_where(view))

    return act(do, url_for("web.trial", number=number))


def _where(view: use_cases.TrialView) -> dict[str, object]:
    return {"place": view.place_number, "host": view.host}


def _form_page(pilot: str, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()
    choices = read_trial_choices(installation, actor, pilot)
    free = [person for person in choices.people if not person.on_trial]
    return render_template(
        "trials/new.html", choices=choices, free=free, busy=[person for person in choices.people if person.on_trial], form=form,
        names=find_initials(installation, actor, [person.reference for person in free]), pay_pers=TRIAL_PAY_PERS, draft=None, meanwhile={},
    )  # fmt: skip
