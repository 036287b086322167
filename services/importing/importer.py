"""The use case: import one file. One file is one transaction; nothing is half-written, no row is lost in silence.

Here lives the order of steps. Reading stands in `parsing`, the meaning of rows as records in services/profiles.py and
services/vacancy_records.py (handed in), words for people in the API.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from models import Candidate, Vacancy
from models.blindindex import BORN, NAME, PHONE, whole_name
from models.importbatch import ImportBatch
from models.queries import candidates as candidate_queries
from models.queries import vacancies as vacancy_queries
from models.queries.identities import find_people
from models.sealing import Keys
from services.actors import Actor
from services.hand_over_steps import end_groundless
from services.importing.duplicates import suspected_people, suspected_vacancies
from services.importing.errors import TableRefused
from services.importing.parsing import Parsed, Progress, parse_candidates, parse_vacancies
from services.importing.reaching import own_people, own_references, own_rows
from services.importing.rejected import Wording, in_codes, write_rejected
from services.importing.report import ImportRefused, ImportReport
from services.importing.rows import CandidateRow, VacancyRow
from services.permissions import authorise
from services.places import Places
from services.unit_of_work import UnitOfWork

BATCH = 1000
"""Rows understood and written together: enough for the resolver to work in bulk, few enough for a moving progress bar."""

Row = TypeVar("Row", CandidateRow, VacancyRow)
OpenUnit = Callable[[Actor, str], UnitOfWork]
WriteCandidates = Callable[[Session, Sequence[tuple[Candidate, CandidateRow]]], None]
WriteVacancies = Callable[[Session, Sequence[tuple[Vacancy, VacancyRow]]], None]


def import_candidates(
    open_unit: OpenUnit,
    actor: Actor,
    path: Path,
    *,
    places: Places,
    write: WriteCandidates,
    as_of: date,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
    wording: Wording = in_codes,
    rejected_folder: Path | None = None,
) -> ImportReport:
    """Import people from one file and say what became of every row.

    as_of: the day of the import in Minsk. progress: called with (rows done, rows in all), twice over: reading, then writing.
    rejected_folder: where the file of rejected rows goes, beside the file itself if not given.

    Raises Forbidden, TableRefused (no table), ImportRefused (rows that cannot be stored, unless skip_bad_rows), InvalidValue and Conflict
    when a row speaks of another organisation's person.
    """
    reach = authorise(actor, "candidates:import")
    parsed = parse_candidates(_content(path), path.name, places, as_of, progress)
    _refuse_bad_rows(parsed.report, skip_bad_rows=skip_bad_rows)
    with (
        _rejected_beside(path, rejected_folder, parsed, wording) as rejected_file,
        _without_collections(),
        open_unit(actor, "import people from a file") as unit,
    ):
        session = unit.session
        known = own_people(session, actor, find_people(session, blind_keys=blind_keys_of(unit.keys, parsed.kept)))
        references = own_references(session, actor, parsed.kept, known, parsed.report.sha256)
        rows = [replace(row, reference=references[row.row]) for row in own_rows(actor, reach, parsed.kept)]
        report = replace(parsed.report, duplicates=suspected_people(rows, known, references), rejected_file=rejected_file)
        digests = {references[number]: digest for number, digest in parsed.digests.items()}
        held = candidate_queries.find_imported_digests(session, references=list(digests))
        fresh = [row for row in rows if held.get(row.reference or "") != digests[row.reference or ""]]
        batch = _batch(unit, report) if fresh else None
        for piece in _pieces(fresh, progress):
            stored = candidate_queries.find_candidates(
                session, references=[row.reference or "" for row in piece if row.reference in held], with_identity=True
            )
            targets = [(stored.get(row.reference or "") or Candidate(case_reference=row.reference), row) for row in piece]
            with session.no_autoflush:  # whatever the writer looks up, half-filled records are not sent one by one
                write(session, targets)
            _sign(unit, "candidate", targets, stored, digests, batch)
            end_groundless(unit, list(stored.values()))
        return _finish(unit, report, batch, fresh, held, references)


def import_vacancies(
    open_unit: OpenUnit,
    actor: Actor,
    path: Path,
    *,
    places: Places,
    write: WriteVacancies,
    as_of: date,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
    wording: Wording = in_codes,
    rejected_folder: Path | None = None,
) -> ImportReport:
    """Import vacancies from one file; see `import_candidates`."""
    authorise(actor, "vacancies:import")
    parsed = parse_vacancies(_content(path), path.name, places, as_of, progress)
    _refuse_bad_rows(parsed.report, skip_bad_rows=skip_bad_rows)
    with (
        _rejected_beside(path, rejected_folder, parsed, wording) as rejected_file,
        _without_collections(),
        open_unit(actor, "import vacancies from a file") as unit,
    ):
        session = unit.session
        report = replace(parsed.report, duplicates=suspected_vacancies(parsed.kept), rejected_file=rejected_file)
        references = {row.row: row.reference or "" for row in parsed.kept}
        digests = {references[number]: digest for number, digest in parsed.digests.items()}
        held = vacancy_queries.find_imported_digests(session, references=list(digests))
        fresh = [row for row in parsed.kept if held.get(row.reference or "") != digests[row.reference or ""]]
        batch = _batch(unit, report) if fresh else None
        for piece in _pieces(fresh, progress):
            stored = vacancy_queries.find_vacancies(session, references=[row.reference or "" for row in piece if row.reference in held])
            targets = [(stored.get(row.reference or "") or Vacancy(reference=row.reference), row) for row in piece]
            with session.no_autoflush:  # whatever the writer looks up, half-filled records are not sent one by one
                write(session, targets)
            _sign(unit, "vacancy", targets, stored, digests, batch)
        return _finish(unit, report, batch, fresh, held, references)


def blind_keys_of(keys: Keys, rows: Sequence[CandidateRow]) -> list[int]:
    """What stored people who may be one of the rows stand under: the day of birth, a telephone, the whole name."""
    searched: set[tuple[str, str]] = set()
    for row in rows:
        searched |= {(PHONE, phone) for phone in row.phones if phone}
        if row.birth_date:
            searched.add((BORN, row.birth_date.isoformat()))
        if row.surname:
            searched.add((NAME, whole_name(row.surname, row.given_name, row.patronymic)))
    return [key for kind, value in sorted(searched) for key in keys.blind_any(kind, value)]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableRefused("file_not_readable", {"file": path.name}) from error


def _refuse_bad_rows(report: ImportReport, *, skip_bad_rows: bool) -> None:
    if report.rejected and not skip_bad_rows:
        raise ImportRefused(report)


@contextmanager
def _rejected_beside(path: Path, folder: Path | None, parsed: Parsed[Row], wording: Wording) -> Iterator[str | None]:
    """Write the rejected rows before the commit and take the file away again if nothing is committed, so that both or none remain."""
    if not parsed.report.rejected:
        yield None
        return
    target = (folder or path.parent) / f"{path.stem}.rejected.csv"
    write_rejected(target, parsed.table.titles, parsed.report.rejected, wording)
    try:
        yield str(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _pieces(rows: Sequence[Row], progress: Progress | None) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
        if progress is not None:
            progress(min(start + BATCH, len(rows)), len(rows))


@contextmanager
def _without_collections() -> Iterator[None]:
    """All records of a file live until the commit: looking through them for garbage again and again would cost a fifth of the import."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _batch(unit: UnitOfWork, report: ImportReport) -> ImportBatch:
    batch = ImportBatch(kind=report.kind, file_name=report.file_name[-300:], sha256=report.sha256, actor_id=unit.actor.id)
    unit.session.add(batch)
    unit.session.flush()
    unit.audit("import_batch:create", batch, kind=report.kind)
    return batch


def _sign(
    unit: UnitOfWork,
    noun: str,
    targets: Iterable[tuple[Candidate, CandidateRow]] | Iterable[tuple[Vacancy, VacancyRow]],
    stored: Mapping[str, object],
    digests: Mapping[str, str],
    batch: ImportBatch | None,
) -> None:
    """Remember on each record which row it came from, tell the audit trail, and send the piece to the database."""
    for record, row in targets:
        record.imported_digest = digests[row.reference or ""]
        record.import_batch_id = batch.id if batch else None
        unit.audit(f"{noun}:{'change' if row.reference in stored else 'create'}", record)
    unit.session.flush()


def _finish(
    unit: UnitOfWork,
    report: ImportReport,
    batch: ImportBatch | None,
    fresh: Sequence[Row],
    held: Mapping[str, str | None],
    references: Mapping[int, str],
) -> ImportReport:
    n_changed = sum(row.reference in held for row in fresh)
    n_unchanged = report.n_read - len(report.rejected) - len(report.superseded) - len(fresh)
    doubts = tuple(replace(each, reference=references.get(each.row, each.reference)) for each in report.doubts)
    done = replace(
        report,
        n_created=len(fresh) - n_changed,
        n_changed=n_changed,
        n_unchanged=n_unchanged,
        stored=True,
        references=dict(references),
        doubts=doubts,
    )
    if batch is not None:
        batch.n_created, batch.n_changed, batch.n_unchanged = done.n_created, done.n_changed, done.n_unchanged
        batch.n_rejected = len(done.rejected)
        batch.n_rows = done.n_created + done.n_changed + done.n_unchanged + len(done.rejected)
        batch.report = done.to_json()
        unit.session.flush()
    return done
