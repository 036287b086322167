"""What every table shares: the declarative base, names of constraints, classified columns, UTC instants, folded text.

Here must not live: a table, a query, or any rule about people or vacancies.
"""

import unicodedata
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Integer, MetaData, Numeric
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

Access = Literal["public", "personal", "restricted", "secret"]
ACCESS_CLASSES: tuple[Access, ...] = ("public", "personal", "restricted", "secret")

IDENTIFIER = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere: SQLite only counts up by itself when the column is called INTEGER, which there holds 64 bits too."""

MONEY = Numeric(10, 2)
"""Belarusian roubles with kopecks, exact."""


class Base(DeclarativeBase):
    """The one registry of tables.

    __noun__: the word for one row in audit events and in the change feed. __reference__: the column whose value names a row to people.
    __owner__: for a row that is part of another record, the relationship to that record; its changes are the owner's changes.
    __in_change_feed__: whether the index of the matcher has to hear of a change.
    """

    __noun__: ClassVar[str] = ""
    __reference__: ClassVar[str | None] = None
    __owner__: ClassVar[str | None] = None
    __in_change_feed__: ClassVar[bool] = False

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Aware on the way in (else ValueError) and aware UTC on the way out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse an instant without a time zone, store the others as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone, PostgreSQL answers in the zone of the session: both become UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def fold(text: str) -> str:
    """Text for searching: NFKC, case folded, ё as е, single spaces. SQLite's own lower() knows ASCII only."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


def _classified(access: Access, arguments: tuple[Any, ...], options: dict[str, Any]) -> MappedColumn[Any]:
    audited = options.pop("audit", "value")
    return mapped_column(*arguments, info={"access": access, "audit": audited}, **options)


def public(*arguments: Any, **options: Any) -> MappedColumn[Any]:
    """A column that says nothing about a person: codes of vacancies, the taxonomy, technical numbers.

    All four factories take what `mapped_column` takes, and `audit="fact"` where the audit trail must keep only that the column changed,
    never its old and new value.
    """
    return _classified("public", arguments, options)


def personal(*arguments: Any, **options: Any) -> MappedColumn[Any]:
    """A column about a person which those who work with that person may read."""
    return _classified("personal", arguments, options)


def restricted(*arguments: Any, **options: Any) -> MappedColumn[Any]:
    """A column about custody, health, bans or the like: read only by permission, and every reading is audited."""
    return _classified("restricted", arguments, options)


def secret(*arguments: Any, **options: Any) -> MappedColumn[Any]:
    """A column nobody reads: keys, digests of tokens. Never in the audit trail."""
    return _classified("secret", arguments, {"audit": "fact"} | options)


def listed(codes: tuple[str, ...]) -> str:
    """The codes as they stand in a constraint."""
    return ", ".join(f"'{code}'" for code in codes)


def one_of(column: str, codes: tuple[str, ...]) -> CheckConstraint:
    """The column holds one of the codes (or NULL, where the column allows it)."""
    return CheckConstraint(f"{column} IN ({listed(codes)})", name=column)


def between(column: str, low: float, high: float) -> CheckConstraint:
    """low ≤ column ≤ high, or NULL."""
    return CheckConstraint(f"{column} >= {low} AND {column} <= {high}", name=column)


def at_least(column: str, low: int) -> CheckConstraint:
    """Column ≥ low, or NULL."""
    return CheckConstraint(f"{column} >= {low}", name=column)


def more_than(column: str, low: int) -> CheckConstraint:
    """Column > low, or NULL."""
    return CheckConstraint(f"{column} > {low}", name=column)


def payable(column: str) -> CheckConstraint:
    """A sum above nothing that both databases can hold, or NULL."""
    return CheckConstraint(f"{column} > 0 AND {column} < 10000000", name=column)


def not_blank(column: str) -> CheckConstraint:
    """The text has at least one character that is not a space (or is NULL, where the column allows it)."""
    return CheckConstraint(f"trim({column}) <> ''", name=f"{column}_not_blank")


def understood() -> tuple[CheckConstraint, CheckConstraint]:
    """`decision`, `concept_key` and `probability` of a resolved text agree: an unresolved text has no concept, the others have one."""
    return (
        CheckConstraint("(decision = 'unresolved') = (concept_key IS NULL)", name="decision_has_concept"),
        between("probability", 0, 1),
    )
