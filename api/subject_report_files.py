"""The report of everything held on a person, with headings in words: as JSON and as a workbook with one sheet for each kind of record."""

import io
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from services.importing.rejected import neutral
from services.subject_report import SubjectReport

REPORT_LANGUAGES = ("ru", "be")
LONGEST_CELL, LONGEST_SHEET_NAME = 32_767, 31
"""Characters that a spreadsheet takes; the JSON always holds the whole."""
WIDEST = 60


@cache
def _headings() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "words" / "subject_report.toml").read_text(encoding="utf-8"))


def heading(table: str, code: str, language: str) -> str:
    """The words for a section or a column; the code itself where there are none."""
    return _headings()[table].get(code, {}).get(language, code)


def as_document(report: SubjectReport, language: str) -> dict[str, Any]:
    """The report as plain JSON."""
    return {
        "reference": report.reference,
        "made_on": report.made_on,
        "sections": [
            {
                "code": section.code,
                "title": heading("section", section.code, language),
                "columns": [{"code": name, "title": heading("column", name, language)} for name in section.columns],
                "rows": [list(row) for row in section.rows],
            }
            for section in report.sections
        ],
    }


def as_json_text(report: SubjectReport, language: str) -> str:
    """The report as a JSON file."""
    return json.dumps(as_document(report, language), ensure_ascii=False, indent=1, default=str)


def as_workbook(report: SubjectReport, language: str) -> bytes:
    """The report as XLSX. No cell is a formula, whatever a person wrote."""
    book = Workbook()
    book.remove(book.active)
    for section in report.sections:
        sheet = book.create_sheet(heading("section", section.code, language)[:LONGEST_SHEET_NAME])
        rows = [[heading("column", name, language) for name in section.columns], *([_cell(value) for value in row] for row in section.rows)]
        for row in rows:
            sheet.append(row)
        for number in range(1, len(section.columns) + 1):
            sheet.cell(1, number).font = Font(bold=True)
            widest = max(len(str(row[number - 1] or "")) for row in rows)
            sheet.column_dimensions[get_column_letter(number)].width = min(max(widest + 2, 10), WIDEST)
        sheet.freeze_panes = "A2"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return neutral(ILLEGAL_CHARACTERS_RE.sub(" ", value))[:LONGEST_CELL] if isinstance(value, str) else value
