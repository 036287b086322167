"""People: the list, and one person with the vacancies for them."""

from datetime import datetime

from flask import render_template

from api.calendar import MINSK
from api.paging import cursor_of, number_of
from matcher.types import PROVINCES
from models.codes import CANDIDATE_STATUSES
from models.queries.candidates import CandidateFilter
from models.queries.vacancies import VacancyFilter
from services.aliases import find_picked
from services.candidates import get_candidate_view, list_candidates
from services.headlines import find_headlines
from services.permissions import is_allowed
from services.ranking import RankingAnswer, RankingQuery, rank_vacancies
from services.vacancies import list_vacancies
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import ANY, Asked, CandidateListQuestion, RankingQuestion, asked
from web.routes.caseworker.people import around
from web.routes.vacancies import MOST_ASKED_ABOUT, PAGE_LENGTH
from web.shown.person import person_page
from web.shown.ranking import WhyAnswer, kept_out, ranked_lines, rule_counts, why


def show_candidates() -> tuple[str, int]:
    """The list, searched by number or name."""
    question = asked(CandidateListQuestion)
    status = question.get("status")
    own = current_actor().organisation_id if question.get("whose") == "mine" else None
    where = CandidateFilter(
        words=question.get("q") or "", status=None if status == ANY else status, province=question.get("province"), organisation_id=own
    )
    after = number_of(question.get("after")) or 0
    page = list_candidates(current_installation(), current_actor(), where, after, PAGE_LENGTH, current_language())
    shown = render_template(
        "candidates/list.html", page=page, question=question, next_cursor=cursor_of(page.after), provinces=PROVINCES,
        statuses=(*CANDIDATE_STATUSES, ANY), may_register=is_allowed(current_actor(), "candidate:create"),
    )  # fmt: skip
    return shown, question.status_code


def show_candidate(reference: str) -> tuple[str, int]:
    """One person: what they wrote and what was understood, and the vacancies for them. Stores a match run, as the ranking page does."""
    question = asked(RankingQuestion)
    installation, actor = current_installation(), current_actor()
    view = get_candidate_view(installation, actor, reference, current_language(), restricted=False)
    person, beside = person_page(view), around(view)
    unsure = [skill.text for skill in person.skills if skill.text and skill.decision == "suggested"]
    beside["picked"] = find_picked(installation, actor, unsure, language=current_language())
    if question.errors:
        return render_template("candidates/person.html", person=person, question=question, answer=None, **beside), question.status_code
    limit = question.values["limit"] if "limit" in question.written else 10
    answer = rank_vacancies(installation, actor, RankingQuery(reference, question.as_of, limit, with_excluded=True))
    lines, out = ranked_lines(answer, question.values["show"]), kept_out(answer)
    rule = question.get("rule")
    chosen = kept_out(answer, rule) if rule else out
    asked_about = _asked_about(question, answer)
    wanted = [line.reference for line in lines] + [one.reference for one in chosen[: question.values["excluded"]]]
    shown = render_template(
        "candidates/person.html", person=person, question=question, answer=answer, ranking=answer.ranking, lines=lines, limit=limit,
        rule_counts=rule_counts(out), kept_out=chosen, why=asked_about, computed_at=datetime.now(MINSK),
        headlines=find_headlines(installation, actor, wanted), **beside,
    )  # fmt: skip
    return shown, 200


def _asked_about(question: Asked, answer: RankingAnswer) -> tuple[WhyAnswer, ...] | None:
    """Every vacancy that answers to the words of ?why=; None when none was asked about."""
    words = question.get("why")
    if not words:
        return None
    actor = current_actor()
    found = list_vacancies(current_installation(), actor, VacancyFilter(words=words), 0, MOST_ASKED_ABOUT)
    return why(answer, ((vacancy.reference, vacancy.title) for vacancy in found.vacancies))
