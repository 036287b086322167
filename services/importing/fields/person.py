"""Who: names, telephones; and the number that names an employer.

Nothing here compares people; that is `duplicates`.
"""

import re
from dataclasses import dataclass

from services.importing.fields.reading import Reading, error, notice, question, says_nothing, unformula
from services.importing.sheets import Cell

MOST_PHONES = 4

UNP_WEIGHTS = (29, 23, 19, 17, 13, 7, 5, 3)
"""Weights of the check digit of an УНП (payer's number), modulo 11; Ministry of Taxes and Duties of Belarus."""


@dataclass(frozen=True, slots=True)
class NameValue:
    """A person's name in parts; patronymic may be an initial."""

    surname: str = ""
    given_name: str = ""
    patronymic: str = ""


def tidy(text: str) -> str:
    """Trim and join spaces of every kind into one; line breaks stay. Characters no database stores (NUL, lone surrogates) go."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", text)
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


def read_name(cell: Cell) -> Reading[NameValue]:
    """Read "Surname Given Patronymic"; fewer parts are allowed, none is asked."""
    words = re.sub(r"\s+", " ", unformula(cell)).strip(" ,;").split(" ")
    words = [word for word in words if word]
    if not words:
        return Reading(None, (error("name_missing", cell),))
    if any(re.search(r"\d", word) for word in words):
        return Reading(NameValue(words[0], " ".join(words[1:2]), " ".join(words[2:])), (question("name_unclear", cell),))
    value = NameValue(words[0], words[1] if len(words) > 1 else "", " ".join(words[2:]))
    return Reading(value, (question("name_incomplete", cell),) if len(words) == 1 else ())


def read_phones(cell: Cell) -> Reading[tuple[str, ...]]:
    """Read telephone numbers as +375 and nine digits. A formula is flagged and its text taken; it is never evaluated."""
    doubts = [notice("phone_formula", cell, "confirm")] if cell.formula else []
    text = unformula(cell)
    if says_nothing(text):
        return Reading((), tuple(doubts))
    found: list[str] = []
    for part in re.split(r"[,;/\n]|\bили\b|\bабо\b", text):
        number = _phone(part)
        if number:
            found.append(number)
        elif re.search(r"\d", part):
            doubts.append(question("phone_unreadable", cell, number=part.strip()))
    if not found and not doubts:
        doubts.append(question("phone_unreadable", cell, number=text))
    numbers = tuple(dict.fromkeys(found))
    if len(numbers) > MOST_PHONES:
        doubts.append(question("phone_too_many", cell, kept=MOST_PHONES))
    return Reading(numbers[:MOST_PHONES], tuple(doubts))


def _phone(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    if len(digits) == 12 and digits.startswith("375"):
        return "+" + digits
    if len(digits) == 11 and digits.startswith("80"):
        return "+375" + digits[2:]
    if len(digits) == 9 and digits[:2] in {"29", "33", "44", "25", "15", "16", "17", "21", "22", "23"}:
        return "+375" + digits
    if text.strip().startswith("+") and 10 <= len(digits) <= 15 and not digits.startswith("375"):
        return "+" + digits
    return None


def check_digit(serial: str) -> int | None:
    """Check digit of the first eight digits of an УНП; None if no number can begin so."""
    rest = sum(int(digit) * weight for digit, weight in zip(serial, UNP_WEIGHTS, strict=True)) % 11
    return None if rest == 10 else rest


def read_unp(cell: Cell) -> Reading[str]:
    """Read an employer's УНП: nine digits with a valid check digit, spaces allowed. A wrong one is an error and never linked."""
    text = re.sub(r"[\s\u00a0-]", "", unformula(cell))
    if says_nothing(text):
        return Reading()
    if not re.fullmatch(r"\d{9}", text):
        return Reading(None, (error("unp_length", cell, digits=len(re.sub(r"\D", "", text))),))
    if check_digit(text[:8]) != int(text[8]):
        return Reading(None, (error("unp_check_digit", cell),))
    return Reading(text)
