"""Registering a person in four short steps, each kept as it is sent: leave, and go on where it was left, on any device."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from api.calendar import today
from api.schemas.candidate import CandidateCreateSchema
from api.schemas.consent import ConsentGiveSchema
from matcher.phrases import RawProfile
from models import codes
from services import drafts
from services.aliases import find_picked
from services.candidates import RegisterCandidate
from services.consents import GiveConsent, read_consent_text
from services.errors import NotFound
from services.registration import DRAFT, Double, ReadWords, Registration, check_person, find_doubles, read_words, register_from_draft
from web.forms import BLANK, Form, answer, sent_form, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.routes.caseworker.picks import propose_pick
from web.shown.consent_paper import consent_paper
from web.shown.registration import STEPS, form_of, lead_days_of, left_at, person_said, typed_in


def show_new() -> str:
    """The first step, and forms that were left half-way."""
    return _page("who", None, BLANK)


def begin() -> Response | tuple[str, int]:
    """Keep the first step; from now on the form has an address of its own."""
    draft = drafts.begin_draft(current_installation(), current_actor(), DRAFT, typed_in("who", sent_form()))
    return _go_on("who", draft.id)


def show_step(number: int, step: str) -> str:
    """One step as it was left."""
    if step not in STEPS:
        raise NotFound.record("draft", number)
    draft = drafts.read_draft(current_installation(), current_actor(), DRAFT, number)
    return _page(step, number, form_of(draft.typed))


def keep_step(number: int, step: str) -> Response | tuple[str, int]:
    """Keep a step, with its mistakes, and go on if there are none. The last one registers the person."""
    if step not in STEPS:
        raise NotFound.record("draft", number)
    drafts.keep_draft(current_installation(), current_actor(), DRAFT, number, typed_in(step, sent_form()))
    if pick := sent_form().get("pick"):
        return _pick(number, pick)
    if sent_form().get("later"):
        tell(_("Kept. Go on whenever you like."))
        return redirect(url_for("web.register"), 303)
    if sent_form().get("look"):
        return redirect(url_for("web.register_step", number=number, step=step, _anchor="understood"), 303)
    return _finish(number) if step == STEPS[-1] else _go_on(step, number)


def throw_away(number: int) -> Response:
    """A form half-way is not needed any more."""
    drafts.remove_draft(current_installation(), current_actor(), DRAFT, number)
    tell(_("The form is thrown away."))
    return redirect(url_for("web.register"), 303)


def show_understood() -> str:
    """A part of the page: what the texts typed so far would be understood as."""
    read = _read(sent_form())
    return render_template("caseworker/understood.html", read=read, picked=_picked(read))


def _go_on(step: str, number: int) -> Response | tuple[str, int]:
    def do(_sent: Form) -> Response:
        form = form_of(drafts.read_draft(current_installation(), current_actor(), DRAFT, number).typed)
        seen = step != "who" or bool(form.get("not_double"))
        check_person(current_installation(), current_actor(), _said(form)[0], doubles_seen=seen)
        return redirect(url_for("web.register_step", number=number, step=STEPS[STEPS.index(step) + 1]), 303)

    return answer(do, lambda form: _page(step, number, form))


def _finish(number: int) -> Response | tuple[str, int]:
    def do(sent: Form) -> Response:
        form = form_of(drafts.read_draft(current_installation(), current_actor(), DRAFT, number).typed)
        command, lead_days = _said(form)
        said = Registration(command, number, _consent(sent), lead_days)
        view = register_from_draft(current_installation(), current_actor(), said, current_language())
        tell(_("%(reference)s is registered. Set the next date now, so that nobody is lost.", reference=view.reference))
        return redirect(url_for("web.candidate", reference=view.reference), 303)

    return answer(do, lambda form: _page("consent", number, form))


def _command(form: Form) -> RegisterCandidate:
    command: RegisterCandidate = CandidateCreateSchema().load(person_said(form))
    return command


def _said(form: Form) -> tuple[RegisterCandidate, dict[str, int]]:
    """The person and how long each missing paper takes. Raises one ValidationError with all that is wrong."""
    faults: dict[str, object] = {}
    try:
        command = _command(form)
    except ValidationError as error:
        faults |= error.normalized_messages()
    try:
        lead_days = lead_days_of(form)
    except ValidationError as error:
        faults |= error.normalized_messages()
    if faults:
        raise ValidationError(faults)  # type: ignore[arg-type]
    return command, lead_days


def _consent(form: Form) -> GiveConsent | None:
    """The consent to the search that was read out on the last step; None where the person does not agree, or not now.

    Raises ValidationError where nobody said which: registered without an answer, somebody stands in no ranking, and nobody knows why.
    """
    if not form.get("agreed"):
        raise ValidationError({"agreed": ["required"]})
    if form.get("agreed") not in codes.CONSENT_WAYS:
        return None
    said = {"purpose": "matching", "how": form.get("agreed"), "given_on": today().isoformat(), "fields": ["profile"]}
    said |= {name: form.get(name) for name in ("text_digest", "text_language", "expires_on") if form.get(name)}
    consent: GiveConsent = ConsentGiveSchema().load(said)
    return consent


def _pick(number: int, pick: str) -> Response:
    """Somebody says what a phrase means; it holds once a second person confirms it."""
    text, _bar, concept = pick.rpartition("|")
    tell(propose_pick(text, concept))
    return redirect(url_for("web.register_step", number=number, step="skills"), 303)


def _picked(read: ReadWords | None) -> Mapping[str, tuple[str, ...]]:
    unsure = [line.text for line in read.skills if line.decision == "suggested"] if read else []
    return find_picked(current_installation(), current_actor(), unsure, language=current_language())


def _read(form: Form) -> ReadWords:
    words = RawProfile(form.get("desired_work"), form.get("skills"), form.get("qualifications"), form.get("work_history"))
    return read_words(current_installation(), current_actor(), words, today().year, current_language())


def _doubles(form: Form) -> tuple[Double, ...]:
    """Who may be the same person, where the form was refused for that."""
    if "not_double" not in form.faults:
        return ()
    return find_doubles(current_installation(), current_actor(), _command(form).person)


def _page(step: str, number: int | None, form: Form) -> str:
    installation, actor, language = current_installation(), current_actor(), current_language()
    spoken = form.get("text_language") if not request.args.get("words") else request.args["words"]
    words = (
        read_consent_text(installation, actor, "matching", spoken if spoken in codes.LANGUAGES else language) if step == "consent" else None
    )
    read = _read(form) if step == "skills" and any(form.get(name) for name in ("skills", "desired_work", "work_history")) else None
    drafted = drafts.list_drafts(installation, actor, DRAFT) if number is None else ()
    left = [(draft, typed := form_of(draft.typed), left_at(typed)) for draft in drafted]
    return render_template(
        f"caseworker/register_{step}.html", step=step, steps=STEPS, number=number, form=form, words=words, read=read, codes=codes,
        left=left, picked=_picked(read), doubles=_doubles(form), person=form, paper=consent_paper(words) if words else "",
    )  # fmt: skip
