"""What every parser answers, and the folding they share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from matcher.answers import Parameter
from services.importing.rows import Doubt, Severity
from services.importing.sheets import Cell

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value, or None where nothing was stated or understood, and what a person should look at."""

    value: T | None = None
    doubts: tuple[Doubt, ...] = field(default=())


def fold(text: str) -> str:
    """Fold a cell for comparison with tables of words: case, ё/е, і/и, ў/у, spaces of every kind, final dots."""
    folded = text.casefold().replace("ё", "е").replace("і", "и").replace("ў", "у").replace("’", "'").replace("ʼ", "'")
    return re.sub(r"\s+", " ", folded).strip(" .,;")


def words_of(text: str) -> frozenset[str]:
    """Make a table of folded words of a text that separates them by |."""
    return frozenset(fold(word) for word in text.split("|"))


NOTHING = words_of(
    "нет|не|н|няма|немае|нету|ни|no|none|n/a|na|-|–|—|нет данных|не указано|отсутствует|отсутствуют|не имеет|не мае|не было|нет таких|"
    "без ограничений|нет ограничений|без абмежаванняў|не требуется|не нужно|не патрабуецца"
)
"""Words that say "nothing" in a list cell."""


def says_nothing(text: str) -> bool:
    """Whether a cell is blank or says "none" in one of the three languages."""
    folded = fold(text)
    return not folded or folded in NOTHING


def parts(text: str, separators: str = r"[;,\n/+]|\s+и\s+|\s+i\s+|\s+and\s+") -> list[str]:
    """Split a list cell and drop empty parts."""
    return [part.strip() for part in re.split(separators, text) if part.strip(" .")]


def unformula(cell: Cell) -> str:
    """Give the text of a cell; of a formula what stands after the sign, never its result."""
    return cell.text.lstrip("= ").strip() if cell.formula else cell.text.strip()


def doubt(code: str, severity: Severity, cell: Cell | str, remedy: str = "check", **parameters: Parameter) -> Doubt:
    """Build a doubt with the words as written."""
    return Doubt(code, severity, cell if isinstance(cell, str) else cell.text, parameters, remedy)


def error(code: str, cell: Cell | str, remedy: str = "correct", **parameters: Parameter) -> Doubt:
    """The field was left empty."""
    return doubt(code, Severity.ERROR, cell, remedy, **parameters)


def question(code: str, cell: Cell | str, remedy: str = "ask", **parameters: Parameter) -> Doubt:
    """A person must confirm or fill in."""
    return doubt(code, Severity.QUESTION, cell, remedy, **parameters)


def notice(code: str, cell: Cell | str, remedy: str = "none", **parameters: Parameter) -> Doubt:
    """Something was understood that was not quite written so."""
    return doubt(code, Severity.NOTICE, cell, remedy, **parameters)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Drop repeats, keep the order."""
    return tuple(dict.fromkeys(values))
