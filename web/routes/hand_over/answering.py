"""Offers to take over a person, and one's own: the list, one of them with its answer, and taking back."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.paging import cursor_of, number_of
from api.schemas.handover import DeclineSchema
from models.codes import HAND_OVER_REASONS, HAND_OVER_STATES
from services.hand_over_views import DIRECTIONS
from services.hand_overs import (
    LONGEST_NOTE,
    ListHandOvers,
    accept_hand_over,
    decline_hand_over,
    list_hand_overs,
    read_hand_over,
    withdraw_hand_over,
)
from services.initials import find_initials
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.questions import ANY, HandOverListQuestion, asked
from web.routes.vacancies import PAGE_LENGTH
from web.sent import said
from web.shown.initials import initials_of


def show_hand_overs() -> tuple[str, int]:
    """Offers to us and from us; those that wait for an answer when nothing is said."""
    question, installation, actor = asked(HandOverListQuestion), current_installation(), current_actor()
    state = question.get("state")
    where = ListHandOvers(question.get("direction"), None if state == ANY else state, words=question.get("q") or "")
    offers, more = list_hand_overs(installation, actor, where, number_of(question.get("after")) or 0, PAGE_LENGTH)
    names = find_initials(installation, actor, [each.candidate for each in offers])
    shown = render_template(
        "hand_over/list.html", offers=offers, names=names, question=question, next_cursor=cursor_of(more), directions=DIRECTIONS,
        states=(*HAND_OVER_STATES, ANY),
    )  # fmt: skip
    return shown, question.status_code


def show_hand_over(number: int) -> str:
    """One offer, and what there is to answer."""
    return _page(number)


def accept(number: int) -> Response:
    """Look after the person from now on. Where somebody was quicker, the offer says how it stands."""

    def do(_form: Form) -> str:
        view = accept_hand_over(current_installation(), current_actor(), number)
        return _("%(person)s is with you from now on. Say what comes next.", person=view.candidate)

    return act(do, url_for("web.answer_hand_over", number=number))


def decline(number: int) -> Response | tuple[str, int]:
    """Say no, with a reason."""

    def do(form: Form) -> Response:
        told = DeclineSchema().load(said(form, ("reason", "note")))
        view = decline_hand_over(current_installation(), current_actor(), number, told["reason"], told.get("note"))
        tell(_("Declined. %(organisation)s is told why.", organisation=view.from_organisation))
        return redirect(url_for("web.hand_overs"), 303)

    return answer(do, lambda form: _page(number, form))


def withdraw(number: int) -> Response:
    """Take the offer back."""

    def do(_form: Form) -> str:
        withdraw_hand_over(current_installation(), current_actor(), number)
        return _("Taken back. The other organisation sees nothing of it any more.")

    return act(do, url_for("web.answer_hand_over", number=number))


def _page(number: int, form: Form = BLANK) -> str:
    offer = read_hand_over(current_installation(), current_actor(), number)
    return render_template(
        "hand_over/answer.html", offer=offer, name=initials_of(offer.candidate), form=form, reasons=HAND_OVER_REASONS, longest=LONGEST_NOTE
    )
