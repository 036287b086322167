"""Vacancies: the list, and the ranking page of one."""

from datetime import datetime

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from api.calendar import MINSK
from api.paging import cursor_of, number_of
from matcher.types import PROVINCES
from models.codes import VACANCY_STATUSES
from models.queries.candidates import CandidateFilter
from models.queries.vacancies import VacancyFilter
from services.actors import Role
from services.candidates import list_candidates
from services.permissions import is_allowed
from services.placement_way import find_on_the_way
from services.ranking import RankingQuery, rank_candidates
from services.vacancies import get_vacancy_view, list_vacancies
from services.vacancy_views import VacancyView
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.questions import ANY, SHOWN_LINES, Asked, RankingQuestion, VacancyListQuestion, asked
from web.routes.employer import own
from web.sections import sections_of
from web.shown.ranking import in_view, kept_out, ranked_lines, rule_counts, why

PAGE_LENGTH = 20
MOST_ASKED_ABOUT = 10
"""People shown who answer to one search of "why not"."""


def show_home() -> Response:
    """The first page is the first section that the reader has; somebody without any sees their own account."""
    sections = sections_of(current_actor())
    return redirect(url_for(sections[0].endpoint if sections else "web.account"))


def show_vacancies() -> tuple[str, int]:
    """The list, searched and filtered; an employer's own is another page."""
    if current_actor().role is Role.EMPLOYER:
        return own.show_own_vacancies()
    question = asked(VacancyListQuestion)
    status = question.get("status")
    where = VacancyFilter(words=question.get("q") or "", status=None if status == ANY else status, province=question.get("province"))
    after = number_of(question.get("after")) or 0
    page = list_vacancies(current_installation(), current_actor(), where, after, PAGE_LENGTH)
    shown = render_template(
        "vacancies/list.html", page=page, question=question, next_cursor=cursor_of(page.after), provinces=PROVINCES,
        statuses=(*VACANCY_STATUSES, ANY), posts=is_allowed(current_actor(), "vacancy:create"),
    )  # fmt: skip
    return shown, question.status_code


def show_vacancy(reference: str) -> tuple[str, int]:
    """The vacancy, with what the reader may know of people: a ranking, or nothing. An employer sees how far it is.

    Every reading of a ranking stores a match run: the audit of what was shown.
    """
    installation, actor = current_installation(), current_actor()
    if actor.role is Role.EMPLOYER:
        return own.show_own_vacancy(reference), 200
    vacancy = get_vacancy_view(installation, actor, reference, current_language())
    if is_allowed(actor, "ranking:create"):
        return _show_ranking(vacancy)
    return render_template("vacancies/alone.html", vacancy=vacancy), 200


def _show_ranking(vacancy: VacancyView) -> tuple[str, int]:
    installation, actor, reference = current_installation(), current_actor(), vacancy.reference
    question = asked(RankingQuestion)
    if question.errors:
        return render_template("vacancies/ranking.html", vacancy=vacancy, question=question, answer=None, posted=None), question.status_code
    people = _asked_about(question)
    about = tuple(person for person, _ in people or ())
    query = RankingQuery(reference, question.as_of, question.values["limit"], with_excluded=True, about=about)
    answer = rank_candidates(installation, actor, query)
    lines, out, rule = ranked_lines(answer), kept_out(answer), question.get("rule")
    reasons = None if people is None else why(answer, people)
    shown = render_template(
        "vacancies/ranking.html", vacancy=vacancy, question=question, answer=answer, ranking=answer.ranking,
        lines=in_view(lines, question.values["show"], vacancy.starts_on), rule_counts=rule_counts(out),
        numbers={view: len(in_view(lines, view, vacancy.starts_on)) for view in SHOWN_LINES},
        kept_out=kept_out(answer, rule) if rule else out, why=reasons, computed_at=datetime.now(MINSK),
        ways=find_on_the_way(installation, actor, reference), deeds=vacancy.status == "open" and is_allowed(actor, "placement:create"),
        taken={name: question.written[name] for name in ("as_of", "limit", "show") if name in question.written},
        **own.standing_of(vacancy),
    )  # fmt: skip
    return shown, 200


def _asked_about(question: Asked) -> tuple[tuple[str, str], ...] | None:
    """Number and name of everybody who answers to the words of ?why=; None when nobody was asked about."""
    words = question.get("why")
    if not words:
        return None
    found = list_candidates(current_installation(), current_actor(), CandidateFilter(words=words), 0, MOST_ASKED_ABOUT, current_language())
    return tuple((person.reference, person.name) for person in found.candidates)
