"""Everything held on a person, found by walking the foreign keys from the case: no table can be forgotten.

Whatever refers to the case, or to a row that does, is in the report, unless LEFT_OUT says why not. Beside these: what the audit trail
tells of the case, what reports of imports quote, and the stored rankings that named the person. Sealed values are opened. Here must not
live: headings (api/words/subject_report.toml), or how a file looks (api/subject_report_files.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select, tuple_
from sqlalchemy.orm import Session

from models.audit import AuditEvent
from models.base import Base
from models.candidate import Candidate
from models.matchrun import MatchRun, MatchRunEntry
from models.queries.retention import stream_import_reports
from models.sealing import Keys
from services.actors import Actor
from services.audit import as_json
from services.installation import Installation
from services.permissions import authorise
from services.relations import reached_candidate

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {"candidate_blind_key": "Made from the identity, which is in the report; the numbers say nothing to anybody without the key."}
)
"""Table that refers to a person → why the report does without it."""
HANDED_OVER_AS_FILES = frozenset({"consent_evidence.content"})
"""Columns that are files of their own; the report tells name, kind, size and digest of each."""
AUDIT_COLUMNS = ("sequence", "at", "actor_name", "actor_role", "organisation", "action", "noun", "purpose", "changes", "details")
IMPORT_COLUMNS = ("file_name", "row", "quoted")
QUOTING = ("doubts", "duplicates", "superseded")


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of record. rows: plain JSON values in the order of columns."""

    code: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class SubjectReport:
    """Everything held on one person on a day."""

    reference: str
    made_on: date
    sections: tuple[Section, ...]


def subject_report(installation: Installation, actor: Actor, reference: str, today: date) -> SubjectReport:
    """Everything held on a person; the reading is told in the audit trail. Raises Forbidden, NotFound (`not_found.candidate`)."""
    authorise(actor, "subject_report:read")
    with installation.writing(actor, "tell a person what is held on them") as unit:
        session = unit.session
        candidate = reached_candidate(unit, "subject_report:read", reference)
        conditions = conditions_of(candidate.id)
        conditions["match_run"] = or_(conditions["match_run"], _named_in(candidate.id))
        sections = [_section(session, unit.keys, Base.metadata.tables[name], condition) for name, condition in conditions.items()]
        sections += [_trail(session, candidate), _imports(session, reference)]
        unit.audit("subject_report:read", candidate)
    return SubjectReport(reference, today, tuple(section for section in sections if section.rows))


@cache
def tables_of_a_person() -> tuple[Table, ...]:
    """The case and every table that refers to it, directly or through another of these, parents first."""
    found = {Candidate.__tablename__}
    for table in Base.metadata.sorted_tables:  # parents come first, so one pass finds them all
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
    return tuple(table for table in Base.metadata.sorted_tables if table.name in found and table.name not in LEFT_OUT)


def conditions_of(candidate_id: int) -> dict[str, ColumnElement[bool]]:
    """Table → which of its rows are the person's, for every table of `tables_of_a_person`."""
    case = Base.metadata.tables[Candidate.__tablename__]
    conditions: dict[str, ColumnElement[bool]] = {case.name: case.c.id == candidate_id}
    for table in tables_of_a_person():
        if table.name == case.name:
            continue
        ways = []
        for constraint in table.foreign_key_constraints:
            parent = constraint.referred_table
            if parent.name in conditions:
                own = tuple_(*(element.parent for element in constraint.elements))
                ways.append(own.in_(select(*(element.column for element in constraint.elements)).where(conditions[parent.name])))
        conditions[table.name] = or_(*ways)
    return conditions


def _named_in(candidate_id: int) -> ColumnElement[bool]:
    """Stored rankings of vacancies that named the person: the entry alone would not say for which vacancy."""
    return MatchRun.__table__.c.id.in_(select(MatchRunEntry.match_run_id).where(MatchRunEntry.candidate_id == candidate_id))


def shown_columns(table: Table) -> tuple[str, ...]:
    """The columns of a table that a report shows: all but secrets and files."""
    shown = (column for column in table.columns if column.info["access"] != "secret")
    return tuple(column.name for column in shown if f"{table.name}.{column.name}" not in HANDED_OVER_AS_FILES)


def _section(session: Session, keys: Keys, table: Table, condition: ColumnElement[bool]) -> Section:
    columns = shown_columns(table)
    rows = session.execute(select(*(table.c[name] for name in columns)).where(condition).order_by(*table.primary_key.columns)).all()
    names = {column: _names(session, table, column, [row._mapping[column] for row in rows]) for column in columns}
    (first, *_) = table.primary_key.columns
    shown = (
        tuple(_value(keys, f"{table.name}.{name}", row._mapping.get(first.name), row._mapping[name], names[name]) for name in columns)
        for row in rows
    )
    return Section(table.name, columns, tuple(shown))


def _value(keys: Keys, place: str, number: Any, value: Any, names: Mapping[Any, Any]) -> Any:
    if isinstance(value, bytes):
        return keys.unseal(place, number, value)
    return names.get(value, as_json(value)) if value is None or isinstance(value, int | str) else as_json(value)


def _names(session: Session, table: Table, column: str, numbers: Iterable[Any]) -> Mapping[Any, Any]:
    """Number → what people call the record that a column refers to; empty for a column that is no reference."""
    for key in table.columns[column].foreign_keys:
        target = key.column.table
        mapped = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is target)
        called = getattr(mapped, "__reference__", None)
        if called and called != key.column.name:
            wanted = {number for number in numbers if number is not None}
            return {row[0]: row[1] for row in session.execute(select(key.column, target.c[called]).where(key.column.in_(wanted)))}
    return {}


def _trail(session: Session, candidate: Candidate) -> Section:
    """Who did and read what: events of the case itself, and those that name its number."""
    about = or_(
        (AuditEvent.noun == Candidate.__noun__) & (AuditEvent.record_id == str(candidate.id)),
        AuditEvent.reference == candidate.case_reference,
    )
    columns = [getattr(AuditEvent, name) for name in AUDIT_COLUMNS]
    rows = session.execute(select(*columns).where(about).order_by(AuditEvent.sequence))
    return Section(AuditEvent.__tablename__, AUDIT_COLUMNS, tuple(tuple(as_json(value) for value in row) for row in rows))


def _imports(session: Session, reference: str) -> Section:
    rows: list[tuple[Any, ...]] = []
    for batch in stream_import_reports(session):
        report = batch.report or {}
        lines = {int(row) for row, named in (report.get("references") or {}).items() if named == reference}
        rows += [(batch.file_name, line.get("row"), line) for line in _quotes(report, reference, lines)]
        rows += [(batch.file_name, row, None) for row in sorted(lines)]
    return Section("import_report", IMPORT_COLUMNS, tuple(rows))


def _quotes(report: Mapping[str, Any], reference: str, lines: set[int]) -> Sequence[Mapping[str, Any]]:
    quoted = [line for name in QUOTING for line in report.get(name) or ()]
    return [line for line in quoted if reference in (line.get("reference"), line.get("other_reference")) or line.get("row") in lines]
