"""The search of the bar on top: people and vacancies by number, name or title, in one field; each as far as the reader may."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from models.queries.candidates import CandidateFilter
from models.queries.vacancies import VacancyFilter
from services.candidates import list_candidates
from services.permissions import is_allowed
from services.vacancies import list_vacancies
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import ListQuestion, asked

MOST_FOUND = 10


def show_search() -> Response | tuple[str, int]:
    """What was found; a whole number of somebody or something leads straight there."""
    question = asked(ListQuestion)
    words = question.get("q")
    if not words:
        return redirect(url_for("web.vacancies")) if not question.errors else (render_template("search.html", question=question), 400)
    installation, actor = current_installation(), current_actor()
    people = work = None
    if is_allowed(actor, "candidate:read"):
        people = list_candidates(installation, actor, CandidateFilter(words=words), 0, MOST_FOUND, current_language())
    if is_allowed(actor, "vacancy:read"):
        work = list_vacancies(installation, actor, VacancyFilter(words=words), 0, MOST_FOUND)
    for endpoint, found in (("web.candidate", people.candidates if people else ()), ("web.vacancy", work.vacancies if work else ())):
        for one in found:
            if one.reference.casefold() == words.strip().casefold():
                return redirect(url_for(endpoint, reference=one.reference))
    return render_template("search.html", question=question, people=people, work=work), 200
