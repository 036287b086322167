"""What an import did, row by row. Values and plain JSON only; sentences are made where the language is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.errors import DomainError
from services.importing.duplicates import Superseded, SuspectedPair
from services.importing.rows import Doubt, Severity
from services.importing.sheets import SkippedRow


@dataclass(frozen=True, slots=True)
class RowDoubt:
    """A doubt and where it stands. row 0: the whole file."""

    row: int
    reference: str | None
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be stored: its texts as written and every fatal doubt."""

    row: int
    texts: tuple[str, ...]
    reasons: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything that was read, done and doubted.

    n_read = n_created + n_changed + n_unchanged + len(rejected) + len(superseded). stored: False for a preview or a refused file.
    total_stated: what a total row of the file says, None if there is none.
    """

    kind: str
    file_name: str
    sha256: str
    n_read: int
    n_created: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    stored: bool = False
    sheet: str = ""
    sheets_not_read: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    unknown_titles: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    total_stated: int | None = None
    doubts: tuple[RowDoubt, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    duplicates: tuple[SuspectedPair, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    references: Mapping[int, str] = field(default_factory=dict)
    rejected_file: str | None = None

    def count(self, severity: Severity) -> int:
        """How many doubts of one severity there are."""
        return sum(each.doubt.severity is severity for each in self.doubts)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, as it is kept with the batch. Quotes doubtful cells: restricted."""
        return {
            "kind": self.kind,
            "read": self.n_read,
            "created": self.n_created,
            "changed": self.n_changed,
            "unchanged": self.n_unchanged,
            "sheet": self.sheet,
            "sheets_not_read": list(self.sheets_not_read),
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_row": self.header_row,
            "unknown_titles": list(self.unknown_titles),
            "skipped": [{"row": each.number, "reason": each.reason} for each in self.skipped],
            "total_stated": self.total_stated,
            "doubts": [{"row": each.row, "reference": each.reference} | _doubt(each.doubt) for each in self.doubts],
            "rejected": [{"row": each.row, "reasons": [_doubt(reason) for reason in each.reasons]} for each in self.rejected],
            "duplicates": [
                {
                    "row": each.first,
                    "other_row": each.second,
                    "other_reference": each.reference,
                    "reasons": list(each.reasons),
                    "similarity": round(each.similarity, 1),
                    "differences": {name: list(pair) for name, pair in each.differences.items()},
                }
                for each in self.duplicates
            ],
            "superseded": [
                {
                    "row": each.row,
                    "by_row": each.by_row,
                    "reference": each.reference,
                    "differences": {name: list(pair) for name, pair in each.differences.items()},
                }
                for each in self.superseded
            ],
            "references": {str(row): reference for row, reference in self.references.items()},
        }


class ImportRefused(DomainError):  # noqa: N818  (reads as a fact)
    """Rows cannot be stored, and the whole file was refused with its report; nothing was written."""

    default_code = "import_refused"
    default_remedy = "correct_or_skip_bad_rows"

    def __init__(self, report: ImportReport) -> None:
        super().__init__(field="file", parameters={"rejected": len(report.rejected), "read": report.n_read})
        self.report = report


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {
        "code": doubt.code,
        "severity": doubt.severity.value,
        "column": doubt.column,
        "text": doubt.text,
        "parameters": dict(doubt.parameters),
        "remedy": doubt.remedy,
    }
