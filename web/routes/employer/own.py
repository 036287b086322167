"""The employer's own vacancies: the list, one of them, and what one does with it."""

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.calendar import today
from api.paging import cursor_of, number_of
from api.schemas.vacancy import VacancyCloseSchema
from models.codes import VACANCY_STATUSES
from models.queries.vacancies import VacancyFilter
from services.drafts import begin_draft, list_drafts
from services.permissions import is_allowed
from services.posted_vacancies import get_posted_vacancy, list_posted_vacancies, say_it_still_stands
from services.posting import VACANCY
from services.quotas import read_quota_ledger
from services.vacancies import CLOSING_REASONS, REOPENED_FROM, close_vacancy, get_vacancy_view, reopen_vacancy
from services.vacancy_views import VacancyView
from web.forms import BLANK, Form, act, answer, sent_form, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.names import short_day
from web.questions import ANY, OwnVacancyQuestion, asked
from web.shown.posting import EDITED, EDITED_VERSION, typed_of

PAGE_LENGTH = 20
SOON = timedelta(days=14)
"""So long before the last day somebody is asked whether a vacancy still stands."""
STALE_IN_A_COPY = ("starts_on", "closes_on")
"""Days of the vacancy that a copy is made of: they were meant for that one."""


def show_own_vacancies() -> tuple[str, int]:
    """The employer's vacancies, what was begun and not published, and the quota."""
    installation, actor, question = current_installation(), current_actor(), asked(OwnVacancyQuestion)
    status = question.get("status")
    where = VacancyFilter(words=question.get("q") or "", status=None if status == ANY else status)
    page = list_posted_vacancies(installation, actor, where, number_of(question.get("after")) or 0, PAGE_LENGTH)
    shown = render_template(
        "employer/vacancies.html", page=page, question=question, next_cursor=cursor_of(page.after), statuses=(ANY, *VACANCY_STATUSES),
        drafts=list_drafts(installation, actor, VACANCY), quotas=read_quota_ledger(installation, actor), ask_from=today() + SOON,
    )  # fmt: skip
    return shown, question.status_code


def show_own_vacancy(reference: str, form: Form = BLANK) -> str:
    """One vacancy as it is read, how far it is, and what can be done with it."""
    installation, actor = current_installation(), current_actor()
    vacancy = get_vacancy_view(installation, actor, reference, current_language())
    return render_template("employer/vacancy.html", vacancy=vacancy, **standing_of(vacancy, form))


def standing_of(vacancy: VacancyView, form: Form = BLANK) -> dict[str, Any]:
    """How far a vacancy is and what the reader may do with it; nothing for whoever may not change it."""
    installation, actor = current_installation(), current_actor()
    if not is_allowed(actor, "vacancy:change"):
        return {"posted": None}
    posted = get_posted_vacancy(installation, actor, vacancy.reference)
    reopens = vacancy.status in REOPENED_FROM
    return {"posted": posted, "form": form, "reasons": CLOSING_REASONS, "ask_from": today() + SOON, "reopens": reopens}


def change(reference: str) -> Response:
    """Begin to change a vacancy on the screens of posting."""
    view = get_vacancy_view(current_installation(), current_actor(), reference, current_language())
    return _begin(typed_of(view) | {EDITED: view.reference, EDITED_VERSION: str(view.version)})


def copy(reference: str) -> Response:
    """Begin a new vacancy filled in from this one."""
    view = get_vacancy_view(current_installation(), current_actor(), reference, current_language())
    tell(_("This is a new vacancy filled in from the other one. Its dates are left out: say new ones."))
    return _begin({name: value for name, value in typed_of(view).items() if name not in STALE_IN_A_COPY})


def _begin(typed: dict[str, Any]) -> Response:
    draft = begin_draft(current_installation(), current_actor(), VACANCY, typed)
    return redirect(url_for("web.posting_check", number=draft.id), 303)


def still_stands(reference: str) -> Response:
    """Say that a vacancy still stands."""

    def do(form: Form) -> str:
        line = say_it_still_stands(current_installation(), current_actor(), reference, form.number("version"))
        return _("Thank you. It counts as looked at until %(day)s.", day=short_day(line.confirm_by))

    return act(do, url_for("web.vacancies") if sent_form().get("from") == "list" else url_for("web.vacancy", reference=reference))


def close(reference: str) -> Response | tuple[str, int]:
    """Close a vacancy with a reason."""

    def do(form: Form) -> Response:
        said = VacancyCloseSchema().load({"reason": form.get("reason")} if form.get("reason") else {})
        close_vacancy(current_installation(), current_actor(), reference, said["reason"], current_language(), form.number("version"))
        tell(_("Closed. It can be opened again if it was too early."))
        return redirect(url_for("web.vacancy", reference=reference), 303)

    return answer(do, lambda form: show_own_vacancy(reference, form))


def reopen(reference: str) -> Response:
    """Look for people again."""

    def do(form: Form) -> str:
        reopen_vacancy(current_installation(), current_actor(), reference, current_language(), form.number("version"))
        return _("Open again: people are looked for.")

    return act(do, url_for("web.vacancy", reference=reference))
