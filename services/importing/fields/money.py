"""Amounts: pay with spaces, decimal commas, units and ranges; kilometres, counts, rates, years, grades.

No figure is put where words stand, and an hourly pay is never read as a monthly one.
"""

import re
from dataclasses import dataclass

from services.importing.fields.reading import Reading, error, fold, notice, question, says_nothing, unformula
from services.importing.sheets import Cell

LEAST_MONTHLY_BYN = 100.0
"""Below this a figure without a unit is no monthly pay of any post in Belarus (the minimum wage of a tenth of a post is 86)."""
MOST_MONTHLY_BYN = 50_000.0

_NUMBER = re.compile(r"\d+(?:[\s\u00a0\u202f\u2009']\d{3})*(?:[.,]\d+)?")
_HOURLY = re.compile(r"час|/\s*ч\b|гадзин|hour|/\s*h\b")
_DAILY = re.compile(r"смен|змен|за день|в день|у дзень|/\s*день|сутк|per day|shift")
_NEGOTIABLE = re.compile(r"договор|дамоул|negotiab|собеседован|гутарк|по итогам")
_FOREIGN = re.compile(r"\$|€|usd|eur|rub|долл|далар|евро|эура|росс|рас\.? руб")
_GROUPED = re.compile(r"^\d{1,3}[.,]\d{3}$")


@dataclass(frozen=True, slots=True)
class PayValue:
    """Roubles. upper: the end of a range, None if a single figure. period: month, shift or hour."""

    amount: float
    upper: float | None = None
    period: str = "month"


def _numbers(text: str) -> list[float]:
    found = []
    for match in _NUMBER.findall(text):
        bare = re.sub(r"[\s\u00a0\u202f\u2009']", "", match)
        bare = bare.replace(".", "").replace(",", "") if _GROUPED.match(bare) else bare.replace(",", ".")
        found.append(float(bare))
    return found


def read_pay(cell: Cell) -> Reading[PayValue]:
    """Read pay in roubles: "1 200,00 руб.", "1000-1200" (the lower counts), "7,50 руб./час" (hourly)."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _checked(PayValue(float(cell.value)), cell)
    text = fold(unformula(cell)).replace("\u00a0", " ")
    if says_nothing(text):
        return Reading()
    if _NEGOTIABLE.search(text):
        return Reading(None, (question("pay_negotiable", cell),))
    if _FOREIGN.search(text):
        return Reading(None, (question("pay_currency", cell),))
    numbers = [number * (1000 if re.search(r"\d\s*тыс", text) and number < 100 else 1) for number in _numbers(text)]
    if not numbers:
        return Reading(None, (question("pay_not_a_number", cell),))
    if len(numbers) > 2:
        return Reading(None, (question("pay_unclear", cell),))
    period = "hour" if _HOURLY.search(text) else "shift" if _DAILY.search(text) else "month"
    if len(numbers) == 1:
        return _checked(PayValue(numbers[0], None, period), cell)
    if numbers[0] > numbers[1]:
        return Reading(None, (question("pay_unclear", cell),))
    reading = _checked(PayValue(numbers[0], numbers[1], period), cell)
    flagged = (notice("pay_range", cell, lower=numbers[0], upper=numbers[1]),) if reading.value else ()
    return Reading(reading.value, reading.doubts + flagged)


def _checked(pay: PayValue, cell: Cell) -> Reading[PayValue]:
    if pay.amount <= 0:
        return Reading(None, (error("pay_not_positive", cell),))
    if pay.period != "month":
        return Reading(pay, (question("pay_not_monthly", cell, "confirm", period=pay.period, amount=pay.amount),))
    if pay.amount < LEAST_MONTHLY_BYN:
        return Reading(None, (question("pay_period_unknown", cell, amount=pay.amount),))
    if pay.amount > MOST_MONTHLY_BYN:
        return Reading(None, (question("pay_too_large", cell, amount=pay.amount),))
    return Reading(pay)


def read_km(cell: Cell) -> Reading[float]:
    """Read kilometres: "15 км", "до 30". Minutes and words are asked."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return Reading(float(cell.value)) if 0 <= cell.value <= 1000 else Reading(None, (error("km_implausible", cell),))
    text = fold(unformula(cell))
    if not text:
        return Reading()
    numbers = _numbers(text)
    if len(numbers) != 1 or re.search(r"мин|хв|min|час|гадз|hour", text):
        return Reading(None, (question("km_unclear", cell),))
    return Reading(numbers[0]) if numbers[0] <= 1000 else Reading(None, (error("km_implausible", cell),))


def read_count(cell: Cell, code: str, least: int = 1, most: int = 10_000) -> Reading[int]:
    """Read a whole number between least and most; `code` names the doubt."""
    text = fold(unformula(cell))
    if says_nothing(text):
        return Reading()
    numbers = _numbers(text)
    if len(numbers) != 1 or not numbers[0].is_integer() or text.startswith(("-", "−")) or not least <= numbers[0] <= most:
        return Reading(None, (error(code, cell, least=least, most=most),))
    return Reading(int(numbers[0]))


def read_grade(cell: Cell) -> Reading[int]:
    """Read a разряд, 1 to 8. Of a range ("4-5") the lower is the minimum."""
    text = fold(unformula(cell))
    if says_nothing(text):
        return Reading()
    span = re.fullmatch(r"([1-8])\s*[-–—/]\s*([1-8])\D*", text)
    if span:
        lower = min(int(span.group(1)), int(span.group(2)))
        return Reading(lower, (notice("grade_range", cell, read=lower),))
    single = re.fullmatch(r"\D*([1-8])(?:\.0)?(?:\s*-?(?:й|ый|ий|ага))?\D*", text)
    return Reading(int(single.group(1))) if single else Reading(None, (error("grade_unreadable", cell),))


def read_years(cell: Cell) -> Reading[float]:
    """Read years of experience asked for: "2", "от 2 лет", "6 мес." is half a year, "без опыта" is none."""
    text = fold(unformula(cell))
    if not text:
        return Reading()
    if says_nothing(text) or re.search(r"без опыт|без вопыт|no experience|не треб", text):
        return Reading(0.0)
    numbers = _numbers(text)
    if not numbers or len(numbers) > 2:
        return Reading(None, (question("years_unclear", cell),))
    years = numbers[0] / 12 if re.search(r"мес|month", text) else numbers[0]
    return Reading(years) if years <= 50 else Reading(None, (question("years_unclear", cell),))


def read_rate(cell: Cell) -> Reading[float]:
    """Read a part of a full post: "0,5", "1", "полставки". More than two posts are an error."""
    text = fold(unformula(cell))
    if says_nothing(text):
        return Reading()
    if re.search(r"пол\s?ставк|поустау|half", text):
        return Reading(0.5)
    if re.search(r"полн|поун|full", text) and not _numbers(text):
        return Reading(1.0)
    numbers = _numbers(text)
    if len(numbers) != 1 or not 0 < numbers[0] <= 2:
        return Reading(None, (error("rate_unreadable", cell),))
    return Reading(numbers[0])
