"""Posting a vacancy on seven short screens. Each keeps what was typed before it checks it, so that going back or away loses nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from api.calendar import today
from api.schemas.vacancy import VacancyChangeSchema, VacancyCreateSchema
from services.drafts import KeptDraft, begin_draft, keep_draft, list_drafts, read_draft, remove_draft
from services.place_answers import PlaceInQuestion, PlaceWords
from services.place_search import search_places, understand_place
from services.posting import VACANCY, check_days, employers_to_post_for, publish_draft
from services.vacancies import change_vacancy, get_vacancy_view
from web.forms import BLANK, Form, act, answer, sent_form, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.names import short_day
from web.routes.employer.screens import surroundings_of, understood_needs
from web.shown.posting import (
    BY_NAME,
    EDITED,
    EDITED_VERSION,
    HOURS,
    PLACE_PARTS,
    SCREEN_OF,
    Screen,
    as_form,
    asked_of,
    changes_between,
    field_of,
    phrases,
    screens_for,
    typed_of,
    typed_on,
)

CHECK = "check"
GO_BACK, LEAVE, LOOK = "back", "leave", "look"
"""What other buttons of a screen than the next step ask: to the screen before, away, and this screen again with what was understood."""
TITLES = {
    "title": _l("Whom do you look for?"),
    "trade": _l("Did you mean…"),
    "needs": _l("What must the person be able to do?"),
    "duties": _l("What happens at this work?"),
    "schedule": _l("When is the work?"),
    "pay": _l("What do you offer?"),
    "place": _l("Where is the work?"),
}


def new_vacancy() -> Response | str | tuple[str, int]:
    """The first screen, and what was begun before; sent, it begins a draft."""
    if request.method == "GET":
        return _first_page(BLANK)
    return answer(_begin, _first_page)


def _first_page(form: Form) -> str:
    installation, actor = current_installation(), current_actor()
    drafts = list_drafts(installation, actor, VACANCY)
    return render_template(
        "employer/posting/title.html", form=form, drafts=drafts, draft=None, screen=BY_NAME["title"], screens=screens_for({}),
        titles=TITLES, position=1, then="", employers=employers_to_post_for(installation, actor),
    )  # fmt: skip


def _begin(form: Form) -> Response:
    typed = {name: value for name, value in _with_employer(typed_on(BY_NAME["title"], form), form).items() if value}
    _check(BY_NAME["title"], typed)
    draft = begin_draft(current_installation(), current_actor(), VACANCY, typed)
    return redirect(url_for("web.posting", number=draft.id, name="trade"), 303)


def posting(number: int, name: str) -> Response | str | tuple[str, int]:
    """One screen of a draft: shown, or kept and gone on from."""
    draft = read_draft(current_installation(), current_actor(), VACANCY, number)
    screen = next((each for each in screens_for(draft.typed) if each.name == name), None)
    if screen is None:
        raise NoSuchPage
    if request.method == "GET":
        return _page(draft, screen, as_form(draft.typed))
    return answer(lambda form: _keep(draft, screen, form), lambda form: _page(draft, screen, _with_own_faults(form)))


def _page(draft: KeptDraft, screen: Screen, form: Form) -> str:
    screens = screens_for(draft.typed)
    return render_template(
        f"employer/posting/{screen.name}.html", form=form, draft=draft, screen=screen, screens=screens, titles=TITLES,
        position=1 + screens.index(screen), then=request.values.get("then", ""), **surroundings_of(screen, draft.typed, form),
    )  # fmt: skip


def _keep(draft: KeptDraft, screen: Screen, form: Form) -> Response:
    """Keep first, as it was typed; then check what this screen says, unless the person goes another way."""
    installation, actor, go = current_installation(), current_actor(), form.get("go")
    typed = _prepared(screen, form, draft.typed)
    kept = keep_draft(installation, actor, VACANCY, draft.id, typed)
    if go == LEAVE:
        tell(_("What you typed is kept for 30 days. Go on whenever you like."))
        return redirect(url_for("web.vacancies"), 303)
    if go == GO_BACK:
        return redirect(_address(draft, _neighbour(kept.typed, screen, -1), form), 303)
    if screen.name == "place" and typed["town"] and not typed["place"]:
        place = _place_of(typed["town"], beginning=go == LOOK)
        kept = keep_draft(installation, actor, VACANCY, draft.id, {"place": place})
        go = go or ("" if form.get("then") else LOOK)
    if go == LOOK or form.get("pick"):
        return redirect(_address(draft, screen.name, form), 303)
    _check(screen, kept.typed)
    onward = CHECK if form.get("then") else _neighbour(kept.typed, screen, 1)
    return redirect(_address(draft, onward, BLANK), 303)


def _check(screen: Screen, typed: Mapping[str, Any]) -> None:
    """What a screen says, read as the API reads it. Raises ValidationError, InvalidValue; the first screen is not left without a title.

    A vacancy that is there already may have begun long ago.
    """
    work = VacancyCreateSchema(partial=("title",)).load(asked_of(typed, (*screen.fields, *screen.lists))).work
    check_days(today(), None if typed.get(EDITED) else work.starts_on, work.closes_on)
    if screen.name == "title" and not typed.get("title"):
        VacancyCreateSchema(only=("title",)).load({})


def _place_of(town: str, *, beginning: bool) -> str | None:
    """The one place that the words name. beginning: they may be the beginning of several names, which the screen then offers."""
    installation, actor = current_installation(), current_actor()
    try:
        found = understand_place(installation, actor, PlaceWords(town=town))
    except PlaceInQuestion:
        if beginning and search_places(installation, actor, town, limit=1):
            return None
        raise
    return "|".join(getattr(found, part) or "" for part in PLACE_PARTS)


def _prepared(screen: Screen, form: Form, before: Mapping[str, Any]) -> dict[str, Any]:
    """What the screen says, with what was picked put in its place."""
    typed = typed_on(screen, form)
    if screen.name == "title":
        return _with_employer(typed, form)
    if screen.name == "needs":
        meant = {form.get(f"phrase-{n}"): form.get(f"meant-{n}") for n in range(len(form.written)) if form.get(f"meant-{n}")}
        for name in ("own", "desirable"):
            typed[name] = "\n".join(meant.get(phrase, phrase) for phrase in phrases(typed[name])) or None
    if screen.name == "place":
        typed["place"] = form.get("pick") or (before.get("place") if typed["town"] == before.get("town") else None)
        if form.get("pick"):
            typed["town"] = form.get("pick").split("|")[-1]
    return typed


def _with_employer(typed: dict[str, Any], form: Form) -> dict[str, Any]:
    """For whom an expert posts: one of the list (number and name), or a name of their own."""
    if form.get("employer_known"):
        typed["unp"], _bar, typed["employer"] = form.get("employer_known").partition("|")
    return {name: value or None for name, value in typed.items()}


def _neighbour(typed: Mapping[str, Any], screen: Screen, step: int) -> str:
    names = [each.name for each in screens_for(typed)] + [CHECK]
    return names[max(0, names.index(screen.name) + step)]


def _address(draft: KeptDraft, name: str, form: Form) -> str:
    return url_for("web.posting_check" if name == CHECK else "web.posting", number=draft.id, then=form.get("then") or None,
                   **({} if name == CHECK else {"name": name}))  # fmt: skip


def _with_own_faults(form: Form) -> Form:
    """Faults beside the fields of the screen, which are not always called as the API's are. Of a working window both ends are needed."""
    faults = {field_of(name): sentence for name, sentence in form.faults.items()}
    half = {end for end in HOURS if end in faults and not form.get(end)}
    return replace(form, faults=faults | dict.fromkeys(half, _("Write both from when and until when.")))


def understood(number: int) -> str:
    """What the requirements typed so far are understood as: the part of the page below them."""
    read_draft(current_installation(), current_actor(), VACANCY, number)
    form = sent_form()
    return render_template("employer/posting/understood.html", lines=understood_needs(form.get("own"), form.get("desirable")))


def found_places(number: int) -> str:
    """Places that begin like what was typed: the part of the page below the field."""
    draft = read_draft(current_installation(), current_actor(), VACANCY, number)
    form = Form({"town": request.args.get("town", "").strip()})
    return render_template("employer/posting/found_places.html", form=form, **surroundings_of(BY_NAME["place"], draft.typed, form))


def check(number: int) -> Response | str | tuple[str, int]:
    """The vacancy as it will be read, with a way to every screen; sent, it is published, or the change of one is asked for."""
    draft = read_draft(current_installation(), current_actor(), VACANCY, number)
    if request.method == "GET":
        return _check_page(draft, BLANK)
    return answer(lambda form: _publish(draft, form), lambda form: _check_page(draft, _with_own_faults(form)))


def _check_page(draft: KeptDraft, form: Form) -> str:
    parts: dict[str, Any] = {}
    for screen in screens_for(draft.typed):
        parts |= surroundings_of(screen, draft.typed, as_form(draft.typed))
    return render_template(
        "employer/posting/check.html", draft=draft, form=form, typed=draft.typed, asked=asked_of(draft.typed), titles=TITLES,
        screens=screens_for(draft.typed), screen_of=SCREEN_OF, typed_day=_typed_day, **parts,
    )  # fmt: skip


def _typed_day(written: str) -> str:
    """A day as people say it; as it was typed where it is none."""
    try:
        return short_day(date.fromisoformat(written))
    except ValueError:
        return written


def _publish(draft: KeptDraft, form: Form) -> Response:
    installation, actor, language = current_installation(), current_actor(), current_language()
    if draft.typed.get(EDITED):
        return _change(draft)
    command = VacancyCreateSchema().load(asked_of(draft.typed))
    view = publish_draft(installation, actor, draft.id, form.number("version"), command, language)
    tell(_("Published. Thank you: somebody may be waiting for exactly this."))
    return redirect(url_for("web.vacancy", reference=view.reference), 303)


def _change(draft: KeptDraft) -> Response:
    installation, actor, language = current_installation(), current_actor(), current_language()
    reference, version = str(draft.typed[EDITED]), int(draft.typed[EDITED_VERSION])
    changes = changes_between(typed_of(get_vacancy_view(installation, actor, reference, language)), draft.typed)
    if changes:
        command = VacancyChangeSchema().load(changes)
        check_days(today(), None, command.changes.get("closes_on"))
        after = change_vacancy(installation, actor, replace(command, reference=reference, version=version), language)
        asked_for = changes_between(typed_of(after), draft.typed)
        tell(_("The employment expert looks at the change first; until then the vacancy stays as it is.") if asked_for else _("Changed."))
    remove_draft(installation, actor, VACANCY, draft.id)
    return redirect(url_for("web.vacancy", reference=reference), 303)


def throw_away(number: int) -> Response:
    """Throw a draft away."""

    def do(_form: Form) -> str:
        remove_draft(current_installation(), current_actor(), VACANCY, number)
        return _("The draft is gone.")

    return act(do, url_for("web.new_vacancy"))
