"""What somebody needs beside work: said, handed to another organisation, answered, finished."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.schemas.support import AnswerNeedSchema, MoveNeedSchema, OpenNeedSchema
from models.codes import DOCUMENT_CODES, SUPPORT_KINDS, SUPPORT_REASONS
from services.organisations import list_organisations
from services.support import MoveNeed, answer_need, list_needs_of, move_need, open_need
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.sent import said
from web.shown.initials import initials_of
from web.shown.order import sorted_by_name

MOST_TO_CHOOSE_FROM = 200
GIVEN_REASONS = tuple(reason for reason in SUPPORT_REASONS if reason not in ("consent_ended", "taken_back"))


def show_needs(reference: str) -> str:
    """Every need of one person with its steps, and the form for a new one."""
    return _page(reference)


def say_need(reference: str) -> Response | tuple[str, int]:
    """Somebody needs something."""

    def do(form: Form) -> Response:
        told = said(form, ("kind", "wanted", "due_on", "document_kind")) | {"candidate": reference}
        open_need(current_installation(), current_actor(), OpenNeedSchema().load(told))
        tell(_("Written down. It stands on “Today” as its day comes near."))
        return redirect(url_for("web.needs", reference=reference), 303)

    return answer(do, lambda form: _page(reference, form))


def step_of_need(number: int) -> Response:
    """A step for the organisation that looks after the person."""

    def do(form: Form) -> str:
        told = said(form, ("to", "reason", "note", "due_on"), flags=("success",), numbers=("organisation",))
        view = move_need(current_installation(), current_actor(), MoveNeed(number, **MoveNeedSchema().load(told)))
        return _("Written down. %(person)s", person=view.candidate)

    return act(do, _back())


def answer_of_need(number: int) -> Response:
    """A step for the organisation that was asked."""

    def do(form: Form) -> str:
        told = said(form, ("to", "reason", "note"), flags=("success",))
        view = answer_need(current_installation(), current_actor(), MoveNeed(number, **AnswerNeedSchema().load(told)))
        return _("Written down. %(person)s", person=view.candidate)

    return act(do, url_for("web.today", _anchor="received"))


def _back() -> str:
    """Where the button stood: the needs of the person that the form names, or today."""
    person = request.form.get("person", "")
    return url_for("web.needs", reference=person) if person else url_for("web.today", _anchor="needs")


def _page(reference: str, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()
    needs = list_needs_of(installation, actor, reference)
    organisations, _more = list_organisations(installation, actor, 0, MOST_TO_CHOOSE_FROM)
    name, others = initials_of(reference), [each for each in organisations if each.id != actor.organisation_id]
    return render_template(
        "caseworker/needs.html", reference=reference, name=name, needs=needs, form=form, kinds=SUPPORT_KINDS, papers=DOCUMENT_CODES,
        reasons=GIVEN_REASONS, organisations=sorted_by_name(others, lambda one: one.name),
    )  # fmt: skip
