"""Reading a table, CSV or XLSX, into rows of named cells.

Here live finding the header by its content, skipping title, blank and total rows, and numbering rows as the person sees them. Must not
understand what a cell means (that is `fields`), evaluate a formula, or lose a row without saying so.
"""

import csv
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.importing.decoding import format_of, readings
from services.importing.errors import TableRefused
from services.importing.headers import map_titles

HEADER_WITHIN = 40
"""Rows searched for the header: letters and lists rarely have longer covers."""
MIN_COLUMNS = 3
MAX_ROWS = 250_000
MAX_COLUMNS = 300
DELIMITERS = (";", ",", "\t", "|")
_TOTAL = re.compile(r"^\s*(итого|всего|разам|усяго|total|ўсяго)\b", re.IGNORECASE)
_DAMAGED = (
    zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, ParseError, zlib.error,
    OSError, RuntimeError, NotImplementedError,
)  # fmt: skip

Value = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: value as stored (typed in a workbook, text in CSV) and text as a person reads it. formula: it was one, not evaluated."""

    value: Value = None
    text: str = ""
    formula: bool = False

    @property
    def blank(self) -> bool:
        """Nothing but spaces."""
        return not self.text.strip()


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of the file: number as the person sees it, cells by our column names, and every text as written."""

    number: int
    cells: Mapping[str, Cell]
    texts: tuple[str, ...]

    def cell(self, column: str) -> Cell:
        """Give the cell of a column, an empty one if the file has no such column."""
        return self.cells.get(column, EMPTY)


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no record. reason: title, header, blank or total."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A read file. titles: the header as written; columns: position → our name; total: the number a total row states, None if none."""

    kind: str
    rows: tuple[SourceRow, ...]
    titles: tuple[str, ...]
    columns: Mapping[int, str]
    header_row: int
    skipped: tuple[SkippedRow, ...] = ()
    sheet: str = ""
    sheets_not_read: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    total: int | None = None
    unknown_titles: tuple[str, ...] = field(default=())

    def has(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self.columns.values()


def read_table(path: Path, kind: str) -> Table:
    """Read a file of one kind ("candidates", "vacancies", "outcomes").

    Raises
    ------
    TableRefused
        with the code of `decoding.format_of`, or `header_not_found`, `quote_not_closed`, `file_damaged`, `too_many_rows`, `no_rows`.

    """
    return read_content(path.read_bytes(), kind)


def read_content(content: bytes, kind: str) -> Table:
    """Read the bytes of a file; see `read_table`."""
    table = _read_workbook(content, kind) if format_of(content) == "xlsx" else _read_text(content, kind)
    if not table.rows:
        raise TableRefused("no_rows", {"header_row": table.header_row})
    return table


def _read_workbook(content: bytes, kind: str) -> Table:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that are not read anyway
            book = load_workbook(BytesIO(content), read_only=True, data_only=False)
            sheets = [(sheet.title, list(_sheet_rows(sheet))) for sheet in book.worksheets]
    except _DAMAGED as error:
        raise TableRefused("file_damaged") from error
    for name, rows in sheets:
        header = _find_header(rows, kind)
        if header is not None:
            others = tuple(other for other, content_rows in sheets if other != name and content_rows)
            return _table(kind, rows, header, sheet=name, sheets_not_read=others)
    raise TableRefused("header_not_found", {"sheets": len(sheets)})


def _sheet_rows(sheet: object) -> Iterator[list[Cell]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # the stated size of a sheet may be wrong
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        if number > MAX_ROWS:
            raise TableRefused("too_many_rows", {"limit": MAX_ROWS})
        yield [_cell(cell.value, formula=cell.data_type == "f") for cell in row[:MAX_COLUMNS]]


def _cell(value: object, *, formula: bool) -> Cell:
    if value is None:
        return EMPTY
    if formula:
        text = str(getattr(value, "text", value))
        return Cell(text, text, formula=True)
    if isinstance(value, datetime):
        return Cell(value.date(), value.date().isoformat()) if value.time() == time() else Cell(value, value.isoformat(" "))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int | float | bool | date | time):
        return Cell(value, str(value))
    return Cell(str(value), str(value))


def _text_cell(text: str) -> Cell:
    """Make a cell of a CSV text, without the apostrophe that our own export puts before a sign (see `rejected.neutral`)."""
    bare = text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text
    return Cell(bare, bare)


def _read_text(content: bytes, kind: str) -> Table:
    for text, encoding in readings(content):
        delimiter = _delimiter(text, kind)
        if delimiter is None:
            continue
        rows = _parse(text, delimiter, strict=True)
        header = _find_header(rows, kind)
        if header is not None:
            return _table(kind, rows, header, encoding=encoding.removesuffix("-sig"), delimiter=delimiter, by_record=True)
    raise TableRefused("header_not_found")


def _delimiter(text: str, kind: str) -> str | None:
    """Find the separator with which most titles are known, or None if none gives a header."""
    best, best_found = None, 0
    for delimiter in DELIMITERS:
        head = _parse(text[:200_000], delimiter, strict=False)[:HEADER_WITHIN]
        header = _find_header(head, kind)
        found = len(map_titles([cell.text for cell in head[header]], kind)) if header is not None else 0
        if found > best_found:
            best, best_found = delimiter, found
    return best


def _parse(text: str, delimiter: str, *, strict: bool) -> list[list[Cell]]:
    """Split into records. An unclosed quote would swallow rows, so it is refused; looser quoting is read as Excel reads it."""
    rows: list[list[Cell]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    try:
        for record in reader:
            if len(rows) > MAX_ROWS:
                raise TableRefused("too_many_rows", {"limit": MAX_ROWS})
            rows.append([_text_cell(value) if value else EMPTY for value in record[:MAX_COLUMNS]])
    except csv.Error as error:
        if not strict:
            return rows
        if "unexpected end" in str(error) or "field larger" in str(error):
            raise TableRefused("quote_not_closed", {"row": len(rows)}) from error
        return _parse_loosely(text, delimiter)
    return rows


def _parse_loosely(text: str, delimiter: str) -> list[list[Cell]]:
    rows = _parse(text, delimiter, strict=False)
    # Without strictness an unclosed quote is not reported; a record with many line breaks inside one cell is its trace.
    for number, row in enumerate(rows):
        if any(cell.text.count("\n") > 20 for cell in row):
            raise TableRefused("quote_not_closed", {"row": number})
    return rows


def _find_header(rows: Sequence[Sequence[Cell]], kind: str) -> int | None:
    """Find the first row of which most filled cells, and at least three, are titles we know."""
    best, best_found = None, MIN_COLUMNS - 1
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        titles = [cell.text for cell in row if not cell.blank]
        if len(titles) < MIN_COLUMNS:
            continue
        found = len(map_titles(titles, kind))
        if found > best_found and found * 2 >= len(titles):
            best, best_found = index, found
    return best


def _table(
    kind: str,
    rows: Sequence[Sequence[Cell]],
    header: int,
    *,
    sheet: str = "",
    sheets_not_read: tuple[str, ...] = (),
    encoding: str = "",
    delimiter: str = "",
    by_record: bool = False,
) -> Table:
    titles = tuple(cell.text for cell in rows[header])
    columns = map_titles(titles, kind)
    skipped = [SkippedRow(number, _cover(rows[number - 1])) for number in range(1, header + 1)] + [SkippedRow(header + 1, "header")]
    records: list[SourceRow] = []
    blanks: list[int] = []
    total: int | None = None
    for number, row in _numbered(rows, header, by_record=by_record):
        if all(cell.blank for cell in row):
            blanks.append(number)
            continue
        skipped += [SkippedRow(blank, "blank") for blank in blanks]
        blanks = []
        if _is_total(row):
            skipped.append(SkippedRow(number, "total"))
            total = next((int(each) for cell in row for each in re.findall(r"\d+", cell.text)), total)
            continue
        cells = {column: row[position] for position, column in columns.items() if position < len(row)}
        records.append(SourceRow(number, cells, tuple(cell.text for cell in row)))
    unknown = tuple(title for position, title in enumerate(titles) if title.strip() and position not in columns)
    return Table(
        kind, tuple(records), titles, columns, header + 1, tuple(skipped), sheet, sheets_not_read, encoding, delimiter, total, unknown
    )


def _cover(row: Iterable[Cell]) -> str:
    return "blank" if all(cell.blank for cell in row) else "title"


def _numbered(rows: Sequence[Sequence[Cell]], header: int, *, by_record: bool) -> Iterator[tuple[int, Sequence[Cell]]]:
    """In a workbook a row has its own number; in CSV, where line breaks may stand in cells, records after the header are counted."""
    record = 0
    for index in range(header + 1, len(rows)):
        if not by_record:
            yield index + 1, rows[index]
        else:
            record += any(not cell.blank for cell in rows[index])
            yield record, rows[index]


def _is_total(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if not cell.blank]
    return len(filled) <= MIN_COLUMNS and bool(_TOTAL.match(filled[0].text))
