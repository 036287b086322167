"""Reading files in tests: the gazetteer, the reading day of the samples, and tables made of lists."""

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

from services.importing.parsing import Parsed, parse_candidates, parse_vacancies
from services.importing.rows import CandidateRow, VacancyRow
from services.importing.sheets import Cell
from services.places import Places

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "data" / "samples"
PLACES = Places.load(ROOT / "fixtures" / "places")
AS_OF = date(2026, 11, 22)


def cell(value: object) -> Cell:
    return Cell(value, "" if value is None else str(value))  # type: ignore[arg-type]


def table_of(rows: Sequence[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8", line_end: str = "\r\n") -> bytes:
    """A CSV file as a program would write it."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return out.getvalue().encode(encoding)


@cache
def messy_candidates() -> Parsed[CandidateRow]:
    path = SAMPLES / "messy" / "candidates_gomel_centre.xlsx"
    return parse_candidates(path.read_bytes(), path.name, PLACES, AS_OF)


@cache
def messy_vacancies() -> Parsed[VacancyRow]:
    path = SAMPLES / "messy" / "vacancies_bank.csv"
    return parse_vacancies(path.read_bytes(), path.name, PLACES, AS_OF)
