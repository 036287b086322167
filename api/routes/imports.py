"""Files of people, vacancies and past placements, as people send them: CSV or XLSX as the body of the request."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import request

from api.calendar import today
from api.identity import current_actor, current_installation
from api.language import asked_language
from api.media_types import ANY_FILE, CSV, XLSX
from api.messages_import import report_lines, wording_in
from api.paging import cursor_of, number_of
from api.problems import MalformedRequest, read_body
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.importing import (
    FileQuery,
    ImportPageQuery,
    ImportPageSchema,
    ImportViewSchema,
    OutcomeFileQuery,
    OutcomeReportSchema,
    ReportSchema,
)
from services import import_history
from services.importing.files import import_file, preview_file
from services.importing.outcome_files import import_outcomes
from services.importing.report import ImportReport

imports = ApiBlueprint("imports", "Files of people, vacancies and past placements, and what became of every row.", "/imports")

FILE_TYPES = (CSV, XLSX, ANY_FILE)
_EXAMPLE = "case_reference,surname,given_name,province,town,skills\nGOM-0101,Лазурина,Вера,Гомельская,Гомель,оверлок\n"
FILE_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file itself, at most 20 MB. Its form is found by content.",
        "content": {
            CSV: {"schema": {"type": "string"}, "example": _EXAMPLE},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            ANY_FILE: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_UNSAFE = re.compile(r"[^\w .()№-]+")


@imports.route("/candidates", methods=["POST"])
@imports.doc(**FILE_BODY)
@imports.arguments(FileQuery, location="query")
@imports.response(200, ReportSchema)
def import_people(query: dict[str, Any]) -> dict[str, Any]:
    """Import people

    One file is one transaction; importing it again changes nothing. A file with rows that cannot be stored is refused whole, with a
    report, unless `skip_bad_rows` says otherwise.
    """
    return _import(query, "candidates")


@imports.route("/vacancies", methods=["POST"])
@imports.doc(**FILE_BODY)
@imports.arguments(FileQuery, location="query")
@imports.response(200, ReportSchema)
def import_work(query: dict[str, Any]) -> dict[str, Any]:
    """Import vacancies

    As with people.
    """
    return _import(query, "vacancies")


@imports.route("/outcomes", methods=["POST"])
@imports.doc(**FILE_BODY)
@imports.arguments(OutcomeFileQuery, location="query")
@imports.response(200, OutcomeReportSchema)
def import_past_placements(query: dict[str, Any]) -> dict[str, Any]:
    """Import past placements

    What training learns from. A placement that is stored already stays as it is.
    """
    with _file(query["file_name"]) as path:
        report = import_outcomes(current_installation(), current_actor(), path, skip_bad_rows=query["skip_bad_rows"])
    rejected = [{"row": row, "code": code, "value": value} for row, code, value in report.rejected]
    return {"n_read": report.n_read, "n_created": report.n_created, "n_unchanged": report.n_unchanged, "rejected": rejected}


@imports.route("")
@imports.arguments(ImportPageQuery, location="query")
@imports.response(200, ImportPageSchema)
def list_imports(query: dict[str, Any]) -> dict[str, Any]:
    """List imports

    Newest first.
    """
    page = import_history.list_imports(current_installation(), current_actor(), number_of(query.get("after")), query["limit"])
    return {"imports": page.imports, "next": cursor_of(page.after)}


@imports.route(f"/<int(max={LARGEST}):number>")
@imports.arguments(Query, location="query")
@imports.response(200, ImportViewSchema)
def show_import(_query: dict[str, Any], number: int) -> import_history.ImportView:
    """Show an import

    With its report, which quotes doubtful cells.
    """
    return import_history.show_import(current_installation(), current_actor(), number)


def _import(query: dict[str, Any], kind: str) -> dict[str, Any]:
    place, actor, language = current_installation(), current_actor(), asked_language()
    as_of = query.get("as_of") or today()
    with _file(query["file_name"]) as path:
        if query["preview"]:
            return _told(preview_file(place, actor, path, kind, as_of=as_of), language)
        return _told(
            import_file(place, actor, path, kind, as_of=as_of, skip_bad_rows=query["skip_bad_rows"], wording=wording_in(language)), language
        )


@contextmanager
def _file(name: str) -> Iterator[Path]:
    """The body as a file in a folder of its own, gone afterwards; a rejected-rows file beside it goes too, the answer has them."""
    if request.mimetype not in FILE_TYPES:
        raise MalformedRequest(415, "unsupported_file_type")
    with TemporaryDirectory(prefix="kladka-import-") as folder:
        path = Path(folder) / (_UNSAFE.sub("_", name)[-100:].strip(" .") or "file")
        path.write_bytes(read_body())
        yield path


def _told(report: ImportReport, language: str) -> dict[str, Any]:
    return {
        "stored": report.stored,
        "n_read": report.n_read,
        "n_created": report.n_created,
        "n_changed": report.n_changed,
        "n_unchanged": report.n_unchanged,
        "n_rejected": len(report.rejected),
        "lines": [line for line in report_lines(report, language) if report.rejected_file is None or report.rejected_file not in line],
        "report": report.to_json(),
    }
