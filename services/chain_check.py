"""Checking the audit trail: walk it from its first event and name the first row that cannot be as it was written.

Rows are read as the database holds them, not through the records, so that a value that no program could have written is a finding and
not an error. Memory stays the same however long the chain is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, Text, cast, select, type_coerce
from sqlalchemy.orm import Session

from models.audit import GENESIS, AuditEvent, AuditHead, AuditSeal
from services.audit import CHAINED, hash_of
from services.seals import Seal, Seals

ROWS_AT_A_TIME = 5_000
RAW = ("at", "changes", "details")
"""Columns that are read as text and understood here."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check found. first_bad: the first event number that cannot be as it was written, None if all are.

    fault: `edited`, `unlinked` (does not follow the row before), `missing`, `added` (stands after the end that the head names),
    `tail_cut`, `head` (the row that names the end was changed), `rewritten` (a seal names another hash: everything from first_bad to the
    seal was written anew), `seal` (a seal that our key did not sign), `seal_removed` (in the file but no more in the database).
    sealed_to: the last event that a sound seal vouches for; n_seals: how many there are.
    """

    n_events: int
    first_bad: int | None = None
    fault: str | None = None
    sealed_to: int = 0
    n_seals: int = 0


def verify_chain(session: Session, seals: Seals | None = None) -> ChainReport:
    """Check every event, the head row and, with the keeper of seals given, every seal of the database and of the file."""
    known, refused = _known_seals(session, seals)
    checked = _walk(_rows(session), {seal.sequence: seal.hash for seal in known})
    report = ChainReport(checked.n_events, checked.first_bad, checked.fault, checked.sealed_to, len(known))
    if report.fault is None:
        report = _with_end(report, session, checked.last_hash, known)
    if refused is not None and (report.first_bad is None or refused.first_bad <= report.first_bad):
        return ChainReport(report.n_events, refused.first_bad, refused.fault, report.sealed_to, report.n_seals)
    return report


@dataclass(slots=True)
class _Checked:
    """Where the walk stands."""

    n_events: int = 0
    last_hash: str = GENESIS
    sealed_to: int = 0
    first_bad: int | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class _Refused:
    first_bad: int
    fault: str


def _walk(rows: Iterable[Sequence[Any]], sealed: Mapping[int, str]) -> _Checked:
    checked = _Checked()
    for row in rows:
        sequence, previous_hash, own_hash = row[0], row[-2], row[-1]
        if sequence != checked.n_events + 1:
            checked.first_bad, checked.fault = checked.n_events + 1, "missing"
        elif previous_hash != checked.last_hash:
            checked.first_bad, checked.fault = sequence, "unlinked"
        elif own_hash != _hash_of(checked.last_hash, row):
            checked.first_bad, checked.fault = sequence, "edited"
        elif sealed.get(sequence, own_hash) != own_hash:
            checked.first_bad, checked.fault = checked.sealed_to + 1, "rewritten"
        if checked.fault is not None:
            return checked
        checked.n_events, checked.last_hash = sequence, own_hash
        if sequence in sealed:
            checked.sealed_to = sequence
    return checked


def _with_end(report: ChainReport, session: Session, last_hash: str, known: Sequence[Seal]) -> ChainReport:
    """The walk went well: does it end where the head and the seals say that it ends?"""
    head = session.execute(select(AuditHead.sequence, AuditHead.hash)).first()
    n_events, first_bad, fault = report.n_events, None, None
    if head is None or (head.sequence == n_events and head.hash != last_hash):
        first_bad, fault = n_events, "head"
    elif head.sequence > n_events or max((seal.sequence for seal in known), default=0) > n_events:
        first_bad, fault = n_events + 1, "tail_cut"
    elif head.sequence < n_events:
        first_bad, fault = max(head.sequence, 0) + 1, "added"
    return ChainReport(n_events, first_bad, fault, report.sealed_to, report.n_seals)


def _known_seals(session: Session, seals: Seals | None) -> tuple[list[Seal], _Refused | None]:
    """The sound seals of database and file, and the first that is not."""
    if seals is None:
        return [], None
    stored = _stored_seals(session)
    kept = list(seals.kept())
    sound = {seal for seal in (*stored, *kept) if seals.is_sound(seal)}
    faults = [_Refused(seal.sequence, "seal") for seal in (*stored, *kept) if seal not in sound]
    faults += [_Refused(seal.sequence, "seal_removed") for seal in kept if seal in sound and seal not in set(stored)]
    return sorted(sound, key=lambda seal: seal.sequence), min(faults, key=lambda fault: fault.first_bad, default=None)


def _stored_seals(session: Session) -> list[Seal]:
    written = type_coerce(AuditSeal.at, String) if _is_embedded(session) else AuditSeal.at
    rows = session.execute(select(AuditSeal.sequence, AuditSeal.hash, written, AuditSeal.key, AuditSeal.signature))
    return [Seal(sequence, own_hash, _instant_or_nothing(at), key, signature) for sequence, own_hash, at, key, signature in rows]


def _is_embedded(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _rows(session: Session) -> Iterator[Sequence[Any]]:
    """Every event as plain values, in order: CHAINED, then the two hashes."""
    embedded = _is_embedded(session)
    columns = [_column(name, embedded=embedded) for name in (*CHAINED, "previous_hash", "hash")]
    stored = select(*columns).order_by(AuditEvent.sequence).execution_options(yield_per=ROWS_AT_A_TIME)
    with session.execute(stored) as rows:
        for block in rows.partitions():
            yield from block


def _column(name: str, *, embedded: bool) -> Any:
    column = getattr(AuditEvent, name)
    if name not in RAW:
        return column
    if embedded:
        return type_coerce(column, String)
    return column if name == "at" else cast(column, Text)


def _hash_of(previous_hash: str, row: Sequence[Any]) -> str | None:
    """The hash that the row ought to have; None for a row that no program of ours could have written."""
    told = dict(zip(CHAINED, row, strict=False))
    try:
        told["at"] = _instant(told["at"])
        told["changes"], told["details"] = _object(told["changes"]), _object(told["details"])
        return hash_of(previous_hash, told)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _instant(written: Any) -> str:
    moment = datetime.fromisoformat(written) if isinstance(written, str) else written
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).isoformat()


def _instant_or_nothing(written: Any) -> str:
    try:
        return _instant(written)
    except (ValueError, TypeError, AttributeError):
        return ""


def _object(written: str) -> Any:
    return {} if written == "{}" else json.loads(written)
