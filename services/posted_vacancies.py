"""Vacancies as those see them who posted them: places filled, what waits for an expert, and until when they count as looked at."""

from dataclasses import dataclass, replace
from datetime import date

from models.queries.posted import count_owed_answers, count_taken_places, find_unconfirmed, find_with_asked_change
from models.queries.vacancies import VacancyFilter, count_vacancies, get_vacancy
from models.queries.vacancies import list_vacancies as list_records
from models.vacancy import Vacancy
from services.actors import NOBODY, Actor
from services.calendar import minsk_day
from services.errors import NotFound, check_version
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise
from services.unit_of_work import UnitOfWork
from services.vacancy_standing import FRESH_FOR, check_open, heard_on
from services.vacancy_views import VacancySummary, summary_of


@dataclass(frozen=True, slots=True)
class PostedVacancy:
    """One line. n_taken: places held; awaits_expert: nobody is shown for it yet; change_waits: an asked-for change is not decided.

    n_to_answer: people who wait for the employer's answer; confirm_by: the last day it counts as looked at; stale: that day is over.
    """

    summary: VacancySummary
    n_taken: int
    n_to_answer: int
    awaits_expert: bool
    change_waits: bool
    confirm_by: date
    stale: bool


@dataclass(frozen=True, slots=True)
class PostedPage:
    """Some lines, how many there are in all, and the number to go on after (None: no more)."""

    lines: tuple[PostedVacancy, ...]
    total: int
    after: int | None


def list_posted_vacancies(installation: Installation, actor: Actor, where: VacancyFilter, after: int = 0, limit: int = 50) -> PostedPage:
    """A page of vacancies in order of entry, 1 to 200 of them; an employer's own. Raises Forbidden."""
    where = where if authorise(actor, "vacancy:read") is Reach.ANY else replace(where, employer_id=actor.employer_id or NOBODY)
    check_page(limit)
    with installation.reading(actor, "list posted vacancies") as unit:
        found = list_records(unit.session, after=after, limit=limit + 1, where=where)
        more = found[limit - 1].id if len(found) > limit else None
        return PostedPage(_lines(unit, found[:limit]), count_vacancies(unit.session, where=where), more)


def get_posted_vacancy(installation: Installation, actor: Actor, reference: str) -> PostedVacancy:
    """The same of one vacancy. Raises Forbidden, NotFound (`not_found.vacancy`)."""
    reach = authorise(actor, "vacancy:read")
    with installation.reading(actor, "read a posted vacancy") as unit:
        return _lines(unit, [_reached(unit, reach, reference)])[0]


def say_it_still_stands(installation: Installation, actor: Actor, reference: str, version: int | None = None) -> PostedVacancy:
    """Confirm that an open vacancy still stands: it counts as looked at for another 90 days. It ranks nobody, so nobody need decide it.

    Raises Forbidden, NotFound (`not_found.vacancy`), StaleVersion, StateConflict (it is not open).
    """
    reach = authorise(actor, "vacancy:change")
    with installation.writing(actor, "say that a vacancy still stands") as unit:
        vacancy = _reached(unit, reach, reference)
        check_version(version, vacancy.version)
        check_open(vacancy)
        vacancy.confirmed_on = minsk_day(unit.now())
        unit.audit("vacancy:reconfirm", vacancy)
        unit.session.flush()
        return _lines(unit, [vacancy])[0]


def _reached(unit: UnitOfWork, reach: Reach, reference: str) -> Vacancy:
    vacancy = get_vacancy(unit.session, reference=reference)
    if vacancy is None or not (reach is Reach.ANY or vacancy.employer_id == unit.actor.employer_id):
        raise NotFound.record("vacancy", reference)
    return vacancy


def _lines(unit: UnitOfWork, vacancies: list[Vacancy]) -> tuple[PostedVacancy, ...]:
    ids, day = [vacancy.id for vacancy in vacancies], minsk_day(unit.now())
    taken, unconfirmed = count_taken_places(unit.session, ids=ids), find_unconfirmed(unit.session, ids=ids)
    owed = count_owed_answers(unit.session, ids=ids)
    changing = find_with_asked_change(unit.session, ids=ids)
    shown = []
    for vacancy in vacancies:
        confirm_by = heard_on(vacancy) + FRESH_FOR
        shown.append(
            PostedVacancy(
                summary_of(vacancy), taken.get(vacancy.id, 0), owed.get(vacancy.id, 0), vacancy.id in unconfirmed, vacancy.id in changing,
                confirm_by, vacancy.status == "open" and confirm_by < day,
            )
        )  # fmt: skip
    return tuple(shown)
