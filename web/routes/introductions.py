"""Introducing a person to an employer: the draft is read aloud, the person agrees to exactly these words, then they are introduced."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from api.calendar import today
from api.i18n import LANGUAGES
from api.schemas.introduction import IntroduceSchema
from services.errors import InvalidValue
from services.introductions import LONGEST_ABOUT, ProfileDraft, draft_profile, introduce
from services.placement_way import find_way
from services.vacancies import get_vacancy_view
from web.forms import BLANK, Form, answer, sentence_of, tell
from web.identity import current_actor, current_installation
from web.languages import NAMES, current_language
from web.shown.initials import initials_of
from web.shown.introduction import AVAILABILITY, CONTACTS, HOW, languages_of

APPROVED = ("contact", "profile_digest", "approved_on", "about", "text_language")


def show_introduction(reference: str, candidate: str) -> tuple[str, int]:
    """The draft to be read aloud, with the words asked for in the address, and the form of the introduction under it."""
    page = _page(reference, candidate, BLANK)
    return page, 200


def introduce_person(reference: str, candidate: str) -> Response | tuple[str, int]:
    """Introduce; the person's way to this work is the next page."""

    def do(form: Form) -> Response:
        said = {name: form.get(name) for name in APPROVED if form.get(name)}
        if not form.get("approved"):
            raise ValidationError({"approved": ["required"]})
        installation, actor = current_installation(), current_actor()
        introduced = introduce(installation, actor, IntroduceSchema().load(said | {"candidate": candidate, "vacancy": reference}))
        tell(_("%(candidate)s is introduced to %(employer)s.", candidate=candidate, employer=introduced.employer))
        way = find_way(installation, actor, candidate, reference).on_the_way
        there = url_for("web.placement", number=way.id) if way else url_for("web.pair", reference=reference, candidate=candidate)
        return redirect(there, 303)

    return answer(do, lambda form: _page(reference, candidate, form))


def _page(reference: str, candidate: str, form: Form) -> str:
    installation, actor, language = current_installation(), current_actor(), current_language()
    asked = form.written or {name: value.strip() for name, value in request.args.items()}
    about, spoken = asked.get("about", "")[: LONGEST_ABOUT + 1], asked.get("text_language", language)
    spoken = spoken if spoken in LANGUAGES else language
    vacancy = get_vacancy_view(installation, actor, reference, spoken)
    way = find_way(installation, actor, candidate, reference)
    draft: ProfileDraft | None = None
    fault = ""
    try:
        draft = draft_profile(installation, actor, candidate, reference, about, spoken)
    except InvalidValue as error:
        fault = sentence_of(error)
    return render_template(
        "introductions/introduce.html", vacancy=vacancy, candidate=candidate, way=way, draft=draft, fault=fault, form=form, about=about,
        spoken=spoken, spoken_choices=[(code, NAMES[code]) for code in LANGUAGES], contacts=CONTACTS, availability=AVAILABILITY, how=HOW,
        today=today(), spoken_languages=languages_of(draft.profile, language) if draft else (),
        name=initials_of(candidate),
    )  # fmt: skip
