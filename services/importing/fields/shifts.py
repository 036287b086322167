"""Shifts a person accepts and the hours of a vacancy: words, cycles and windows into codes and minutes.

Only what is written is read. A window that ends the next day ends after 1440.
"""

import re
from dataclasses import dataclass

from matcher.types import SHIFT_CODES, WorkHours
from services.importing.fields.reading import Reading, fold, notice, question, unformula, unique
from services.importing.sheets import Cell

EVENING_FROM, NIGHT_FROM = 14 * 60, 19 * 60
"""A window that starts from 14:00 is an evening shift, from 19:00 or before 5:00 a night shift (Labour Code art. 117: night is 22–6)."""
NIGHT_BEFORE = 5 * 60
LATE_END, EARLY_START = 20 * 60, 9 * 60

_ANY = re.compile(r"люб[аоы]|усе\b|все\b|\bany\b|\ball\b|без разницы|все равно|усе роуна|якая хочаш|абы якая")
_ROTATING = re.compile(
    r"rotating|(?:3|три|тры|трех|трох)\s*-?\s*(?:смен|змен|shift)|сменный|зменны|посменн|пазменн|скользящ|слизгальн|чередован|3-сменн|трехсмен"
)
_AWAY = re.compile(r"вахт|rotation(?:_away)?\b(?!.*\bh:)|командиров|камандзиро|\b(?:15/15|30/30|20/10|14/14)\b")
_TWO = re.compile(r"(?:2|две|дзве|двух)\s*-?\s*(?:смен|змен|shift)|двухсмен")
_ONE = re.compile(r"(?:1|одна|адна)\s*-?\s*(?:смен|змен|shift)|перв\w* смен|першая змен|односмен|mon-|пн\s?[-–]|5/2|6/1|5 через 2")
_AROUND = re.compile(r"сут(?:ки|оч)|24\s*час|суткав|сутки через|24/72|24/48")
_WORDS: tuple[tuple[str, str], ...] = (
    ("day", r"\bday\b|день|дзень|дневн|дзенн|утр|раниц|раниш"),
    ("evening", r"\bevening\b|вечер|вячэр|вечар"),
    ("night", r"\bnight\b|ноч"),
)
_NOT_NIGHT = re.compile(r"(?:кроме|без|не|акрамя|no)\s+(?:в\s+)?(?:ноч|night)|ноч\w*\s+(?:нельзя|нет|нельга|не могу|не магу)")
_WINDOW = re.compile(
    r"(?<![\d/])(?:с\s+|з\s+|from\s+)?(\d{1,2})(?:[:.]([0-5]\d))?(?:\s*ч\w*\.?)?\s*(-|–|—|−|до|да|to|по)\s*(\d{1,2})(?:[:.]([0-5]\d))?(?![\d/.])"
)


@dataclass(frozen=True, slots=True)
class ScheduleValue:
    """Shift codes a vacancy needs (None if they are not clear) and its working windows."""

    shifts: tuple[str, ...] | None = None
    hours: tuple[WorkHours, ...] = ()


def read_shifts(cell: Cell) -> Reading[tuple[str, ...]]:
    """Read the shifts a person accepts. None where unclear: then a rule asks instead of passing."""
    text = fold(unformula(cell))
    tokens = [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
    if not tokens:
        return Reading()
    if all(token in SHIFT_CODES for token in tokens):
        return Reading(unique(tokens))
    if _AROUND.search(text):
        return Reading(None, (question("shift_around_the_clock", cell),))
    if _ANY.search(text):
        return Reading(SHIFT_CODES, (question("shift_any", cell, "confirm"),))
    refused = bool(_NOT_NIGHT.search(text))
    bare = _NOT_NIGHT.sub(" ", text)
    found = [code for code, pattern in _WORDS if re.search(pattern, bare)]
    found += ["rotating"] * bool(_ROTATING.search(text)) + ["rotation_away"] * bool(_AWAY.search(text))
    if refused and not found:
        found = ["day", "evening"]
    if not found:
        return Reading(None, (question("shift_unclear", cell),))
    if refused or re.search(r"утр|раниц", text):
        return Reading(unique(found), (question("shift_from_words", cell, "confirm", read=";".join(unique(found))),))
    return Reading(unique(found))


def read_windows(text: str) -> tuple[WorkHours, ...]:
    """Read every working window of a text ("07:00-15:30 / 15:30-24:00", "с 6.00 до 14.00"). Bare hours need two plausible numbers."""
    windows = []
    for match in _WINDOW.finditer(fold(text)):
        first, first_minutes, _, second, second_minutes = match.groups()
        start, end = int(first) * 60 + int(first_minutes or 0), int(second) * 60 + int(second_minutes or 0)
        bare = first_minutes is None and second_minutes is None
        if start >= 1440 or end > 1440 or (bare and not (4 <= int(first) <= 23 and abs(end - start) >= 180)):
            continue
        windows.append(WorkHours(start, end if end > start else end + 1440))
    return tuple(dict.fromkeys(windows))


def shifts_of(window: WorkHours) -> tuple[str, ...]:
    """Name the shifts of one window. A day that lasts into the evening (after 20:00, or until 20:00 from mid-morning) is both."""
    start, end = window.start_minute, window.end_minute
    if start >= NIGHT_FROM or start < NIGHT_BEFORE:
        return ("night",)
    if start >= EVENING_FROM:
        return ("evening",)
    late = end > LATE_END or (end == LATE_END and start > EARLY_START)
    return ("day", "evening") if late else ("day",)


def _by_hours(windows: tuple[WorkHours, ...]) -> tuple[str, ...]:
    return unique(shift for window in windows for shift in shifts_of(window))


def read_schedule(cell: Cell) -> Reading[ScheduleValue]:
    """Read a vacancy's schedule: "Mon-Fri 08:00-17:00", "2/2 20:00-06:00", "3 shifts", "Вахта 15/15", "Две смены"."""
    text = fold(unformula(cell))
    if not text:
        return Reading()
    hours = read_windows(text)
    if _AROUND.search(text):
        return Reading(ScheduleValue(("night",), hours), (question("schedule_around_the_clock", cell, "confirm"),))
    if _AWAY.search(text) and not re.search(r"rotating", text):
        return Reading(ScheduleValue(("rotation_away",), hours))
    named = [code for code, pattern in _WORDS if re.search(pattern, text)]
    if _ROTATING.search(text):
        return _rotating(cell, text, hours, named)
    if hours:
        return Reading(ScheduleValue(_by_hours(hours), hours))
    if _TWO.search(text):
        return Reading(ScheduleValue(tuple(named) or ("day", "evening")), (question("schedule_two_shifts", cell, "confirm"),))
    if named:
        return Reading(ScheduleValue(tuple(named)))
    if _ONE.search(text):
        return Reading(ScheduleValue(("day",)))
    return Reading(None, (question("schedule_unclear", cell),))


def _rotating(cell: Cell, text: str, hours: tuple[WorkHours, ...], named: list[str]) -> Reading[ScheduleValue]:
    """ "Сменный" alone does not say whether nights are worked, so it is asked; three shifts and "rotating" do."""
    if re.search(r"rotating|(?:3|три|тры|трех)\s*-?\s*(?:смен|змен|shift)|3-сменн|трехсмен", text) or "night" in named:
        return Reading(ScheduleValue(("rotating",), hours))
    if hours:
        return Reading(ScheduleValue(_by_hours(hours), hours))
    return Reading(ScheduleValue(None), (question("schedule_shifts_unclear", cell),))


def combine(first: Reading[ScheduleValue], second: Reading[ScheduleValue], cell: Cell) -> Reading[ScheduleValue]:
    """Join the schedule column with what the conditions say. Where they contradict, the later shift counts and a person is asked."""
    one, two = first.value, second.value
    if two is None or two.shifts is None:
        return Reading(ScheduleValue(one.shifts if one else None, (one.hours if one else ()) + (two.hours if two else ())), first.doubts)
    if one is None or one.shifts is None:
        shifts = ("rotating",) if one is not None and "night" in two.shifts else two.shifts
        return Reading(ScheduleValue(shifts, two.hours), (notice("schedule_from_conditions", cell, read=";".join(shifts)),))
    if set(two.shifts) == set(one.shifts):
        return Reading(ScheduleValue(one.shifts, one.hours + two.hours), ())
    shifts = ("rotation_away",) if "rotation_away" in two.shifts else tuple(code for code in SHIFT_CODES if code in two.shifts)
    return Reading(
        ScheduleValue(shifts, two.hours or one.hours),
        (question("schedule_contradiction", cell, "ask", first=";".join(one.shifts), second=";".join(two.shifts)),),
    )
