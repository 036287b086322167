"""Dates as people write them: typed cells, ISO, day first, month names, serial numbers, years alone, words.

An impossible date never rolls over, an ambiguous one is never guessed, and no day is invented for a year.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.importing.fields.reading import Reading, error, fold, notice, question, says_nothing, unformula
from services.importing.sheets import Cell

MIN_AGE, MAX_AGE = 14, 90
"""Ages a birth date may give on the reading day; also decides the century of a two-digit year."""
SERIAL_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial dates (Excel, 1900 system, after its false leap day)."""
FIRST_SERIAL, LAST_SERIAL = 7306, 73050
"""1 January 1920 and 31 December 2099 as serial numbers."""

_MONTHS = (
    ("янв", "студз", "jan"), ("фев", "лют", "feb"), ("мар", "сакав", "mar"), ("апр", "красав", "apr"),
    ("мая", "май", "мае", "трав", "трау", "may"),
    ("июн", "чэрв", "jun"), ("июл", "липен", "jul"), ("авг", "жни", "aug"), ("сен", "верас", "sep"), ("окт", "кастр", "oct"),
    ("ноя", "листап", "nov"), ("дек", "снеж", "dec"),
)  # fmt: skip
_AT_ONCE = re.compile(
    r"^(?:сразу|адразу|немедленно|неадкладна|сейчас|зараз|хоть сейчас|immediately|now|at once|asap|в любое время|у любы час)\b"
)
_AFTER_RELEASE = re.compile(r"(?:после|пасля|по|after)\s+(?:освобожд|вызвал|release)")
_RELATIVE = re.compile(
    r"понедельник|панядзел|вторник|аутор|сред[уы]|четверг|пятниц|суббот|воскрес|завтра|заутра|недел|тыдн|назад|тому|через|праз|скоро|хутка|"
    r"потом|потым|месяц|весн|лет[оа]м|осен|зим|monday|tomorrow|week|ago|next|после|пасля|после нового|вчера|учора|сегодня|сення"
)
_ISO = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})[\s.-]+([а-яa-z]{3,})[\s.,-]+(\d{4}|\d{2})(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(?:(\d{1,2})[./-](\d{4})|(?:([а-яa-z]{3,})\s+(\d{4})))(?!\d)")
_YEAR = re.compile(r"^(?:в\s+|у\s+)?((?:19|20)\d{2})\s*(?:г|год|года|годзе|г\.р|г р)?\.?$")


@dataclass(frozen=True, slots=True)
class BirthValue:
    """A birth date, or the year alone."""

    day: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class AvailableValue:
    """First possible day. derived: taken from another fact, not written."""

    day: date | None = None
    derived: bool = False


def read_date(cell: Cell, as_of: date, *, birth: bool = False) -> Reading[date]:
    """Read one full date. birth decides the century of a two-digit year by working age, else this century."""
    if isinstance(cell.value, datetime):
        return Reading(cell.value.date())
    if isinstance(cell.value, date):
        return Reading(cell.value)
    text = fold(unformula(cell))
    if says_nothing(text):
        return Reading()
    serial = _serial(cell, text)
    if serial is not None:
        return Reading(serial, (notice("date_from_serial", cell, read=serial.isoformat()),))
    for pattern, reader in ((_ISO, _from_iso), (_NAMED, _from_name), (_DAY_FIRST, _from_numbers)):
        match = pattern.search(text)
        if match:
            return reader(match, cell, as_of, birth)
    if _YEAR.match(text):
        return Reading(None, (question("date_year_only", cell, year=int(_YEAR.match(text).group(1))),))  # type: ignore[union-attr]
    if _MONTH_YEAR.search(text):
        return Reading(None, (question("date_month_only", cell),))
    if _RELATIVE.search(text):
        return Reading(None, (question("date_relative", cell),))
    return Reading(None, (error("date_unreadable", cell),))


def _serial(cell: Cell, text: str) -> date | None:
    number = cell.value if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) else None
    if number is None and re.fullmatch(r"\d{5}", text):
        number = int(text)
    if number is None or not FIRST_SERIAL <= number <= LAST_SERIAL:
        return None
    return SERIAL_EPOCH + timedelta(days=int(number))


def _made(year: int, month: int, day: int, cell: Cell) -> Reading[date]:
    try:
        return Reading(date(year, month, day))
    except ValueError:
        return Reading(None, (error("date_impossible", cell),))


def _from_iso(match: re.Match[str], cell: Cell, _as_of: date, _birth: bool) -> Reading[date]:
    year, month, day = (int(part) for part in match.groups())
    return _made(year, month, day, cell)


def _from_name(match: re.Match[str], cell: Cell, as_of: date, birth: bool) -> Reading[date]:
    month = month_number(match.group(2))
    if month is None:
        return Reading(None, (error("date_unreadable", cell),))
    return _with_century(int(match.group(1)), month, match.group(3), cell, as_of, birth)


def _from_numbers(match: re.Match[str], cell: Cell, as_of: date, birth: bool) -> Reading[date]:
    """Day first. Slashes are also used month first: read so only if nothing else is possible, asked if both are."""
    first, separator, second, year = int(match.group(1)), match.group(2), int(match.group(3)), match.group(4)
    if separator == "/" and first <= 12 and second <= 12 and first != second:
        return Reading(None, (question("date_ambiguous", cell, first=f"{first:02}.{second:02}", second=f"{second:02}.{first:02}"),))
    if first <= 12 < second <= 31:
        reading = _with_century(second, first, year, cell, as_of, birth)
        flagged = (question("date_month_first", cell, "confirm", read=reading.value.isoformat()),) if reading.value else ()
        return Reading(reading.value, reading.doubts + flagged)
    return _with_century(first, second, year, cell, as_of, birth)


def _with_century(day: int, month: int, year: str, cell: Cell, as_of: date, birth: bool) -> Reading[date]:
    if len(year) == 4:
        return _made(int(year), month, day, cell)
    if not birth:
        return _made(2000 + int(year), month, day, cell)
    centuries = [century + int(year) for century in (1900, 2000) if MIN_AGE <= as_of.year - (century + int(year)) <= MAX_AGE]
    if len(centuries) != 1:
        return Reading(None, (question("date_two_digit_year", cell),))
    reading = _made(centuries[0], month, day, cell)
    if reading.value is None:
        return reading
    return Reading(reading.value, (notice("date_two_digit_year", cell, "confirm", read=reading.value.isoformat()),))


def month_number(word: str) -> int | None:
    """Number of a month named in Russian, Belarusian or English, in any case form."""
    folded = fold(word)
    return next((number for number, stems in enumerate(_MONTHS, start=1) if folded.startswith(stems)), None)


def read_birth(cell: Cell, as_of: date) -> Reading[BirthValue]:
    """Read a birth date, or the year alone; a day is never added to a year."""
    text = fold(unformula(cell))
    year = _YEAR.match(text)
    if year:
        known = int(year.group(1))
        if not MIN_AGE <= as_of.year - known <= MAX_AGE:
            return Reading(None, (error("birth_implausible", cell),))
        return Reading(BirthValue(None, known), (question("birth_year_only", cell, year=known),))
    reading = read_date(cell, as_of, birth=True)
    if reading.value is None:
        return Reading(None, reading.doubts)
    if not MIN_AGE <= as_of.year - reading.value.year <= MAX_AGE:
        return Reading(None, (*reading.doubts, error("birth_implausible", cell)))
    return Reading(BirthValue(reading.value, reading.value.year), reading.doubts)


def read_available(cell: Cell, as_of: date, released_on: date | None) -> Reading[AvailableValue]:
    """Read the first possible day: a date, "at once" (the reading day) or "after release" (the release date, marked as derived)."""
    text = fold(cell.text)
    if _AT_ONCE.match(text):
        return Reading(AvailableValue(as_of, derived=True))
    if _AFTER_RELEASE.search(text):
        if released_on is None:
            return Reading(None, (question("available_after_unknown_release", cell),))
        return Reading(AvailableValue(released_on, derived=True), (notice("available_from_release", cell, read=released_on.isoformat()),))
    reading = read_date(cell, as_of)
    if reading.value is None:
        return Reading(None, reading.doubts)
    return Reading(AvailableValue(reading.value), reading.doubts)


def read_until(text: str, as_of: date) -> Reading[date]:
    """Read the last day of a ban from free words: a full date, a month (its last day) or a year (31 December), flagged."""
    folded = fold(text)
    cell = Cell(text, text)
    if _ISO.search(folded) or _DAY_FIRST.search(folded) or _NAMED.search(folded):
        return read_date(cell, as_of)
    month = _MONTH_YEAR.search(folded)
    if month:
        number = int(month.group(1)) if month.group(1) else month_number(month.group(3))
        year = int(month.group(2) or month.group(4))
        if number is not None and 1 <= number <= 12:
            last = date(year, number, calendar.monthrange(year, number)[1])
            return Reading(last, (question("until_month_only", text, "confirm", read=last.isoformat()),))
    year_only = re.search(r"(?<!\d)(20\d{2})(?!\d)", folded)
    if year_only:
        last = date(int(year_only.group(1)), 12, 31)
        return Reading(last, (question("until_year_only", text, "confirm", read=last.isoformat()),))
    return Reading()
