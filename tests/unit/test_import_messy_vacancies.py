"""Every line of tests/data/samples/messy/README.md about vacancies holds: the value, and the doubt that is told."""

from datetime import date

import pytest

from matcher.types import WorkHours
from services.importing.duplicates import suspected_vacancies
from services.importing.rows import Severity, VacancyRow
from tests.unit.import_world import messy_vacancies

pytestmark = pytest.mark.samples
ERROR, QUESTION, NOTICE = Severity.ERROR, Severity.QUESTION, Severity.NOTICE
ROWS = {row.row: row for row in messy_vacancies().kept}

VALUES = [
    (9, "reference", "В-700101"),
    (9, "pay_from_byn", 2000.0),
    (9, "places", 2),
    (9, "closes_on", date(2027, 1, 31)),
    (9, "contact", "отдел кадров, 8 (0232) 00-00-01"),
    (2, "minimum_grade", 4),
    (2, "shifts", ("day",)),
    (2, "hours", (WorkHours(480, 1020),)),
    (2, "essential_skills", "Чтение чертежей; «чистая» сборка"),
    (3, "unp", None),
    (3, "employer", "УП «Чистый двор-5»"),
    (3, "pay_from_byn", 1050.0),
    (3, "essential_skills", ""),
    (4, "shifts", ("day", "night")),
    (4, "documents", ("medical_certificate",)),
    (5, "unp", None),
    (5, "pay_from_byn", 1500.0),
    (5, "pay_to_byn", None),
    (5, "town", "Павлово"),
    (5, "housing_provided", True),
    (6, "status", "expired"),
    (6, "shifts", ("rotation_away",)),
    (7, "description", "Стачивание, оверлок\nОбучение 1 мес.\nДотация на обеды"),
    (8, "pay_from_byn", None),
    (8, "pay_hourly_byn", 7.5),
    (8, "rate", 0.5),
    (10, "pay_from_byn", None),
    (10, "pay_to_byn", None),
    (11, "province", "vitebsk"),
    (11, "district", "Лепельский"),
    (11, "title", "Майстар па пляценні з лазы"),
    (11, "employer", "Сацыяльнае прадпрыемства «Ружа вятроў»"),
    (11, "pay_from_byn", 650.0),
    (11, "pay_to_byn", 900.0),
    (11, "minimum_education", None),
    (12, "pay_from_byn", None),
    (12, "closes_on", date(2026, 12, 31)),
    (12, "minimum_years", 2.0),
    (13, "unp", "382013268"),
    (13, "town", "Подсвилье"),
    (14, "updated_on", None),
    (15, "status", "outside_area"),
    (15, "contact", ""),
    (16, "pay_from_byn", None),
    (16, "pay_hourly_byn", None),
    (16, "rate", 0.5),
    (16, "province", "gomel"),
    (17, "district", "г. Новополоцк"),
    (17, "rate", 0.75),
]

DOUBTS = [
    (2, "grade_range", NOTICE, "minimum_grade", {"read": 4}),
    (3, "unp_length", ERROR, "unp", {"digits": 6}),
    (4, "schedule_contradiction", QUESTION, "schedule", {"first": "day;evening", "second": "day;night"}),
    (5, "unp_check_digit", ERROR, "unp", {}),
    (6, "vacancy_past", NOTICE, "closes_on", {"closed": "2026-09-30"}),
    (6, "vacancy_not_confirmed", QUESTION, "updated_on", {"days": 113}),
    (6, "schedule_contradiction", QUESTION, "schedule", {"first": "day", "second": "rotation_away"}),
    (8, "pay_not_monthly", QUESTION, "pay_from", {"period": "hour", "amount": 7.5}),
    (10, "pay_upper_below_lower", ERROR, "pay_from", {"lower": 1350.0, "upper": 1200.0}),
    (12, "pay_negotiable", QUESTION, "pay_from", {}),
    (14, "date_relative", QUESTION, "updated_on", {}),
    (15, "vacancy_outside_area", NOTICE, "province", {"province": "brest"}),
    (16, "pay_period_unknown", QUESTION, "pay_from", {"amount": 7.5}),
]


def value_of(row: VacancyRow, name: str) -> object:
    return getattr(row.place, name) if name in ("province", "district", "town") else getattr(row, name)


@pytest.mark.parametrize(("row", "name", "value"), VALUES, ids=[f"{row}-{name}" for row, name, _ in VALUES])
def test_a_messy_cell_is_read_as_the_readme_says(row: int, name: str, value: object) -> None:
    assert value_of(ROWS[row], name) == value


@pytest.mark.parametrize(("row", "code", "severity", "column", "parameters"), DOUBTS, ids=[f"{d[0]}-{d[1]}" for d in DOUBTS])
def test_a_doubtful_cell_is_told_with_its_text(row: int, code: str, severity: Severity, column: str, parameters: dict[str, object]) -> None:
    found = [each for each in ROWS[row].doubts if each.code == code and each.column == column]
    assert [(each.severity, dict(each.parameters)) for each in found] == [(severity, parameters)]
    assert ROWS[row].raw[column]


def test_the_encoding_is_found_and_belarusian_letters_survive() -> None:
    report = messy_vacancies().report
    assert (report.encoding, report.delimiter, report.n_read) == ("cp1251", ";", 17)
    assert "вятроў" in ROWS[11].employer
    assert "Віцебская" in ROWS[11].place.text


def test_of_one_number_twice_the_newest_counts_and_the_change_is_recorded() -> None:
    (old,) = messy_vacancies().report.superseded
    assert (old.row, old.by_row, old.reference) == (1, 9, "В-700101")
    assert old.differences["pay_from_byn"] == ("1900.0", "2000.0")
    assert old.differences["places"] == ("3", "2")
    assert old.differences["closes_on"] == ("2026-12-31", "2027-01-31")


def test_the_same_vacancy_under_two_numbers_is_proposed() -> None:
    pairs = suspected_vacancies(messy_vacancies().kept)
    assert [(pair.first, pair.second) for pair in pairs] == [(8, 16)]
    assert "unp" in pairs[0].reasons
    assert len(ROWS) - len(pairs) == 15


def test_thirteen_vacancies_are_open_and_in_the_three_provinces() -> None:
    assert sum(row.status == "open" for row in ROWS.values()) - 1 == 13  # one of them is the proposed duplicate


def test_pay_below_the_full_wage_is_lawful_for_half_a_post() -> None:
    assert not any(each.code == "pay_below_minimum_wage" for row in ROWS.values() for each in row.doubts)
