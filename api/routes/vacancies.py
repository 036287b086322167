"""Vacancies: post, read, list, change, close."""

from dataclasses import replace
from typing import Any

from flask import url_for

from api.batches import run_batch
from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.batch import VacancyBatchAnswer, VacancyBatchSchema
from api.schemas.vacancy import VacancyChangeSchema, VacancyCloseSchema, VacancyCreateSchema, VacancyPageQuery
from api.schemas.vacancy_answer import VacancyPageSchema, VacancySchema
from models.queries.vacancies import VacancyFilter
from services import vacancies as use_cases
from services.batches import post_vacancies as post_several
from services.permissions import authorise
from services.vacancy_views import VacancyView

vacancies = ApiBlueprint("vacancies", "What employers need. Nothing here speaks of people.", "/vacancies")

CREATE_EXAMPLE = {
    "employer": "ООО «Кропивстальмонтаж»",
    "title": "Электрогазосварщик 4–5 разряда",
    "places": 2,
    "place": {"province": "gomel", "town": "Гомель"},
    "essential_skills": "ручная дуговая сварка; газовая резка; чтение чертежей",
    "desirable_skills": "полуавтомат",
    "minimum_grade": 4,
    "duties": ["dust", "noise"],
    "schedule": "Mon-Fri 08:00-17:00",
    "pay_from_byn": 2000,
    "pay_to_byn": 2800,
    "starts_on": "2026-12-07",
    "closes_on": "2026-12-31",
}
CHANGE_EXAMPLE = {"pay_to_byn": 3000, "schedule": "2/2 20:00-06:00"}


@vacancies.route("")
@vacancies.arguments(VacancyPageQuery, location="query")
@vacancies.response(200, VacancyPageSchema)
def list_vacancies(query: dict[str, Any]) -> dict[str, Any]:
    """List vacancies

    In order of entry. Go on with `after` = the `next` of the answer.
    """
    where = VacancyFilter(
        query.get("q", ""), query.get("status"), query.get("province"), pilot=query.get("pilot"), closing_from=query.get("open_on")
    )
    after = number_of(query.get("after")) or 0
    page = use_cases.list_vacancies(current_installation(), current_actor(), where, after, query["limit"])
    return {"vacancies": page.vacancies, "total": page.total, "next": cursor_of(page.after)}


@vacancies.route("", methods=["POST"])
@vacancies.arguments(Query, location="query")
@vacancies.arguments(VacancyCreateSchema, example=CREATE_EXAMPLE)
@vacancies.response(201, VacancySchema, headers={"Location": {"schema": {"type": "string"}, "description": "Address of the vacancy."}})
def post_vacancy(_query: dict[str, Any], command: use_cases.PostVacancy) -> tuple[VacancyView, int, dict[str, str]]:
    """Post a vacancy

    Each requirement is read; one that is not understood for sure comes back with alternatives to pick from, never silently taken.
    """
    view = use_cases.post_vacancy(current_installation(), current_actor(), command, asked_language())
    tag("vacancy", view.version)
    return view, 201, {"Location": url_for("api-vacancies.show_vacancy", reference=view.reference)}


@vacancies.route("/<reference:reference>")
@vacancies.arguments(Query, location="query")
@vacancies.response(200, VacancySchema)
def show_vacancy(_query: dict[str, Any], reference: str) -> VacancyView:
    """Show a vacancy"""
    view = use_cases.get_vacancy_view(current_installation(), current_actor(), reference, asked_language())
    tag("vacancy", view.version)
    return view


@vacancies.route("/<reference:reference>", methods=["PATCH"])
@vacancies.arguments(Query, location="query")
@vacancies.arguments(VacancyChangeSchema, example=CHANGE_EXAMPLE)
@vacancies.response(200, VacancySchema)
def change_vacancy(_query: dict[str, Any], command: use_cases.ChangeVacancy, reference: str) -> VacancyView:
    """Change a vacancy

    What is not named stays; null says "not stated". A new schedule is read again unless shifts and hours come with it.
    """
    named = replace(command, reference=reference, version=expected_version())
    view = use_cases.change_vacancy(current_installation(), current_actor(), named, asked_language())
    tag("vacancy", view.version)
    return view


@vacancies.route("/<reference:reference>/close", methods=["POST"])
@vacancies.arguments(Query, location="query")
@vacancies.arguments(VacancyCloseSchema, example={"reason": "filled"})
@vacancies.response(200, VacancySchema)
def close_vacancy(_query: dict[str, Any], asked: dict[str, str], reference: str) -> VacancyView:
    """Close a vacancy

    With a reason. It is kept, and ranks nobody any more.
    """
    view = use_cases.close_vacancy(
        current_installation(), current_actor(), reference, asked["reason"], asked_language(), expected_version()
    )
    tag("vacancy", view.version)
    return view


@vacancies.route("/<reference:reference>/reopen", methods=["POST"])
@vacancies.arguments(Query, location="query")
@vacancies.response(200, VacancySchema)
def reopen_vacancy(_query: dict[str, Any], reference: str) -> VacancyView:
    """Open a vacancy again

    A place is free again, or it was closed too early.
    """
    view = use_cases.reopen_vacancy(current_installation(), current_actor(), reference, asked_language(), expected_version())
    tag("vacancy", view.version)
    return view


@vacancies.route("/batch", methods=["POST"])
@vacancies.arguments(Query, location="query")
@vacancies.arguments(VacancyBatchSchema, example={"vacancies": [CREATE_EXAMPLE]})
@vacancies.response(200, VacancyBatchAnswer)
def post_vacancies(_query: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Post several vacancies

    Up to 100 in one transaction. A line that is refused leaves nothing and does not hold up the others; each tells its own status.
    """
    place, actor, language = current_installation(), current_actor(), asked_language()
    authorise(actor, "vacancy:create")
    return run_batch(asked["vacancies"], VacancyCreateSchema(), "vacancy", lambda read: post_several(place, actor, read, language))
