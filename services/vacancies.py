"""Vacancies as use cases: post, change, close, look up, list. What is written goes through the same writers as an imported file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from models.organisation import Employer
from models.queries.placements import find_taken_places
from models.queries.vacancies import VacancyFilter, count_vacancies
from models.queries.vacancies import get_vacancy as get_record
from models.queries.vacancies import list_vacancies as list_records
from models.vacancy import Vacancy
from services.actors import NOBODY, Actor
from services.errors import InvalidValue, NotFound, StateConflict, check_version
from services.importing.rows import VacancyRow
from services.installation import Installation
from services.pages import check_page
from services.permissions import Reach, authorise, reach_of
from services.place_answers import NOWHERE, PlaceWords, find_place
from services.placement_endings import end_with_vacancy
from services.places_taken import lowest_free_place
from services.references import VACANCY_PREFIX, next_reference, storing
from services.unit_of_work import UnitOfWork
from services.vacancy_changes import FREE_FIELDS, await_confirmation, propose_conditions
from services.vacancy_records import check_occupation, chosen_occupations, write_vacancies
from services.vacancy_rows import with_schedule_read
from services.vacancy_standing import check_open, is_shown
from services.vacancy_views import VacancySummary, VacancyView, summary_of, view_of
from services.vacancy_writing import EMPLOYER_FIELDS, apply_changes, changed_row, check_row

REOPENED_FROM = ("closed", "filled", "expired")
CLOSING_REASONS = ("filled", "withdrawn", "expired", "posted_twice", "other")


@dataclass(frozen=True, slots=True)
class PostVacancy:
    """A vacancy to post. work: everything said but the place.

    occupation: key of the concept that a person chose for the title; None leaves it to what the title is understood as.
    """

    work: VacancyRow
    place: PlaceWords = NOWHERE
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeVacancy:
    """A change of a vacancy. changes: fields of VacancyRow with their new values; what is not named stays. place: None leaves it.

    version: of the vacancy as it was read; None changes whatever is there now.
    """

    reference: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    place: PlaceWords | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class VacancyPage:
    """Some of the vacancies, how many there are in all, and the number to go on after (None: no more)."""

    vacancies: tuple[VacancySummary, ...]
    total: int
    after: int | None


def post_vacancy(installation: Installation, actor: Actor, command: PostVacancy, language: str = "ru") -> VacancyView:
    """Post a vacancy; without a reference the next number is given. A requirement not understood for sure comes back as a question.

    Raises Forbidden, PlaceInQuestion, InvalidValue, Conflict (`conflict.reference_taken`).
    """
    authorise(actor, "vacancy:create")
    row = checked_row(installation, command)

    def store() -> VacancyView:
        with installation.writing(actor, "post a vacancy") as unit:
            return post_in(installation, unit, row, language, command.occupation)

    return storing(store, "reference", row.reference)


def checked_row(installation: Installation, command: PostVacancy) -> VacancyRow:
    """What a vacancy to post is as a row. Raises PlaceInQuestion, InvalidValue."""
    row = with_schedule_read(replace(command.work, place=find_place(installation.places, command.place)))
    check_row(row)
    return row


def post_in(installation: Installation, unit: UnitOfWork, row: VacancyRow, language: str, occupation: str | None = None) -> VacancyView:
    """Store one vacancy inside a unit, with the audit event. occupation: as in PostVacancy. Raises InvalidValue (`…occupation`)."""
    knowledge = installation.knowledge(unit.session)
    if occupation is not None:
        check_occupation(knowledge.taxonomy, occupation)
    vacancy = Vacancy(reference=row.reference or next_reference(unit.session, Vacancy.reference, VACANCY_PREFIX))
    write_vacancies(unit.session, [(vacancy, _of_own_employer(unit, row))], knowledge.vacancies)
    if occupation is not None:
        vacancy.occupations = chosen_occupations([occupation])
    if reach_of(unit.actor, "vacancy:create") is Reach.OWN:
        await_confirmation(unit, vacancy)
    unit.session.flush()
    unit.audit("vacancy:create", vacancy)
    return view_of(vacancy, knowledge, language)


def change_vacancy(installation: Installation, actor: Actor, command: ChangeVacancy, language: str = "ru") -> VacancyView:
    """Change what is named and leave the rest; a new schedule is read anew unless shifts or hours come with it.

    Conditions that an employer changes wait for an expert once people may be shown (services/vacancy_changes.py).

    Raises Forbidden, NotFound (`not_found.vacancy`), StaleVersion, StateConflict (not open), PlaceInQuestion, InvalidValue.
    """
    authorise(actor, "vacancy:change")
    with installation.writing(actor, "change a vacancy") as unit:
        vacancy = _vacancy(unit, "vacancy:change", command.reference)
        check_version(command.version, vacancy.version)
        check_open(vacancy)
        changes = _known(command.changes)
        if command.place is not None:
            changes["place"] = find_place(installation.places, command.place)
        at_once = _at_once(unit, vacancy, changes)
        if at_once:
            apply_changes(installation, unit, vacancy, at_once)
            unit.audit("vacancy:change", vacancy)
        unit.session.flush()
        return view_of(vacancy, installation.knowledge(unit.session), language)


def close_vacancy(
    installation: Installation, actor: Actor, reference: str, reason: str, language: str = "ru", version: int | None = None
) -> VacancyView:
    """Close a vacancy with a reason of CLOSING_REASONS. version: as it was read; None closes whatever is there.

    Raises StaleVersion, StateConflict when it is not open.
    """
    authorise(actor, "vacancy:close")
    if reason not in CLOSING_REASONS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": reason})
    with installation.writing(actor, "close a vacancy") as unit:
        vacancy = _vacancy(unit, "vacancy:close", reference)
        check_version(version, vacancy.version)
        check_open(vacancy)
        vacancy.status = reason if reason in ("filled", "expired") else "closed"
        unit.session.flush()
        end_with_vacancy(installation, unit, vacancy)
        unit.audit("vacancy:close", vacancy, reason=reason)
        unit.session.flush()
        return view_of(vacancy, installation.knowledge(unit.session), language)


def reopen_vacancy(
    installation: Installation, actor: Actor, reference: str, language: str = "ru", version: int | None = None
) -> VacancyView:
    """Look for people again: a place is free, or the vacancy was closed too early.

    Raises StaleVersion, StateConflict when it is open, outside the area, or every place is taken (`state_conflict.no_place`).
    """
    authorise(actor, "vacancy:reopen")
    with installation.writing(actor, "open a vacancy again") as unit:
        vacancy = _vacancy(unit, "vacancy:reopen", reference)
        check_version(version, vacancy.version)
        if vacancy.status not in REOPENED_FROM:
            raise StateConflict("state_conflict.vacancy_open", parameters={"reference": reference, "status": vacancy.status})
        lowest_free_place(vacancy, find_taken_places(unit.session, vacancy_id=vacancy.id))
        vacancy.status = "open"
        unit.audit("vacancy:reopen", vacancy)
        unit.session.flush()
        return view_of(vacancy, installation.knowledge(unit.session), language)


def get_vacancy_view(installation: Installation, actor: Actor, reference: str, language: str = "ru") -> VacancyView:
    """One vacancy. Raises NotFound (`not_found.vacancy`)."""
    authorise(actor, "vacancy:read")
    with installation.reading(actor, "read a vacancy") as unit:
        return view_of(_vacancy(unit, "vacancy:read", reference), installation.knowledge(unit.session), language)


def list_vacancies(installation: Installation, actor: Actor, where: VacancyFilter, after: int = 0, limit: int = 50) -> VacancyPage:
    """A page of vacancies in order of entry, 1 to 200 of them."""
    where = where if authorise(actor, "vacancy:read") is Reach.ANY else replace(where, employer_id=actor.employer_id or NOBODY)
    check_page(limit)
    with installation.reading(actor, "list vacancies") as unit:
        found = list_records(unit.session, after=after, limit=limit + 1, where=where)
        more = found[limit - 1].id if len(found) > limit else None
        return VacancyPage(tuple(map(summary_of, found[:limit])), count_vacancies(unit.session, where=where), more)


def _vacancy(unit: UnitOfWork, permission: str, reference: str) -> Vacancy:
    """The vacancy, if the permission reaches it: an employer's own, or everybody's."""
    vacancy = get_record(unit.session, reference=reference)
    if vacancy is None or not (reach_of(unit.actor, permission) is Reach.ANY or vacancy.employer_id == unit.actor.employer_id):
        raise NotFound.record("vacancy", reference)
    return vacancy


def _at_once(unit: UnitOfWork, vacancy: Vacancy, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the changes that this actor may make alone; the rest is kept for an expert."""
    if reach_of(unit.actor, "vacancy:change") is Reach.ANY or not is_shown(unit.session, vacancy):
        return dict(changes)
    conditions = {name: value for name, value in changes.items() if name not in FREE_FIELDS | set(EMPLOYER_FIELDS)}
    if conditions:
        changed_row(vacancy, conditions)  # what no vacancy can say is refused now, not when the expert looks
        propose_conditions(unit, vacancy, conditions)
    return {name: value for name, value in changes.items() if name in FREE_FIELDS}


def _of_own_employer(unit: UnitOfWork, row: VacancyRow) -> VacancyRow:
    """An employer posts for themselves: whatever the row says of the employer is replaced by what we know."""
    if reach_of(unit.actor, "vacancy:create") is Reach.ANY:
        if not row.employer.strip():
            raise InvalidValue("invalid_value.employer", field="employer")
        return row
    employer = unit.session.get_one(Employer, unit.actor.employer_id)
    return replace(row, employer=employer.name, unp=employer.unp, sector=employer.sector or "")


def _known(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, all of which must name fields of a row that a change may touch."""
    fixed = {"row", "reference", "status", "raw", "doubts"}
    unknown = changes.keys() - {each.name for each in fields(VacancyRow)} | changes.keys() & fixed
    if unknown:
        raise InvalidValue("invalid_value.field", field=min(unknown))
    return dict(changes)
