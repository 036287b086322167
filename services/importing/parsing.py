"""A whole file → typed rows, what to reject, and what may be entered twice. Nothing is stored here."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from services.importing.candidates import People
from services.importing.duplicates import Superseded, fold_employer, latest_of_each, newest_of_each
from services.importing.fields.reading import question
from services.importing.names import SIMILAR_FROM, name_similarity
from services.importing.report import ImportReport, RejectedRow, RowDoubt
from services.importing.rows import CandidateRow, Doubt, Severity, VacancyRow
from services.importing.sheets import SourceRow, Table, read_content
from services.importing.vacancies import Vacancies
from services.places import Places

PARSER_VERSION = 1
"""Part of every row's digest: raise it when the same cells are read differently, so that a new import reads them again."""

PROGRESS_EVERY = 200
Progress = Callable[[int, int], None]
Row = TypeVar("Row", CandidateRow, VacancyRow)

_LONGEST: Mapping[str, int] = {
    "reference": 64,
    "surname": 100,
    "given_name": 100,
    "patronymic": 100,
    "facility": 100,
    "organisation": 200,
    "employer": 300,
    "title": 300,
    "schedule": 300,
    "contact": 500,
    "sector": 64,
}
"""Longest texts the records hold; a longer one is a sign of shifted columns."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Row]):
    """Rows to store (kept), and the report so far. digests: row → digest of its cells, which tells a changed row from a known one."""

    table: Table
    kept: tuple[Row, ...]
    digests: Mapping[int, str]
    report: ImportReport


def parse_candidates(content: bytes, file_name: str, places: Places, as_of: date, progress: Progress | None = None) -> Parsed[CandidateRow]:
    """Read a file about people. Raises TableRefused when it is no table."""
    table = read_content(content, "candidates")
    people = People(table, places, as_of)
    rows = _read_all(table, people.read, progress)
    rows = _refuse_shared_references(rows, _another_person)
    return _parsed(table, content, file_name, rows, latest_of_each)


def parse_vacancies(content: bytes, file_name: str, places: Places, as_of: date, progress: Progress | None = None) -> Parsed[VacancyRow]:
    """Read a file about vacancies. Raises TableRefused when it is no table."""
    table = read_content(content, "vacancies")
    vacancies = Vacancies(table, places, as_of)
    rows = _read_all(table, vacancies.read, progress)
    rows = _refuse_shared_references(rows, _another_employer)
    return _parsed(table, content, file_name, rows, newest_of_each)


def digest_of(source: SourceRow) -> str:
    """SHA-256 of the cells by our columns: what is written, not what was understood, so that a later reading day changes nothing."""
    cells = {column: cell.text for column, cell in sorted(source.cells.items()) if column != "number" and not cell.blank}
    return hashlib.sha256(json.dumps([PARSER_VERSION, cells], ensure_ascii=True).encode("ascii")).hexdigest()


def _read_all(table: Table, read: Callable[[SourceRow], Row], progress: Progress | None) -> list[Row]:
    rows: list[Row] = []
    for done, source in enumerate(table.rows, start=1):
        rows.append(_short_enough(read(source)))
        if progress is not None and (done % PROGRESS_EVERY == 0 or done == len(table.rows)):
            progress(done, len(table.rows))
    return rows


def _short_enough(row: Row) -> Row:
    long: list[Doubt] = [
        Doubt("text_too_long", Severity.ERROR, str(getattr(row, name))[:80], {"limit": limit}, "shorten", name, fatal=True)
        for name, limit in _LONGEST.items()
        if len(getattr(row, name, None) or "") > limit
    ]
    return _doubted(row, *long) if long else row


def _doubted(row: Row, *more: Doubt) -> Row:
    doubts = row.doubts + more
    return replace(row, doubts=doubts)


def _refuse_shared_references(rows: list[Row], differ: Callable[[Row, Row], bool]) -> list[Row]:
    """One number for two different people or employers: nobody can tell whose it is, so none of the rows is stored."""
    by_reference: dict[str, list[Row]] = {}
    for row in rows:
        if row.reference:
            by_reference.setdefault(row.reference, []).append(row)
    torn = {
        reference: ", ".join(str(row.row) for row in group)
        for reference, group in by_reference.items()
        if len(group) > 1 and any(differ(group[0], other) for other in group[1:])
    }
    if not torn:
        return rows
    return [_doubted(row, _torn(row.reference, torn[row.reference])) if row.reference in torn and row.reference else row for row in rows]


def _torn(reference: str, numbers: str) -> Doubt:
    return Doubt("reference_of_another", Severity.ERROR, reference, {"rows": numbers}, "give_own_number", "reference", fatal=True)


def _another_person(one: CandidateRow, other: CandidateRow) -> bool:
    similar = name_similarity((one.surname, one.given_name), (other.surname, other.given_name)) >= SIMILAR_FROM
    return bool(one.surname and other.surname) and not similar and one.birth_date != other.birth_date


def _another_employer(one: VacancyRow, other: VacancyRow) -> bool:
    return one.unp != other.unp and fold_employer(one.employer) != fold_employer(other.employer)


def _parsed(
    table: Table,
    content: bytes,
    file_name: str,
    rows: Sequence[Row],
    newest: Callable[[Sequence[Row]], tuple[list[Row], tuple[Superseded, ...]]],
) -> Parsed[Row]:
    sources = {source.number: source for source in table.rows}
    bad = [row for row in rows if any(each.fatal for each in row.doubts)]
    rejected = tuple(RejectedRow(row.row, sources[row.row].texts, tuple(d for d in row.doubts if d.fatal)) for row in bad)
    refused = {row.row for row in bad}
    kept, superseded = newest([row for row in rows if row.row not in refused])
    doubts = [RowDoubt(row.row, row.reference, each) for row in rows for each in row.doubts]
    if table.total is not None and table.total != len(rows):
        doubts.insert(0, RowDoubt(0, None, question("total_differs", str(table.total), stated=table.total, read=len(rows))))
    report = ImportReport(
        kind=table.kind,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        n_read=len(rows),
        sheet=table.sheet,
        sheets_not_read=table.sheets_not_read,
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_row=table.header_row,
        columns={name: table.titles[position] for position, name in table.columns.items()},
        unknown_titles=table.unknown_titles,
        skipped=table.skipped,
        total_stated=table.total,
        doubts=tuple(doubts),
        rejected=rejected,
        superseded=superseded,
    )
    return Parsed(table, tuple(kept), {row.row: digest_of(sources[row.row]) for row in kept}, report)
