"""Import a file into an installation: the use case of `importer` with this installation's database, places and readers of text."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypedDict

from sqlalchemy.orm import Session

from models import Candidate, Vacancy
from services.actors import Actor
from services.errors import InvalidValue
from services.importing.importer import WriteCandidates, WriteVacancies, import_candidates, import_vacancies
from services.importing.parsing import Progress, parse_candidates, parse_vacancies
from services.importing.rejected import Wording, in_codes
from services.importing.remembering import RememberingReader
from services.importing.report import ImportReport
from services.importing.rows import CandidateRow, VacancyRow
from services.installation import Installation
from services.permissions import authorise
from services.places import Places
from services.profiles import write_candidates
from services.vacancy_records import write_vacancies

KINDS = ("candidates", "vacancies")


def import_file(
    installation: Installation,
    actor: Actor,
    path: Path,
    kind: str,
    *,
    as_of: date,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
    wording: Wording = in_codes,
    rejected_folder: Path | None = None,
) -> ImportReport:
    """Import a file of candidates or vacancies in one transaction; see `importer.import_candidates` for the rest.

    Raises InvalidValue (`invalid_value.import_kind`), Forbidden, TableRefused, ImportRefused.
    """
    _check_kind(kind)
    common: _Options = {
        "places": installation.places,
        "as_of": as_of,
        "skip_bad_rows": skip_bad_rows,
        "progress": progress,
        "wording": wording,
        "rejected_folder": rejected_folder,
    }
    if kind == "candidates":
        return import_candidates(installation.writing, actor, path, write=_writer_of_people(installation, actor, as_of), **common)
    return import_vacancies(installation.writing, actor, path, write=_writer_of_posts(installation), **common)


class _Options(TypedDict):
    places: Places
    as_of: date
    skip_bad_rows: bool
    progress: Progress | None
    wording: Wording
    rejected_folder: Path | None


def _writer_of_people(installation: Installation, actor: Actor, as_of: date) -> WriteCandidates:
    readers: list[RememberingReader] = []

    def write(session: Session, targets: Sequence[tuple[Candidate, CandidateRow]]) -> None:
        if not readers:
            readers.append(RememberingReader(installation.knowledge(session).profiles))
        write_candidates(session, targets, readers[0], as_of.year, actor.id)

    return write


def _writer_of_posts(installation: Installation) -> WriteVacancies:
    def write(session: Session, targets: Sequence[tuple[Vacancy, VacancyRow]]) -> None:
        write_vacancies(session, targets, installation.knowledge(session).vacancies)

    return write


def preview_file(installation: Installation, actor: Actor, path: Path, kind: str, *, as_of: date) -> ImportReport:
    """Read a file and report every doubt without storing anything. Raises as `import_file`, but never ImportRefused."""
    _check_kind(kind)
    authorise(actor, f"{kind}:import")
    content = path.read_bytes()
    if kind == "candidates":
        return parse_candidates(content, path.name, installation.places, as_of).report
    return parse_vacancies(content, path.name, installation.places, as_of).report


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise InvalidValue("invalid_value.import_kind", field="kind", parameters={"kind": kind, "known": ", ".join(KINDS)})
