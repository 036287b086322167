"""What a person may not do: bans with an end date, home hours, health limits.

Codes are taken as they are; what is read from free words is marked for confirmation. Words that were not understood stay as an open
question, never as "no limit".
"""

import re
from datetime import date

from matcher.types import DUTY_CODES, HEALTH_LIMITS, HomeHours
from services.importing.fields.dates import read_until
from services.importing.fields.reading import Reading, error, fold, notice, question, says_nothing, unformula, unique
from services.importing.rows import BanValue, Doubt
from services.importing.sheets import Cell

_DUTIES: tuple[tuple[str, str], ...] = (
    ("works_with_children", r"дет[ьияс]|ребен|несовершен|непаунал|дзец|дзяц|child|педагог"),
    ("alcohol_sale", r"алког|алкаг|спиртн|alcohol"),
    ("handles_cash", r"касс|\bкас[аеуы]|наличн|гатоук|деньг|денежн|грош|cash"),
    ("material_liability", r"материальн|матэрыяльн|liabilit|тмц"),
    (
        "drives_vehicle",
        r"управлен\w* (?:тс|транспорт|авто)|вожден|за рул|за стырн|водител|вадзицел|кираван|driv|право управлен|прав[оа]? управ",
    ),
    ("medicines_access", r"лекарств|лекав|медикамент|наркот|фармац|medicin|препарат"),
    ("weapons", r"оруж|збро|weapon"),
    ("security_guarding", r"охран|ахов|ахоун|security|guard|сторож|вартаун"),
    ("personal_data", r"персональн|перс\.? данн|personal data|личн\w* данн"),
    ("state_service", r"госслуж|государствен\w* служб|дзяржаун\w* служб|state service"),
)
_HEALTH: tuple[tuple[str, str], ...] = (
    ("no_heights", r"высот|вышын|height"),
    ("max_lift_10kg", r"(?<!\d)10\s*(?:кг|kg)"),
    ("max_lift_20kg", r"(?<!\d)20\s*(?:кг|kg)"),
    ("no_night", r"ноч|night"),
    ("no_dust", r"пыл|dust"),
    ("no_chemicals", r"хим|хими|chemic|моющ|краск|растворител"),
    ("no_noise", r"шум|noise"),
    ("no_cold", r"холод|мороз|сквозн|скразн|переохлажд|cold"),
    ("seated_only", r"сидяч|сядзяч|только сидя|тольки седзяч|сидя\b|стоять|стаяць|seated|инвалидн\w* коляск"),
)
_HEALTHY = re.compile(r"^(?:здоров|здаров|норм|годен|практически здоров|без ограничени|противопоказаний нет|хорош|добра|healthy|ок\b|ok\b)")
_WINDOW = re.compile(r"(\d{1,2})(?:[:.\s-]([0-5]\d))?(?:\s*ч\w*)?\s*(?:-|–|—|−|до|да|to|по|па)\s*(\d{1,2})(?:[:.\s-]([0-5]\d))?(?!\d)")


def read_bans(cell: Cell, as_of: date) -> Reading[tuple[BanValue, ...]]:
    """Read `duty:date;…` or free words ("касса запрещена до 2027-03-01"). Unknown words give a ban without a duty and a question."""
    text = unformula(cell)
    if says_nothing(text):
        return Reading(())
    bans: list[BanValue] = []
    doubts: list[Doubt] = []
    for part in _ban_parts(text):
        ban, found = _ban(part, as_of)
        bans.append(ban)
        doubts += found
    return Reading(tuple(bans), tuple(doubts))


def _ban_parts(text: str) -> list[str]:
    """Split at semicolons and line breaks, and at commas between two dated bans."""
    parts = re.split(r"[;\n]|,\s*(?=[^\d,]*(?:до|да|until)\s)|(?<=\d),\s*(?=\D)", text)
    return [part.strip() for part in parts if part and part.strip()]


def _ban(part: str, as_of: date) -> tuple[BanValue, list[Doubt]]:
    code, _, until_text = part.partition(":")
    if code.strip().casefold() in DUTY_CODES:
        if not until_text.strip():
            return BanValue(code.strip().casefold(), None, confirmed=True, text=part), []
        until = read_until(until_text, as_of)
        failed = [error("ban_date_unreadable", part)] if until.value is None else []
        return BanValue(code.strip().casefold(), until.value, confirmed=until.value is not None, text=part), [*until.doubts, *failed]
    folded = fold(part)
    duty = next((duty for duty, pattern in _DUTIES if re.search(pattern, folded)), None)
    until = read_until(part, as_of)
    endless = re.search(r"бессроч|навсегда|пожизнен|бестэрм|назаусед|forever", folded)
    doubts = list(until.doubts)
    read = until.value.isoformat() if until.value else None
    if duty is None:
        doubts.append(question("ban_unclear", part, until=read))
    else:
        doubts.append(question("ban_from_text", part, "confirm", duty=duty, until=read))
        if until.value is None and not endless and not until.doubts:
            doubts.append(question("ban_without_end", part, duty=duty))
    return BanValue(duty, until.value, confirmed=False, text=part), doubts


def read_home_hours(cell: Cell) -> Reading[HomeHours]:
    """Read the hours a person must be home: "22-6", "23:00–05:00", "с 22 до 6". Any window is accepted."""
    text = unformula(cell)
    if says_nothing(text):
        return Reading()
    match = None if isinstance(cell.value, date) else _WINDOW.search(fold(text))
    if match is None:
        return Reading(None, (question("home_hours_unclear", cell),))
    start, end = int(match.group(1)) * 60 + int(match.group(2) or 0), int(match.group(3)) * 60 + int(match.group(4) or 0)
    if start > 1440 or end > 1440 or start % 1440 == end % 1440:
        return Reading(None, (question("home_hours_unclear", cell),))
    return Reading(HomeHours(start % 1440, end % 1440))


def read_health(cell: Cell) -> Reading[tuple[str, ...]]:
    """Read health limits: codes, or words with a question to confirm. None (unknown) where words gave no limit."""
    text = unformula(cell)
    if says_nothing(text) or _HEALTHY.match(fold(text)):
        return Reading(())
    tokens = [fold(part) for part in re.split(r"[;,\n]", text) if part.strip()]
    if all(token in HEALTH_LIMITS for token in tokens):
        return Reading(unique(tokens))
    folded = fold(text)
    found = unique([code for code in HEALTH_LIMITS if code in tokens] + [code for code, pattern in _HEALTH if re.search(pattern, folded)])
    if not found:
        return Reading(None, (question("health_unclear", cell),))
    return Reading(found, (notice("health_from_text", cell, "confirm", read=";".join(found)),))
