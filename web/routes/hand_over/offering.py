"""Offer a person to another organisation: what will happen, to whom, and what they need to know."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.schemas.handover import OfferSchema
from services.candidates import get_candidate_view
from services.hand_overs import LONGEST_NOTE, ListHandOvers, OfferHandOver, find_ground, list_hand_overs, offer_hand_over
from services.pages import LONGEST_PAGE
from web.forms import BLANK, Form, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.sent import said


def show_offer(reference: str) -> str:
    """The offer that waits, or the form for one, and what became of the ones before."""
    return _page(reference)


def offer(reference: str) -> Response | tuple[str, int]:
    """Ask another organisation to look after the person."""

    def do(form: Form) -> Response:
        command = OfferHandOver(reference, **OfferSchema().load(said(form, ("note",), numbers=("organisation",))))
        view = offer_hand_over(current_installation(), current_actor(), command)
        tell(_("Offered to %(organisation)s. The person stays with you until they accept.", organisation=view.to_organisation))
        return redirect(url_for("web.hand_over", reference=reference), 303)

    return answer(do, lambda form: _page(reference, form))


def _page(reference: str, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()
    ground = find_ground(installation, actor, reference)
    person = get_candidate_view(installation, actor, reference, current_language(), restricted=False)
    offers, _more = list_hand_overs(installation, actor, ListHandOvers(candidate=reference), 0, LONGEST_PAGE)
    waiting = next((each for each in offers if each.state == "offered"), None)
    before = [each for each in offers[::-1] if each is not waiting]
    return render_template(
        "hand_over/offer.html", person=person, ground=ground, waiting=waiting, before=before, form=form, longest=LONGEST_NOTE
    )
