"""The columns of a statement as NumPy arrays: for reading millions of rows without a Python object for each value.

PostgreSQL strings the rows together in the binary form of their numbers and sends one value that NumPy can look at as it is (a COPY of
the rows costs the server more and the client ten times as much: the driver hands them over one by one). SQLite's rows come as rows.
What is read must not be NULL; a number that may be missing is read through `or_nan`. No table is named here.
"""

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    String,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

Array = NDArray[Any]

BINARY_RESULTS = "kladka_binary_results"
"""Execution option: results of this statement come from PostgreSQL in binary form (services/database.py sees to it)."""

TEXT = "text"
KINDS: Mapping[str, tuple[TypeEngine[Any], str, str]] = {
    "int8": (SmallInteger(), "int2send", ">i2"),
    "int16": (SmallInteger(), "int2send", ">i2"),
    "int32": (Integer(), "int4send", ">i4"),
    "int64": (BigInteger(), "int8send", ">i8"),
    "float64": (Double(), "float8send", ">f8"),
}
"""dtype of a column → the type in which PostgreSQL sends it, the function that gives its binary form, and what NumPy calls that form."""
PLAN = {"jit": "off", "max_parallel_workers_per_gather": 0, "enable_mergejoin": "off"}
"""Each statement reads one block of an index. Left alone, PostgreSQL 15 compiles it (100 ms for nothing), lets helpers read the whole table
for the block, and sorts the block by concept key: twice the time over a million people."""
EMPTY: ColumnElement[bytes] = literal_column("''::bytea")


@dataclass(frozen=True, slots=True)
class Texts:
    """One text per row, as UTF-8. blob: uint8, one text after the other; offsets: int64, where each begins (one more than rows)."""

    blob: Array
    offsets: Array

    @classmethod
    def of(cls, encoded: list[bytes]) -> "Texts":
        """Keep these texts."""
        lengths = np.fromiter(map(len, encoded), np.int64, count=len(encoded))
        return cls(np.frombuffer(b"".join(encoded), np.uint8), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    @classmethod
    def joined(cls, parts: "list[Texts]") -> "Texts":
        """Return the texts of several columns, one after the other."""
        lengths = np.concatenate([np.zeros(1, np.int64), *(np.diff(part.offsets) for part in parts)])
        return cls(np.concatenate([np.empty(0, np.uint8), *(part.blob for part in parts)]), np.cumsum(lengths))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def encoded(self) -> list[bytes]:
        """Return every text as UTF-8."""
        whole, bounds = self.blob.tobytes(), self.offsets.tolist()
        return [whole[start:end] for start, end in itertools.pairwise(bounds)]


def is_postgresql(session: Session) -> bool:
    """Whether the session speaks to PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


@contextmanager
def bulk_reading(session: Session) -> Iterator[None]:
    """Around many statements of `read_columns`: PostgreSQL is told how to run them, and is as it was afterwards."""
    if not is_postgresql(session):
        yield
        return
    for setting, value in PLAN.items():
        session.execute(text(f"SET LOCAL {setting} TO {value}"))
    yield
    for setting in PLAN:
        session.execute(text(f"SET LOCAL {setting} TO DEFAULT"))


def read_columns(session: Session, statement: Select[Any], dtypes: Mapping[str, str]) -> dict[str, Any]:
    """Return the statement's columns: an array for each dtype of KINDS, Texts for TEXT. The rows keep the order the database gives them."""
    if is_postgresql(session):
        return _gathered(session, statement.subquery("read"), dtypes)
    rows = session.execute(statement).all()
    columns = zip(*rows, strict=True) if rows else [()] * len(dtypes)
    return {name: _column(values, dtype) for (name, dtype), values in zip(dtypes.items(), columns, strict=True)}


def _column(values: Any, dtype: str) -> Any:
    return Texts.of([value.encode() for value in values]) if dtype == TEXT else np.array(values, dtype)


def _gathered(session: Session, read: FromClause, dtypes: Mapping[str, str]) -> dict[str, Any]:
    """The rows of a statement as one row: how many they are, their numbers as one value, and one value for each column of texts."""
    texts = {name: func.convert_to(read.c[name], "UTF8", type_=BYTEA) for name, dtype in dtypes.items() if dtype == TEXT}
    numbers: dict[str, tuple[ColumnElement[Any], str]] = {name: (read.c[name], dtype) for name, dtype in dtypes.items() if dtype != TEXT}
    numbers |= {name: (func.octet_length(encoded), "int32") for name, encoded in texts.items()}
    record = reduce(lambda sent, more: sent.op("||")(more), (_sent(value, dtype) for value, dtype in numbers.values()))
    wanted = [func.string_agg(value, EMPTY, type_=BYTEA) for value in (record, *texts.values())]
    found = session.execute(select(func.count(), *wanted), execution_options={BINARY_RESULTS: True}).one()
    form = np.dtype([(name, KINDS[dtype][2]) for name, (_, dtype) in numbers.items()])
    rows = np.frombuffer(found[1] or b"", form)
    if len(rows) != found[0]:
        raise ValueError("a column that is read in bulk holds NULL")
    blobs = dict(zip(texts, found[2:], strict=True))
    return {name: _texts(blobs[name], rows[name]) if dtype == TEXT else rows[name].astype(dtype) for name, dtype in dtypes.items()}


def _sent(value: ColumnElement[Any], dtype: str) -> ColumnElement[bytes]:
    kind, send, _ = KINDS[dtype]
    sent: ColumnElement[bytes] = getattr(func, send)(cast(value, kind), type_=BYTEA)
    return sent


def _texts(blob: bytes | None, lengths: Array) -> Texts:
    return Texts(np.frombuffer(blob or b"", np.uint8), np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)]))


class or_nan(FunctionElement[float]):  # noqa: N801  (reads as the SQL function it becomes)
    """A number as float64, NaN for NULL. SQLite has no NaN, there the NULL becomes one when the array is made."""

    type = Double()
    inherit_cache = True


@compiles(or_nan)
def _or_nan(element: or_nan, compiler: Any, **options: Any) -> str:
    return f"coalesce({compiler.process(element.clauses, **options)}, 'NaN')"


@compiles(or_nan, "sqlite")
def _or_null(element: or_nan, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


def numbered(session: Session, rows: Mapping[str, int]) -> FromClause:
    """A table of the columns `key` and `row`, to join a text column with the numbers of its values.

    PostgreSQL gets the keys as the text of an array: adapting a list of thousands for every statement would cost the driver more.
    """
    if is_postgresql(session):
        keys = cast(literal(f"{{{','.join(map(_quoted, rows))}}}", String), ARRAY(String))
        listed = func.unnest(keys, cast(literal(f"{{{','.join(map(str, rows.values()))}}}", String), ARRAY(Integer)))
        return listed.table_valued("key", "row").render_derived("numbered")
    each = func.json_each(json.dumps(dict(rows), ensure_ascii=False)).table_valued("key", "value")
    return select(each.c.key, each.c.value.label("row")).cte("numbered").prefix_with("MATERIALIZED")


def _quoted(key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
