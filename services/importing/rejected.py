"""The file of rejected rows: the same columns, and for each row where, why and what to do. It can be corrected and imported again."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from services.importing.report import RejectedRow
from services.importing.rows import Doubt

Wording = Callable[[Doubt], tuple[str, str]]
"""A doubt → (reason, remedy) in words."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet evaluate a cell (OWASP, CSV injection)."""
TITLES = ("row", "column", "reason", "remedy")


def neutral(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would evaluate. Reading takes it off again."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def in_codes(doubt: Doubt) -> tuple[str, str]:
    """The wording where no language is known."""
    return doubt.code, doubt.remedy


def write_rejected(path: Path, titles: Sequence[str], rejected: Sequence[RejectedRow], wording: Wording = in_codes) -> None:
    """Write rejected rows as CSV (UTF-8 with BOM, semicolons) that a spreadsheet opens by itself."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([neutral(title) for title in (*titles, *TITLES)])
        for row in rejected:
            texts = [*row.texts, *("",) * (len(titles) - len(row.texts))][: max(len(titles), 1)]
            said = [wording(reason) for reason in row.reasons]
            columns = ", ".join(dict.fromkeys(reason.column for reason in row.reasons if reason.column))
            told = (str(row.row), columns, "; ".join(reason for reason, _ in said), "; ".join(remedy for _, remedy in said))
            writer.writerow([neutral(text) for text in (*texts, *told)])
