"""One kind of cell after the other: what is understood, what is asked, and that nothing is guessed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.importing.fields.dates import read_available, read_birth, read_date, read_until
from services.importing.fields.limits import read_bans, read_health, read_home_hours
from services.importing.fields.money import read_count, read_grade, read_km, read_pay, read_rate, read_years
from services.importing.fields.person import check_digit, read_name, read_phones, read_unp
from services.importing.fields.shifts import read_schedule, read_shifts
from services.importing.fields.words import (
    read_documents,
    read_education,
    read_employment,
    read_licences,
    read_readiness,
    read_sex,
    read_transport,
    read_travel,
    read_yes_no,
)  # fmt: skip
from services.importing.sheets import Cell
from tests.unit.import_world import AS_OF, cell


def codes(reading: object) -> list[str]:
    return [each.code for each in reading.doubts]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "read", "doubts"),
    [
        ("2026-12-01", date(2026, 12, 1), []), ("01.12.2026", date(2026, 12, 1), []), ("1.12.26", date(2026, 12, 1), []),
        ("01/12/2026", None, ["date_ambiguous"]), ("13/12/2026", date(2026, 12, 13), []), ("05/05/2026", date(2026, 5, 5), []),
        ("12/13/2026", date(2026, 12, 13), ["date_month_first"]), ("15 мая 2026 г.", date(2026, 5, 15), []),
        ("15 траўня 2026", date(2026, 5, 15), []), ("3 лістапада 2026", date(2026, 11, 3), []),
        ("1 жніўня 2026 года", date(2026, 8, 1), []),
        ("31.02.2026", None, ["date_impossible"]), ("2026-02-30", None, ["date_impossible"]), ("29.02.2028", date(2028, 2, 29), []),
        ("2026", None, ["date_year_only"]), ("12.2026", None, ["date_month_only"]), ("с понедельника", None, ["date_relative"]),
        ("Обновлено 3 дня назад", None, ["date_relative"]), ("Обновлено 20.11.2026", date(2026, 11, 20), []), ("", None, []),
        ("нет", None, []),
        ("когда-нибудь", None, ["date_unreadable"]), (31503, date(1986, 4, 1), ["date_from_serial"]),
        ("46357", date(2026, 12, 1), ["date_from_serial"]), (date(2026, 1, 2), date(2026, 1, 2), []),
        (datetime(2026, 1, 2, 10, 30, tzinfo=UTC), date(2026, 1, 2), []), ("с 01.12.2026", date(2026, 12, 1), []),
        ("2026-12-01 00:00:00", date(2026, 12, 1), []),
    ],
)  # fmt: skip
def test_dates(written: object, read: date | None, doubts: list[str]) -> None:
    reading = read_date(cell(written), AS_OF)
    assert (reading.value, codes(reading)) == (read, doubts)


@given(st.dates(date(1950, 1, 1), date(2009, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d.%m.%y"]))
def test_a_birth_date_survives_being_written(day: date, form: str) -> None:
    reading = read_birth(cell(day.strftime(form)), AS_OF)
    assert reading.value is not None
    assert reading.value.day == day


@pytest.mark.parametrize(
    ("written", "day", "year", "doubts"),
    [
        ("12.03.87", date(1987, 3, 12), 1987, ["date_two_digit_year"]), ("12.03.05", date(2005, 3, 12), 2005, ["date_two_digit_year"]),
        (1979, None, 1979, ["birth_year_only"]), ("1979 г.", None, 1979, ["birth_year_only"]),
        ("01.01.2024", None, None, ["birth_implausible"]),
        ("1850", None, None, ["date_unreadable"]), ("03/05/1992", None, None, ["date_ambiguous"]), ("", None, None, []),
    ],
)  # fmt: skip
def test_birth_dates(written: object, day: date | None, year: int | None, doubts: list[str]) -> None:
    reading = read_birth(cell(written), AS_OF)
    found = (reading.value.day, reading.value.year) if reading.value else (None, None)
    assert (found, codes(reading)) == ((day, year), doubts)


@pytest.mark.parametrize("written", ["сразу", "адразу", "immediately", "Немедленно", "хоть сейчас"])
def test_at_once_is_the_reading_day(written: str) -> None:
    value = read_available(cell(written), AS_OF, None).value
    assert value is not None
    assert (value.day, value.derived) == (AS_OF, True)


def test_after_release_needs_a_release_date() -> None:
    assert codes(read_available(cell("после освобождения"), AS_OF, None)) == ["available_after_unknown_release"]
    value = read_available(cell("пасля вызвалення"), AS_OF, date(2027, 1, 5)).value
    assert value is not None
    assert value.day == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("до 01.09.2028", date(2028, 9, 1)), ("до 2027-03-01", date(2027, 3, 1)), ("до 12.2027", date(2027, 12, 31)),
        ("до 2030", date(2030, 12, 31)),
        ("до февраля 2028", date(2028, 2, 29)), ("да снежня 2027", date(2027, 12, 31)), ("бессрочно", None),
    ],
)  # fmt: skip
def test_the_last_day_of_a_ban(written: str, read: date | None) -> None:
    assert read_until(written, AS_OF).value == read


@pytest.mark.parametrize(
    ("written", "amount", "upper", "period", "doubts"),
    [
        ("1 200,00 руб.", 1200.0, None, "month", []), ("1\u00a0900,00 руб.", 1900.0, None, "month", []),
        ("1200", 1200.0, None, "month", []),
        (1700, 1700.0, None, "month", []), ("858", 858.0, None, "month", []), ("1000-1200", 1000.0, 1200.0, "month", ["pay_range"]),
        ("от 1000 до 1200 руб", 1000.0, 1200.0, "month", ["pay_range"]), ("от 1 500", 1500.0, None, "month", []),
        ("1,5 тыс. руб.", 1500.0, None, "month", []), ("1.200", 1200.0, None, "month", []),
        ("7,50 руб./час", 7.5, None, "hour", ["pay_not_monthly"]), ("10 руб в час", 10.0, None, "hour", ["pay_not_monthly"]),
        ("60 руб. за смену", 60.0, None, "shift", ["pay_not_monthly"]), ("7.5", None, None, None, ["pay_period_unknown"]),
        ("договорная", None, None, None, ["pay_negotiable"]), ("па дамоўленасці", None, None, None, ["pay_negotiable"]),
        ("не ниже минималки", None, None, None, ["pay_not_a_number"]), ("500 USD", None, None, None, ["pay_currency"]),
        ("0", None, None, None, ["pay_not_positive"]), ("", None, None, None, []), ("нет", None, None, None, []),
        ("1500, 1600 или 1700", None, None, None, ["pay_unclear"]), ("1000000", None, None, None, ["pay_too_large"]),
    ],
)  # fmt: skip
def test_pay(written: object, amount: float | None, upper: float | None, period: str | None, doubts: list[str]) -> None:
    reading = read_pay(cell(written))
    found = (reading.value.amount, reading.value.upper, reading.value.period) if reading.value else (None, None, None)
    assert (found, codes(reading)) == ((amount, upper, period), doubts)


@pytest.mark.parametrize(
    ("written", "read"),
    [("15 км", 15.0), ("до 30", 30.0), (20, 20.0), ("12,5", 12.5), ("30 минут", None), ("по городу", None), ("", None), ("0", 0.0)],
)
def test_kilometres(written: object, read: float | None) -> None:
    assert read_km(cell(written)).value == read


def test_small_numbers() -> None:
    assert read_grade(cell("4-5")).value == 4
    assert read_grade(cell("3 разряд")).value == 3
    assert read_grade(cell("9")).value is None
    assert read_grade(cell("нет")).value is None
    assert read_rate(cell("0,5")).value == 0.5
    assert read_rate(cell("полставки")).value == 0.5
    assert codes(read_rate(cell("5"))) == ["rate_unreadable"]
    assert read_years(cell("от 2 лет")).value == 2.0
    assert read_years(cell("6 мес.")).value == 0.5
    assert read_years(cell("без опыта")).value == 0.0
    assert read_count(cell("12"), "x").value == 12
    assert codes(read_count(cell("-3"), "x")) == ["x"]
    assert codes(read_count(cell("0"), "x")) == ["x"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+375 29 000-11-22", ("+375290001122",)), ("8(033)000-44-55", ("+375330004455",)), ("80250007788", ("+375250007788",)),
        ("375440001020", ("+375440001020",)), (375440001020, ("+375440001020",)), ("8-044-000-10-30", ("+375440001030",)),
        ("29 000 11 22", ("+375290001122",)), ("+48 600 000 000", ("+48600000000",)), ("нет", ()), ("", ()), ("123", ()),
        ("+375290001122; 80330004455", ("+375290001122", "+375330004455")),
    ],
)  # fmt: skip
def test_telephones(written: object, read: tuple[str, ...]) -> None:
    assert read_phones(cell(written)).value == read


def test_a_formula_in_the_phone_cell_is_text_and_flagged() -> None:
    reading = read_phones(Cell("=375290003344", "=375290003344", formula=True))
    assert (reading.value, codes(reading)) == (("+375290003344",), ["phone_formula"])


@given(st.integers(min_value=10_000_000, max_value=99_999_999))
def test_an_unp_with_one_wrong_digit_is_refused(serial: int) -> None:
    digit = check_digit(str(serial))
    if digit is None:
        return
    assert read_unp(cell(f"{serial}{digit}")).value == f"{serial}{digit}"
    assert codes(read_unp(cell(f"{serial}{(digit + 1) % 10}"))) == ["unp_check_digit"]


ANY_CELL = st.one_of(
    st.text(max_size=40), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.booleans()
)


@given(ANY_CELL)
def test_no_cell_makes_a_parser_fail(value: object) -> None:
    written = cell(value)
    for read in (
        read_pay, read_km, read_grade, read_years, read_rate, read_phones, read_unp, read_yes_no, read_sex, read_education, read_readiness,
        read_travel, read_transport, read_licences, read_documents, read_home_hours, read_health, read_shifts, read_schedule, read_name,
        read_employment,
    ):  # fmt: skip
        read(written)
    read_date(written, AS_OF)
    read_birth(written, AS_OF)
    read_bans(written, AS_OF)
    read_available(written, AS_OF, None)
