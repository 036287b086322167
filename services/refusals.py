"""What the database refused, as domain errors that read the same on SQLite and PostgreSQL."""

import re

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from models.base import Base
from models.sealing import SealBroken
from services.errors import Conflict, DomainError, InvalidValue, StaleVersion, Unavailable

SQLITE_MESSAGE = re.compile(r"(UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: (.+))?")
POSTGRESQL_STATES = {"23505": "UNIQUE", "23514": "CHECK", "23502": "NOT NULL", "23503": "FOREIGN KEY"}


BUSY_STATES = frozenset({"40001", "40P01", "55P03"})  # serialization failure, deadlock, lock not available


def is_busy(error: OperationalError) -> bool:
    """Whether somebody else held the database too long: the same change may succeed when tried again."""
    return getattr(error.orig, "sqlstate", None) in BUSY_STATES or "database is locked" in str(error.orig)


def raise_refusal(error: BaseException) -> None:
    """Raise what the database refused as a domain error; anything else goes on as it is."""
    if isinstance(error, IntegrityError):
        raise refusal_of(error) from error
    if isinstance(error, StaleDataError):
        raise StaleVersion from error
    if isinstance(error, SealBroken):
        raise Unavailable(f"unavailable.seal_{error.reason}", remedy="restore_keys", parameters={"place": error.place}) from error
    if isinstance(error, OperationalError) and is_busy(error):
        raise Conflict("conflict.busy", remedy="try_again") from error
    if isinstance(error, DataError):
        raise InvalidValue("invalid_value.not_storable") from error


def refusal_of(error: IntegrityError) -> DomainError:
    """The domain error for a broken constraint.

    `conflict.unique` and `invalid_value.missing` name the column as the field, `invalid_value.check` the constraint as a parameter;
    `conflict.reference`: a record named does not exist, or is still in use.
    """
    kind, table, column, constraint = _postgresql_parts(error) or _sqlite_parts(error)
    parameters = {name: value for name, value in (("record", table), ("constraint", constraint)) if value is not None}
    if kind == "UNIQUE":
        return Conflict("conflict.unique", field=column, parameters=parameters)
    if kind == "CHECK":
        return InvalidValue("invalid_value.check", field=_field_of_check(constraint, table), parameters=parameters)
    if kind == "NOT NULL":
        return InvalidValue("invalid_value.missing", field=column, parameters=parameters)
    return Conflict("conflict.reference" if kind == "FOREIGN KEY" else "conflict", parameters=parameters)


Parts = tuple[str | None, str | None, str | None, str | None]  # kind, table, column, constraint


def _postgresql_parts(error: IntegrityError) -> Parts | None:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None:
        return None
    kind = POSTGRESQL_STATES.get(diagnosis.sqlstate or "")
    column = diagnosis.column_name
    if kind == "UNIQUE":
        column = _last_column(diagnosis.table_name, diagnosis.constraint_name)
    return kind, diagnosis.table_name, column, None if kind == "UNIQUE" else diagnosis.constraint_name


def _sqlite_parts(error: IntegrityError) -> Parts:
    found = SQLITE_MESSAGE.search(str(error.orig))
    if found is None:
        return None, None, None, None
    kind, named = found.groups()
    if kind == "CHECK":
        return kind, _table_of_check(named), None, named
    table, _, column = (named or "").rpartition(", ")[2].rpartition(".")
    return kind, table or None, column or None, None


def _last_column(table: str | None, constraint: str | None) -> str | None:
    """The last column of a unique constraint or index, or of the primary key: the one that tells rows apart."""
    known = _table(table)
    if known is None:
        return None
    uniques = [part for part in (*known.constraints, *known.indexes) if isinstance(part, Index | PrimaryKeyConstraint | UniqueConstraint)]
    columns = [column.name for unique in uniques if unique.name == constraint for column in unique.columns]
    return columns[-1] if columns else None


def _table(name: str | None) -> Table | None:
    return Base.metadata.tables.get(name or "")


def _table_of_check(constraint: str | None) -> str | None:
    """SQLite names only the constraint; ours begin with the name of their table."""
    tables = [name for name in Base.metadata.tables if (constraint or "").startswith(f"ck_{name}_")]
    return max(tables, key=len, default=None)


def _field_of_check(constraint: str | None, table: str | None) -> str | None:
    """The column a CHECK is about, where its name says so."""
    known = _table(table)
    if constraint is None or known is None:
        return None
    named = constraint.removeprefix(f"ck_{table}_").removesuffix("_not_blank")
    return named if named in known.columns else None
