"""A new key in the place of the old one: made, everything sealed anew in batches, the old one taken away when nothing uses it.

Stopped at any moment, the file holds both keys, every row can be opened with one of them, and the next rotation goes on with the key
that was made. Searching asks for the blind keys under both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from models.blindindex import put_into_index
from models.queries.sealed import (
    SealedTable,
    count_rows,
    count_sealed_values,
    list_sealed_rows,
    sealed_tables,
    store_sealed_rows,
)
from models.sealing import Keys, key_number
from services.actors import Actor
from services.first_sealing import IDENTITY, require_sealed, searchable
from services.installation import Installation
from services.permissions import authorise
from services.unit_of_work import UnitOfWork

BATCH = 500
Progress = Callable[[int, int], None]
"""Called with rows looked at and rows in all."""


@dataclass(frozen=True, slots=True)
class RotationReport:
    """key: the number of the key that seals now; n_rows: how many rows were sealed anew; resumed: an earlier rotation was finished."""

    key: int
    n_rows: int
    resumed: bool


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """A key of the file, or one that values are sealed with though it is not there (made_at None). n_values: sealed with it."""

    number: int
    made_at: str | None
    active: bool
    n_values: int


def key_statuses(installation: Installation, actor: Actor) -> tuple[KeyStatus, ...]:
    """Every key, oldest first, with what it seals."""
    authorise(actor, "keys:read")
    require_sealed(installation.engine)
    made = {entry.number: entry.made_at for entry in installation.keys.entries}
    with installation.reading(actor, "count what each key seals") as unit:
        counted = count_sealed_values(unit.session.connection())
    return tuple(
        KeyStatus(number, made.get(number), number == max(made), counted[number]) for number in sorted(made.keys() | counted.keys())
    )


def rotate_keys(installation: Installation, actor: Actor, progress: Progress = lambda *_: None) -> RotationReport:
    """Seal everything with a new key, or go on with a rotation that was stopped.

    Raises Conflict (`conflict.rotation_runs`, `conflict.not_sealed`) and Unavailable (a value that no key opens); what is done stays done.
    """
    authorise(actor, "keys:rotate")
    require_sealed(installation.engine)
    ring = installation.keys
    with ring.only_rotation():
        resumed = len(ring.entries) > 1
        if not resumed:
            ring.add_key()
        with installation.engine.connect() as connection:
            total = count_rows(connection)
        n_rows = n_seen = 0
        for sealed in sealed_tables():
            after = 0
            while (batch := _reseal_batch(installation, actor, sealed, after)) is not None:
                after, n_rows, n_seen = batch.last, n_rows + batch.n_resealed, n_seen + batch.n_seen
                progress(n_seen, total)
        _retire(installation, actor)
        return RotationReport(ring().active.number, n_rows, resumed)


@dataclass(frozen=True, slots=True)
class _Batch:
    last: int
    n_seen: int
    n_resealed: int


def _reseal_batch(installation: Installation, actor: Actor, sealed: SealedTable, after: int) -> _Batch | None:
    """Seal the next rows anew, in a transaction of their own. None when there is none left."""
    with installation.writing(actor, "seal with a new key") as unit:
        rows = list_sealed_rows(unit.session.connection(), sealed, after=after, limit=BATCH)
        if not rows:
            return None
        n_resealed = _reseal(unit, sealed, rows)
        if n_resealed:
            unit.audit("keys:rotate", table=sealed.table.name, n_rows=n_resealed, key=unit.keys.active.number)
        return _Batch(rows[-1][0], len(rows), n_resealed)


def _reseal(unit: UnitOfWork, sealed: SealedTable, rows: Sequence[Row[Any]]) -> int:
    connection, keys = unit.session.connection(), unit.keys
    places = [sealed.place(column) for column in sealed.columns]
    old = [row for row in rows if any(value is not None and key_number(value) != keys.active.number for value in _values(row))]
    texts = {row[0]: _opened(keys, places, row) for row in old}
    anew = [
        (number, [None if text is None else keys.seal(place, number, text) for place, text in zip(places, found, strict=True)])
        for number, found in texts.items()
    ]
    store_sealed_rows(connection, sealed, anew)
    if sealed.table.name == IDENTITY and texts:
        names = [column.name for column in sealed.columns]
        people = {number: searchable(dict(zip(names, found, strict=True))) for number, found in texts.items()}
        put_into_index(connection, keys, people, known=list(people))
    return len(old)


def _values(row: Row[Any]) -> Sequence[bytes | None]:
    return list(row)[1:]


def _opened(keys: Keys, places: Sequence[str], row: Row[Any]) -> list[str | None]:
    return [None if value is None else keys.unseal(place, row[0], value) for place, value in zip(places, _values(row), strict=True)]


def _retire(installation: Installation, actor: Actor) -> None:
    """Take the old keys away once nothing uses them. On PostgreSQL whoever still writes with an old key is waited for."""
    with installation.writing(actor, "take an old key away") as unit:
        connection = unit.session.connection()
        if connection.dialect.name == "postgresql":
            names = ", ".join(f'"{sealed.table.name}"' for sealed in sealed_tables())
            connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
        used = {number for number, n_values in count_sealed_values(connection).items() if n_values}
        kept = used | {installation.keys().active.number}
        gone = sorted({entry.number for entry in installation.keys.entries} - kept)
        if gone:
            installation.keys.keep_only(kept)
            unit.audit("keys:retire", keys=gone)
