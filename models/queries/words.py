"""What somebody typed above a list whose lines name people and vacancies: which lines answer to it."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false

from models.queries.candidates import Visible, answering_to
from models.queries.vacancies import vacancy_answering_to

_NUMBER = re.compile(r"\s*(?:№|n|no\.?)?\s*(?:(\d{4})\s*[-/]\s*)?(\d{1,9})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Not blank. name_keys, named: as in CandidateFilter; people: False where lines tell nothing of the person, so no word finds them."""

    text: str
    name_keys: tuple[tuple[int, ...], ...] = ()
    named: Visible | None = None
    people: bool = True

    def person(self) -> ColumnElement[bool]:
        """Over candidate: the case reference, or the name as far as it may be asked about."""
        return answering_to(self.text, self.name_keys, self.named) if self.people else false()

    def vacancy(self) -> ColumnElement[bool]:
        """Over vacancy: title, number or employer."""
        return vacancy_answering_to(self.text)

    def number(self) -> tuple[int | None, int] | None:
        """(year if written, number) where the words are one, as it is printed or shorter: "№ 2026-000123", "123"."""
        found = _NUMBER.fullmatch(self.text)
        return None if found is None else (int(found[1]) if found[1] else None, int(found[2]))
