"""What an employer sees of people, for their own vacancies; and what an expert decides about an employer's vacancy."""

from typing import Any

from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.problems import problem_words
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.employer import BrowsingSchema, FactSchema, IntroducedSchema
from api.schemas.fields import LARGEST
from api.schemas.introduction import AskedChangeSchema, ChangePageSchema, ChangeQuery, ConfirmedSchema
from api.told_employer import told_person
from services import vacancy_changes
from services.browsing import browse_candidates
from services.introductions import list_introduced, read_fact

employer = ApiBlueprint("employer", "People as employers see them, by stage; and what experts decide about employers' vacancies.", "")

NUMBER = f"<int(max={LARGEST}):number>"


@employer.route("/employer/vacancies/<reference:reference>/candidates")
@employer.arguments(Query, location="query")
@employer.response(200, BrowsingSchema)
def browse(_query: dict[str, Any], reference: str) -> dict[str, Any]:
    """Browse who might fit

    The employer's own vacancy, once an expert has confirmed it. Names hold for this vacancy alone; the list is the same all day.
    """
    language = asked_language()
    people = browse_candidates(current_installation(), current_actor(), reference, language)
    return {"candidates": [told_person(person, problem_words(language)) for person in people]}


@employer.route("/employer/vacancies/<reference:reference>/introductions")
@employer.arguments(Query, location="query")
@employer.response(200, IntroducedSchema)
def show_introduced(_query: dict[str, Any], reference: str) -> dict[str, Any]:
    """Show who was introduced

    Only what each person agreed to have told, and only while they agree.
    """
    return {"introduced": list_introduced(current_installation(), current_actor(), reference)}


@employer.route(f"/employer/introductions/{NUMBER}/facts/<reference:fact>")
@employer.arguments(Query, location="query")
@employer.response(200, FactSchema)
def show_fact(_query: dict[str, Any], number: int, fact: str) -> dict[str, Any]:
    """Show one fact

    A fact that the law asks of this work, if the person agreed to have it told; the reading is kept in the audit trail.
    """
    return {"fact": fact, "value": read_fact(current_installation(), current_actor(), number, fact)}


@employer.route("/vacancies/<reference:reference>/confirm", methods=["POST"])
@employer.arguments(Query, location="query")
@employer.response(200, ConfirmedSchema)
def confirm(_query: dict[str, Any], reference: str) -> dict[str, Any]:
    """Confirm an employer's vacancy

    From then on the employer may browse, and conditions change only with an expert's word.
    """
    vacancy_changes.confirm_vacancy(current_installation(), current_actor(), reference)
    return {"vacancy": reference, "confirmed": True}


@employer.route("/vacancy-changes")
@employer.arguments(ChangeQuery, location="query")
@employer.response(200, ChangePageSchema)
def list_changes(query: dict[str, Any]) -> dict[str, Any]:
    """List changes that employers ask for"""
    after = number_of(query.get("after")) or 0
    found, more = vacancy_changes.list_changes(current_installation(), current_actor(), query.get("state"), after, query["limit"])
    return {"changes": found, "next": cursor_of(more)}


@employer.route(f"/vacancy-changes/{NUMBER}/adopt", methods=["POST"])
@employer.arguments(Query, location="query")
@employer.response(200, AskedChangeSchema)
def accept_change(_query: dict[str, Any], number: int) -> vacancy_changes.VacancyChangeView:
    """Accept a change"""
    return vacancy_changes.accept_change(current_installation(), current_actor(), number)


@employer.route(f"/vacancy-changes/{NUMBER}/decline", methods=["POST"])
@employer.arguments(Query, location="query")
@employer.response(200, AskedChangeSchema)
def reject_change(_query: dict[str, Any], number: int) -> vacancy_changes.VacancyChangeView:
    """Reject a change"""
    return vacancy_changes.reject_change(current_installation(), current_actor(), number)
