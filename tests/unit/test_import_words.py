"""Answers, limits, shifts and schedules in words: what is understood, what is asked, and that nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.types import HomeHours, WorkHours
from services.importing.fields.limits import read_bans, read_health, read_home_hours
from services.importing.fields.person import read_name, tidy
from services.importing.fields.shifts import read_schedule, read_shifts
from services.importing.fields.words import (
    read_consent,
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
from tests.unit.import_world import AS_OF, cell


def codes(reading: object) -> list[str]:
    return [each.code for each in reading.doubts]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("да", True), ("так", True), ("+", True), ("Yes", True), ("нет", False), ("не", False), ("няма", False), ("-", False),
        ("no", False),
        ("", None), ("может быть", None), (True, True), (0, False),
    ],
)  # fmt: skip
def test_yes_and_no(written: object, read: bool | None) -> None:
    assert read_yes_no(cell(written)).value is read


@pytest.mark.parametrize(
    ("written", "note", "read"),
    [
        ("да", "", "granted"), ("подписано", "", "granted"), ("+", "", "granted"), ("так", "", "granted"), ("согласна", "", "granted"),
        ("частично", "", "limited"), ("да, кроме звонков", "", "limited"), ("нет", "", "withheld"), ("не согласен", "", "withheld"),
        ("отозвал 10.11", "", "withheld"), ("", "", "withheld"), ("спросить у мамы", "", "withheld"),
        ("да", "согласие отозвал 10.11", "withheld"),
        ("granted", "", "granted"), ("limited", "", "limited"), ("withheld", "", "withheld"),
    ],
)  # fmt: skip
def test_consent_is_only_granted_where_it_is_said(written: str, note: str, read: str) -> None:
    assert read_consent(cell(written), note).value == read


@given(st.text(max_size=30))
def test_no_text_grants_consent_by_accident(text: str) -> None:
    reading = read_consent(cell(text))
    assert reading.value in ("granted", "limited", "withheld")
    if not text.strip():
        assert reading.value == "withheld"


def test_coded_words() -> None:
    assert [read_sex(cell(w)).value for w in ("м", "муж.", "жен.", "Ж", "мужчына", "male")] == ["m", "m", "f", "f", "m", "m"]
    assert [read_education(cell(w)).value for w in ("ПТУ", "ПТВ", "ССУЗ", "сярэдняя", "базовое", "высшее", "проф-тех", "нет", "ССО")] == [
        "vocational", "vocational", "secondary_special", "secondary", "basic", "higher", "vocational", None, "secondary_special",
    ]  # fmt: skip
    assert [read_licences(cell(w)).value for w in ("В", "В, С", "B;C;CE", "трактор", "TM", "нет", "кат. В")] == [
        ("B",), ("B", "C"), ("B", "C", "CE"), ("TM",), ("TM",), (), ("B",),
    ]  # fmt: skip
    assert read_documents(cell("паспорт, воен. билет")).value == ("passport", "military_record")
    assert codes(read_documents(cell("СНИЛС"))) == ["document_unknown"]
    assert [read_travel(cell(w)).value for w in ("", "none", "в пределах района", "вобласць")] == ["none", "none", "district", "province"]
    assert [read_transport(cell(w)).value for w in ("автобус", "ровар", "машина", "пешком")] == ["bus", "bike", "car", "none"]
    assert read_readiness(cell("нужна поддержка")).value == "support_needed"
    assert [read_employment(cell(w)).value for w in ("Постоянная", "Сезонная", "Часовая")] == ["permanent", "seasonal", "temporary"]


@pytest.mark.parametrize(
    ("written", "read", "doubts"),
    [
        ("22-6", HomeHours(1320, 360), []), ("23:00-05:00", HomeHours(1380, 300), []), ("22:00–06:00", HomeHours(1320, 360), []),
        ("с 22 до 6", HomeHours(1320, 360), []), ("21.30-7.00", HomeHours(1290, 420), []), ("24:00-06:00", HomeHours(0, 360), []),
        ("нет", None, []), ("", None, []), ("ночью", None, ["home_hours_unclear"]), (date(2026, 6, 22), None, ["home_hours_unclear"]),
        ("22-22", None, ["home_hours_unclear"]), ("30-40", None, ["home_hours_unclear"]),
    ],
)  # fmt: skip
def test_home_hours(written: object, read: HomeHours | None, doubts: list[str]) -> None:
    reading = read_home_hours(cell(written))
    assert (reading.value, codes(reading)) == (read, doubts)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("drives_vehicle:2028-05-01", [("drives_vehicle", date(2028, 5, 1), True)]),
        ("security_guarding:2027-12-31;weapons:2027-12-31", [("security_guarding", date(2027, 12, 31), True),
        ("weapons", date(2027, 12, 31), True)]),
        ("касса запрещена до 2027-03-01", [("handles_cash", date(2027, 3, 1), False)]),
        ("продажа алкоголя до 12.2027, охрана до 2028", [("alcohol_sale", date(2027, 12, 31), False),
        ("security_guarding", date(2028, 12, 31), False)]),
        ("праца з дзецьмі да 01.09.2028", [("works_with_children", date(2028, 9, 1), False)]),
        ("что-то непонятное", [(None, None, False)]),
        ("нет", []),
        ("", []),
    ],
)  # fmt: skip
def test_bans(written: str, read: list[tuple[str | None, date | None, bool]]) -> None:
    bans = read_bans(cell(written), AS_OF).value
    assert bans is not None
    assert [(ban.duty, ban.until, ban.confirmed) for ban in bans] == read


def test_a_ban_that_was_not_understood_is_asked_and_not_dropped() -> None:
    assert codes(read_bans(cell("что-то непонятное"), AS_OF)) == ["ban_unclear"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no_dust;max_lift_10kg", ("no_dust", "max_lift_10kg")), ("спина, до 20 кг", ("max_lift_20kg",)),
        ("астма - пыль нельзя", ("no_dust",)),
        ("ночью нельзя", ("no_night",)), ("шум нельзя", ("no_noise",)), ("на вышыню нельга", ("no_heights",)), ("здоров", ()),
        ("", ()), ("нет", ()),
        ("что-то с сердцем", None),
    ],
)  # fmt: skip
def test_health_limits(written: str, read: tuple[str, ...] | None) -> None:
    assert read_health(cell(written)).value == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("day;evening", ("day", "evening")), ("день/ночь", ("day", "night")), ("дзень", ("day",)), ("3 смены", ("rotating",)),
        ("вахта", ("rotation_away",)), ("утро и вечер", ("day", "evening")), ("сутки/ночь", None),
        ("любые", ("day", "evening", "night", "rotating", "rotation_away")),
        ("день, не ночь", ("day",)), ("кроме ночных", ("day", "evening")), ("как скажут", None), ("", None),
    ],
)  # fmt: skip
def test_shifts_of_a_person(written: str, read: tuple[str, ...] | None) -> None:
    assert read_shifts(cell(written)).value == read


@pytest.mark.parametrize(
    ("written", "shifts", "hours"),
    [
        ("Mon-Fri 08:00-17:00", ("day",), [(480, 1020)]), ("2/2 08:00-20:00", ("day",), [(480, 1200)]),
        ("2/2 10:00-20:00", ("day", "evening"), [(600, 1200)]), ("2/2 20:00-06:00", ("night",), [(1200, 1800)]),
        ("2 shifts Mon-Fri 07:00-15:30 / 15:30-24:00", ("day", "evening"), [(420, 930), (930, 1440)]),
        ("rotating 12 h: 08:00-20:00 / 20:00-08:00", ("rotating",), [(480, 1200), (1200, 1920)]), ("3 shifts", ("rotating",), []),
        ("rotation 15/15", ("rotation_away",), []), ("5/2, 8.00–17.00", ("day",), [(480, 1020)]),
        ("с 6.00 до 14.00", ("day",), [(360, 840)]),
        ("Пн–Пт 8:00–17:00", ("day",), [(480, 1020)]), ("Одна смена", ("day",), []), ("Адна змена", ("day",), []),
        ("Вахта 15/15", ("rotation_away",), []),
        ("тры змены", ("rotating",), []), ("ночные смены", ("night",), []), ("Ненормированный", None, []), ("Сменный", None, []),
        ("с 8 до 17", ("day",), [(480, 1020)]), ("2/2 с 22:00 до 10:00", ("night",), [(1320, 2040)]),
    ],
)  # fmt: skip
def test_schedules(written: str, shifts: tuple[str, ...] | None, hours: list[tuple[int, int]]) -> None:
    value = read_schedule(cell(written)).value
    found = value.hours if value else ()
    assert ((value.shifts if value else None), found) == (shifts, tuple(WorkHours(*each) for each in hours))


def test_names_are_tidied() -> None:
    name = read_name(cell("  Лосенков   Вадим ")).value
    assert name is not None
    assert (name.surname, name.given_name) == ("Лосенков", "Вадим")
    assert tidy("штукатур \r\n маляр") == "штукатур\nмаляр"
