"""Consents: what a person agreed to, in plain words; the words to read out and to print; taking one back, with what closes at once."""

from dataclasses import replace

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.calendar import today
from api.i18n import LANGUAGES
from api.schemas.consent import ConsentGiveSchema
from models.codes import CONSENT_PURPOSES, CONSENT_WAYS
from services.consent_evidence import add_evidence, read_evidence
from services.consents import give_consent, list_consents, read_consent_text, withdraw_consent
from services.headlines import find_headlines
from services.organisations import list_organisations
from web.forms import BLANK, Form, act, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.names import name_of
from web.sent import said
from web.shown.consent_paper import consent_paper
from web.shown.initials import initials_of
from web.shown.order import sorted_by_name

MOST_TO_CHOOSE_FROM = 200
LONGEST_NAME = 200
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def show_consents(reference: str) -> str:
    """Every answer, the ones that hold first, and what may be asked."""
    installation, actor = current_installation(), current_actor()
    consents = sorted(list_consents(installation, actor, reference), key=lambda one: (not one.live, -one.id))
    return render_template(
        "caseworker/consents.html", reference=reference, name=initials_of(reference), consents=consents, purposes=CONSENT_PURPOSES
    )


def show_words(reference: str, purpose: str) -> str:
    """The words to read out, and the form for what the person answered."""
    return _words_page(reference, purpose)


def give(reference: str, purpose: str) -> Response | tuple[str, int]:
    """The person agreed."""

    def do(form: Form) -> Response:
        names = ("text_digest", "text_language", "how", "given_on", "vacancy", "expires_on")
        told = said(form, names, numbers=("organisation",), lists=("fields",)) | {"purpose": purpose}
        command = replace(ConsentGiveSchema().load(told), candidate=reference)
        give_consent(current_installation(), current_actor(), command)
        tell(_("The consent is written down: %(purpose)s.", purpose=name_of("consent_purpose", purpose)))
        return redirect(url_for("web.consents", reference=reference), 303)

    return answer(do, lambda form: _words_page(reference, purpose, form))


def withdraw(reference: str, number: int) -> Response:
    """The person takes it back: it closes at once."""

    def do(_form: Form) -> str:
        withdraw_consent(current_installation(), current_actor(), reference, number)
        return _("The consent is taken back. What it opened is closed from this moment on.")

    return act(do, url_for("web.consents", reference=reference))


def keep_paper(reference: str, number: int) -> Response:
    """Keep a scan or photograph of what was signed."""

    def do(_form: Form) -> str:
        paper = request.files.get("paper")
        content = paper.read() if paper is not None else b""
        name = (paper.filename if paper is not None else "") or "—"
        add_evidence(current_installation(), current_actor(), reference, number, name[:LONGEST_NAME], content)
        return _("The paper is kept with the consent.")

    return act(do, url_for("web.consents", reference=reference))


def show_paper(reference: str, number: int, evidence: int) -> FlaskResponse:
    """The paper itself, to be saved; the reading is told in the audit trail."""
    paper = read_evidence(current_installation(), current_actor(), reference, number, evidence)
    response = FlaskResponse(paper.content, mimetype=paper.view.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"consent-{number}.{ENDINGS[paper.view.media_type]}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _words_page(reference: str, purpose: str, form: Form = BLANK) -> str:
    installation, actor = current_installation(), current_actor()
    asked_in = form.get("text_language") or request.args.get("words")
    spoken = asked_in if asked_in in LANGUAGES else current_language()
    words = read_consent_text(installation, actor, purpose, spoken)
    organisations, _more = list_organisations(installation, actor, 0, MOST_TO_CHOOSE_FROM)
    held = [one for one in list_consents(installation, actor, reference) if one.live and one.purpose == purpose]
    vacancy = request.args.get("vacancy", "")
    headline = find_headlines(installation, actor, [vacancy] if vacancy else []).get(vacancy)
    return render_template(
        "caseworker/consent.html", reference=reference, name=initials_of(reference), words=words, form=form, ways=CONSENT_WAYS, held=held,
        organisations=sorted_by_name(organisations, lambda one: one.name), today=today(), vacancy=vacancy,
        headline=headline, paper=consent_paper(words, reference, headline),
    )  # fmt: skip
