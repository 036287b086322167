"""Every line of tests/data/samples/messy/README.md about people holds: the value, and the doubt that is told."""

from datetime import date

import pytest

from matcher.types import SHIFT_CODES, HomeHours
from services.importing.duplicates import suspected_people
from services.importing.rows import CandidateRow, Severity
from tests.unit.import_world import messy_candidates

pytestmark = pytest.mark.samples
ERROR, QUESTION, NOTICE = Severity.ERROR, Severity.QUESTION, Severity.NOTICE
ROWS = {row.row: row for row in messy_candidates().kept}

VALUES = [
    (5, "licences", ("B",)),
    (5, "phones", ("+375290001122",)),
    (5, "available_on", date(2026, 11, 22)),
    (6, "birth_date", date(1990, 5, 3)),
    (6, "district", "г. Гомель"),
    (6, "max_commute_km", 15.0),
    (6, "minimum_pay_byn", 1100.0),
    (6, "consent", "granted"),
    (6, "phones", ("+375330004455",)),
    (7, "birth_date", date(1985, 7, 1)),
    (7, "minimum_pay_byn", 1500.0),
    (7, "home_hours", HomeHours(22 * 60, 6 * 60)),
    (7, "available_on", None),
    (7, "consent", "granted"),
    (7, "district", "Добрушский"),
    (7, "licences", ("B", "C")),
    (7, "documents_missing", ("medical_certificate",)),
    (7, "education", "vocational"),
    (8, "birth_date", date(1987, 3, 12)),
    (8, "phones", ("+375440001020",)),
    (8, "shifts", SHIFT_CODES),
    (8, "health_limits", ("max_lift_20kg",)),
    (9, "birth_date", date(1986, 4, 1)),
    (9, "release_date", date(2026, 5, 15)),
    (9, "licences", ()),
    (11, "phones", ("+375290003344",)),
    (11, "available_on", date(2026, 12, 1)),
    (11, "shifts", ("rotating",)),
    (12, "birth_date", None),
    (12, "birth_year", None),
    (12, "licences", ("TM",)),
    (12, "home_hours", HomeHours(22 * 60, 6 * 60)),
    (12, "desired_work", "дояр / скотник"),
    (13, "province", None),
    (13, "district", "Калинковичский"),
    (13, "town", "Калинковичи"),
    (13, "shifts", None),
    (14, "birth_date", date(1992, 7, 15)),
    (14, "bans", [("works_with_children", date(2028, 9, 1), False)]),
    (14, "consent", "limited"),
    (14, "consent_note", "работодателю не звонить без неё"),
    (14, "education", "secondary_special"),
    (14, "documents_missing", ("medical_certificate",)),
    (15, "minimum_pay_byn", None),
    (15, "district", "Рогачёвский"),
    (15, "town", "Рогачёв"),
    (16, "available_on", date(2026, 11, 22)),
    (16, "shifts", ("day",)),
    (16, "consent", "granted"),
    (16, "education", "vocational"),
    (16, "town", "Ерёмино"),
    (16, "district", "Гомельский"),
    (16, "licences", ("TM",)),
    (16, "profile_language", "be"),
    (19, "skills", "=погрузка, =выгрузка, =склад"),
    (19, "birth_date", date(1993, 9, 9)),
    (19, "release_date", date(2026, 10, 18)),
    (20, "minimum_pay_byn", 1000.0),
    (20, "phones", ()),
    (20, "available_on", date(2026, 12, 15)),
    (20, "available_derived", True),
    (20, "documents_missing", ("passport", "military_record")),
    (21, "licences", ("B",)),
    (21, "phones", ("+375290001122",)),
    (21, "birth_date", date(1984, 3, 12)),
    (22, "shifts", ("day", "evening")),
    (22, "health_limits", ("no_dust",)),
    (22, "district", "Буда-Кошелёвский"),
    (22, "town", "Уваровичи"),
    (23, "shifts", ("rotation_away",)),
    (23, "licences", ("B",)),
    (24, "consent", "withheld"),
    (24, "consent_note", "согласие отозвал 10.11"),
    (24, "bans", [("drives_vehicle", date(2027, 12, 31), False)]),
    (24, "birth_date", date(1981, 2, 1)),
    (25, "bans", [("handles_cash", date(2027, 3, 1), False)]),
    (26, "home_hours", HomeHours(23 * 60, 5 * 60)),
    (27, "birth_date", None),
    (27, "birth_year", 1979),
    (27, "bans", [("security_guarding", date(2030, 12, 31), False)]),
    (27, "minimum_pay_byn", 858.0),
    (27, "max_commute_km", 5.0),
    (28, "housing_needed", False),
    (28, "consent", "granted"),
    (28, "birth_date", date(1990, 5, 3)),
    (29, "bans", [("personal_data", date(2028, 12, 31), False)]),
    (30, "health_limits", ("no_night",)),
    (31, "surname", "Лосенков"),
    (31, "given_name", "Вадим"),
    (31, "desired_work", "Штукатур;маляр"),
    (31, "skills", "штукатур\nмаляр\nобои"),
    (32, "home_hours", HomeHours(21 * 60, 7 * 60)),
    (33, "birth_date", date(1969, 11, 22)),
    (33, "release_date", date(2025, 11, 22)),
    (33, "documents_missing", ("education_proof",)),
    (33, "health_limits", ("no_noise",)),
    (34, "town", "Октябрьский"),
    (34, "district", "Октябрьский"),
    (34, "province", "gomel"),
]

DOUBTS = [
    (7, "date_relative", QUESTION, "available_on", {}),
    (8, "date_two_digit_year", NOTICE, "birth_date", {"read": "1987-03-12"}),
    (8, "shift_any", QUESTION, "shifts", {}),
    (9, "date_from_serial", NOTICE, "birth_date", {"read": "1986-04-01"}),
    (11, "phone_formula", NOTICE, "phone", {}),
    (12, "date_impossible", ERROR, "birth_date", {}),
    (13, "province_unknown", QUESTION, "province", {"suggestion": "gomel"}),
    (13, "shift_around_the_clock", QUESTION, "shifts", {}),
    (14, "date_month_first", QUESTION, "birth_date", {"read": "1992-07-15"}),
    (14, "ban_from_text", QUESTION, "bans", {"duty": "works_with_children", "until": "2028-09-01"}),
    (14, "consent_limited", NOTICE, "consent", {"note": "работодателю не звонить без неё"}),
    (15, "pay_not_a_number", QUESTION, "minimum_pay", {}),
    (19, "text_with_sign", NOTICE, "skills", {"sign": "="}),
    (20, "pay_range", NOTICE, "minimum_pay", {"lower": 1000.0, "upper": 1200.0}),
    (20, "available_from_release", NOTICE, "available_on", {"read": "2026-12-15"}),
    (22, "shift_from_words", QUESTION, "shifts", {"read": "day;evening"}),
    (22, "health_from_text", NOTICE, "health_limits", {"read": "no_dust"}),
    (24, "consent_withdrawn", NOTICE, "consent", {}),
    (24, "until_month_only", QUESTION, "bans", {"read": "2027-12-31"}),
    (25, "ban_from_text", QUESTION, "bans", {"duty": "handles_cash", "until": "2027-03-01"}),
    (27, "birth_year_only", QUESTION, "birth_date", {"year": 1979}),
    (27, "until_year_only", QUESTION, "bans", {"read": "2030-12-31"}),
    (29, "ban_from_text", QUESTION, "bans", {"duty": "personal_data", "until": "2028-12-31"}),
    (30, "health_from_text", NOTICE, "health_limits", {"read": "no_night"}),
]


def value_of(row: CandidateRow, name: str) -> object:
    if name in ("province", "district", "town"):
        return getattr(row.place, name)
    if name == "bans":
        return [(ban.duty, ban.until, ban.confirmed) for ban in row.bans]
    return getattr(row, name)


@pytest.mark.parametrize(("row", "name", "value"), VALUES, ids=[f"{row}-{name}" for row, name, _ in VALUES])
def test_a_messy_cell_is_read_as_the_readme_says(row: int, name: str, value: object) -> None:
    assert value_of(ROWS[row], name) == value


@pytest.mark.parametrize(("row", "code", "severity", "column", "parameters"), DOUBTS, ids=[f"{d[0]}-{d[1]}" for d in DOUBTS])
def test_a_doubtful_cell_is_told_with_its_text(row: int, code: str, severity: Severity, column: str, parameters: dict[str, object]) -> None:
    found = [each for each in ROWS[row].doubts if each.code == code and each.column == column]
    assert [(each.severity, dict(each.parameters)) for each in found] == [(severity, parameters)]
    assert ROWS[row].raw[column]


def test_all_27_rows_are_read_and_9_service_rows_are_skipped() -> None:
    report = messy_candidates().report
    assert len(ROWS) == report.n_read == report.total_stated == 27
    assert [each.number for each in report.skipped] == [1, 2, 3, 4, 10, 17, 18, 35, 36]
    assert report.sheets_not_read == ("Справочник",)
    assert report.unknown_titles == ()
    assert not report.rejected


def test_two_people_entered_twice_are_proposed_and_not_merged() -> None:
    pairs = suspected_people(messy_candidates().kept, [], {})
    assert [(pair.first, pair.second, pair.reasons) for pair in pairs] == [
        (5, 21, ("birth_date", "phone", "name")),
        (6, 28, ("birth_date", "phone", "name")),
    ]
    assert pairs[0].differences["minimum_pay_byn"] == ("1700.0", "1800.0")
    assert pairs[0].differences["available_on"] == ("2026-11-22", "2026-12-01")
    assert len(ROWS) - len(pairs) == 25


def test_an_unknown_place_has_no_coordinates_until_somebody_confirms() -> None:
    assert ROWS[13].place.suggested_province == "gomel"
    assert ROWS[13].place.latitude is None


def test_the_row_with_the_impossible_date_keeps_everything_else() -> None:
    row = ROWS[12]
    assert row.raw["birth_date"] == "31.02.1990"
    assert (row.surname, row.minimum_pay_byn, row.housing_needed) == ("Ефимчик", 1200.0, True)
