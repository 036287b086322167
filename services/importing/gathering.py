"""Collecting what the parsers of one row say: values go on, doubts get their column, doubtful cells keep their text."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from services.importing.fields.person import tidy
from services.importing.fields.reading import Reading, question
from services.importing.rows import Doubt, Severity
from services.importing.sheets import Cell, SourceRow

T = TypeVar("T")


class Gathering:
    """The doubts of one row while it is read. Not for use after the row is made."""

    def __init__(self, source: SourceRow) -> None:
        self.source = source
        self.doubts: list[Doubt] = []
        self.raw: dict[str, str] = {}

    def cell(self, column: str) -> Cell:
        """Give the cell of a column, blank if there is none."""
        return self.source.cell(column)

    def text(self, column: str) -> str:
        """Give a free text as written, but for spaces at its ends and doubled inside."""
        return tidy(self.source.cell(column).text)

    def take(self, column: str, reading: Reading[T]) -> T | None:
        """Keep the doubts of a reading under its column and hand on the value."""
        self.add(column, reading.doubts)
        return reading.value

    def read(self, column: str, parser: Callable[[Cell], Reading[T]]) -> T | None:
        """Parse the cell of a column; see `take`."""
        return self.take(column, parser(self.source.cell(column)))

    def add(self, column: str, doubts: Iterable[Doubt]) -> None:
        """Keep doubts under a column, with the cell as written."""
        for each in doubts:
            self.doubts.append(replace(each, column=column))
            self.raw.setdefault(column, self.source.cell(column).text)


def check_width(gathering: Gathering, n_titles: int) -> None:
    """Refuse a record with more filled cells than titles: its cells have shifted, so no column can be trusted. Flag formulas."""
    source = gathering.source
    beyond = [text for text in source.texts[n_titles:] if text.strip()]
    if beyond:
        gathering.doubts.append(
            Doubt("row_too_long", Severity.ERROR, " | ".join(beyond), {"cells": len(source.texts)}, "check_delimiter", fatal=True)
        )
    for column, cell in source.cells.items():
        if cell.formula and column != "phone":
            gathering.add(column, [question("formula_not_evaluated", cell.text, "confirm")])
