"""Changing a stored vacancy: the same steps for whoever changes it, and for an expert who accepts what an employer asked for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.vacancy import Vacancy
from services.called import employer_called
from services.errors import InvalidValue
from services.importing.rows import VacancyRow
from services.installation import Installation
from services.knowledge import check_phrases
from services.permissions import Reach, reach_of
from services.places_taken import make_room
from services.unit_of_work import UnitOfWork
from services.vacancy_records import chosen_occupations, fill_conditions, fill_words, occupations_chosen, raw_vacancy
from services.vacancy_rows import row_of, with_schedule_read

TEXTS = ("title", "essential_skills", "desirable_skills")
EMPLOYER_FIELDS = ("employer", "unp", "sector")


def apply_changes(installation: Installation, unit: UnitOfWork, vacancy: Vacancy, changes: Mapping[str, Any]) -> None:
    """Write the changes onto the record; texts are read again only when one of them changed. Raises InvalidValue."""
    row = changed_row(vacancy, changes)
    if changes.keys() & set(EMPLOYER_FIELDS) and reach_of(unit.actor, "vacancy:change") is Reach.ANY:
        vacancy.employer = employer_called(unit.session, row.employer, row.unp, row.sector)
    if row.places is not None and row.places < vacancy.places:
        make_room(unit, vacancy, row.places)
    fill_conditions(vacancy, row)
    if changes.keys() & set(TEXTS):
        chosen = [] if "title" in changes else occupations_chosen(vacancy)
        fill_words(vacancy, installation.knowledge(unit.session).vacancies.read(raw_vacancy(row)))
        if chosen:
            vacancy.occupations = chosen_occupations(chosen)


def changed_row(vacancy: Vacancy, changes: Mapping[str, Any]) -> VacancyRow:
    """The vacancy's row with its changes. Raises InvalidValue for what no vacancy can say."""
    row = _changed(row_of(vacancy), changes)
    check_row(row)
    return row


def check_row(row: VacancyRow) -> None:
    """Refuse what no vacancy can say. Raises InvalidValue (`invalid_value.too_many_phrases`, `invalid_value.pay_in_order`)."""
    check_phrases({part: getattr(row, part) for part in TEXTS[1:]})
    if row.pay_from_byn and row.pay_to_byn and row.pay_to_byn < row.pay_from_byn:
        raise InvalidValue("invalid_value.pay_in_order", field="pay_to_byn")


def _changed(row: VacancyRow, changes: Mapping[str, Any]) -> VacancyRow:
    """The row with its changes. A monthly and an hourly pay exclude each other: the one named last replaces the other."""
    if changes.get("pay_hourly_byn"):
        row = replace(row, pay_from_byn=None, pay_to_byn=None)
    elif changes.get("pay_from_byn") or changes.get("pay_to_byn"):
        row = replace(row, pay_hourly_byn=None)
    if "schedule" in changes:
        row = replace(row, shifts=None, hours=())
    row = replace(row, **changes)
    return with_schedule_read(row) if "schedule" in changes else row
