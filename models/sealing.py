"""Sealed columns: what names or contacts a person is stored encrypted and bound to its row, so that a stolen file tells nothing.

A sealed value is AES-256-GCM (NIST SP 800-38D): number of the key (4 bytes), nonce (12), ciphertext and tag. Table, column and key of the
row are its associated data: put into another row or column it cannot be opened. Keys come with the session (`session.info[KEYS]`), put
there by the installation; a session without them can neither write nor read a sealed value. A record shows plain values (`SealedValue`);
what is not yet sealed is a `Plain`, which no statement accepts. Here must not live: where keys are kept (services/keyring.py).
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Dialect, LargeBinary, event
from sqlalchemy import inspect as inspect_record
from sqlalchemy.orm import Mapper, Session, object_session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeDecorator

KEYS = "kladka_keys"
"""Where a session carries its KeySource."""
SECRET_BYTES, NUMBER_BYTES, NONCE_BYTES, TAG_BYTES = 32, 4, 12, 16

T = TypeVar("T")


class SealBroken(Exception):  # noqa: N818  (it reads as a fact)
    """A sealed value cannot be opened. reason: `no_keys`, `unknown_key`, or `moved` (altered, or sealed for another row or column)."""

    def __init__(self, reason: str, place: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.reason, self.place = reason, place


@dataclass(frozen=True, slots=True)
class Key:
    """One secret's two keys: for sealing, and for the blind index; neither tells anything about the other (HKDF, RFC 5869)."""

    number: int
    sealing: AESGCM = field(repr=False)
    blinding: bytes = field(repr=False)

    @classmethod
    def of(cls, number: int, secret: bytes) -> "Key":
        """Derive both keys from 32 secret bytes."""
        return cls(number, AESGCM(_derived(secret, b"kladka: sealing")), _derived(secret, b"kladka: blind index"))


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), SECRET_BYTES, salt=None, info=purpose).derive(secret)


class Keys:
    """The keys of one moment. The one with the greatest number seals; the others open what is not yet sealed anew."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.by_number = {key.number: key for key in keys}
        self.active = self.by_number[max(self.by_number)]

    def seal(self, place: str, row: int, text: str) -> bytes:
        """Seal a text for one row. place: "table.column"."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self.active.sealing.encrypt(nonce, text.encode(), _bound(place, row))
        return self.active.number.to_bytes(NUMBER_BYTES, "big") + nonce + sealed

    def seal_column(self, place: str, rows: Sequence[int], texts: Sequence[str | None]) -> list[bytes | None]:
        """Seal a text for each row; None stays None."""
        return [None if text is None else self.seal(place, row, text) for row, text in zip(rows, texts, strict=True)]

    def unseal(self, place: str, row: int, sealed: bytes) -> str:
        """The text. Raises SealBroken (`unknown_key`, `moved`)."""
        key = self.by_number.get(key_number(sealed))
        if key is None:
            raise SealBroken("unknown_key", place)
        nonce, rest = sealed[NUMBER_BYTES : NUMBER_BYTES + NONCE_BYTES], sealed[NUMBER_BYTES + NONCE_BYTES :]
        try:
            return key.sealing.decrypt(nonce, rest, _bound(place, row)).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken("moved", place) from error

    def blind(self, kind: str, value: str) -> int:
        """What stands in the blind index for a value: the first 64 bits of HMAC-SHA-256, as a signed whole number."""
        return _blind(self.active, kind, value)

    def blind_any(self, kind: str, value: str) -> tuple[int, ...]:
        """The same under every key, for looking up while rows are being sealed anew."""
        return tuple(_blind(key, kind, value) for key in self.by_number.values())


KeySource = Callable[[], Keys]


def key_number(sealed: bytes) -> int:
    """Number of the key that a value was sealed with."""
    return int.from_bytes(sealed[:NUMBER_BYTES], "big")


def _bound(place: str, row: int) -> bytes:
    return f"{place}\0{row}".encode()


def _blind(key: Key, kind: str, value: str) -> int:
    digest = hmac.digest(key.blinding, f"{kind}\0{value}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big", signed=True)


@dataclass(frozen=True, slots=True)
class Plain:
    """A value on its way into a sealed column."""

    text: str

    def __repr__(self) -> str:
        return "Plain(***)"


class Sealed(TypeDecorator[bytes]):
    """The type of a sealed column: bytes in the database and in the mapped attribute."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> bytes | None:
        """Refuse whatever is not sealed."""
        if value is not None and not isinstance(value, bytes):
            raise TypeError("a plain value never goes into a sealed column")
        return value

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> bytes | None:
        """Bytes, whatever the driver calls them."""
        return None if value is None else bytes(value)


class SealedRecord:
    """A mapped class with sealed columns: seals them on their way into the database."""

    __sealed__: tuple[str, ...]
    """Names of the sealed columns; each is mapped as `_<name>` and shown by a SealedValue called <name>."""
    __tablename__: str


class SealedValue(Generic[T]):
    """Shows a sealed column as its plain value, and takes one. Text unless told how it is written and read."""

    def __init__(self, write: Callable[[T], str], read: Callable[[str], T]) -> None:
        self.write, self.read = write, read

    def __set_name__(self, owner: type[SealedRecord], name: str) -> None:
        self.column, self.attribute, self.place = name, f"_{name}", f"{owner.__tablename__}.{name}"

    @overload
    def __get__(self, record: None, owner: type[object]) -> "SealedValue[T]": ...
    @overload
    def __get__(self, record: object, owner: type[object]) -> T | None: ...
    def __get__(self, record: object | None, owner: type[object]) -> "SealedValue[T] | T | None":
        if record is None:
            return self
        held = getattr(record, self.attribute)
        if held is None:
            return None
        text = held.text if isinstance(held, Plain) else keys_of(record, self.place).unseal(self.place, row_of(record), held)
        return self.read(text)

    def __set__(self, record: object, value: T | None) -> None:
        if self.__get__(record, type(record)) != value:  # else the same value sealed anew would look like a change
            setattr(record, self.attribute, None if value is None else Plain(self.write(value)))


def sealed_text() -> SealedValue[str]:
    """Show a sealed text."""
    return SealedValue(str, str)


def sealed_day() -> SealedValue[date]:
    """Show a sealed day."""
    return SealedValue(date.isoformat, date.fromisoformat)


def sealed_json() -> SealedValue[dict[str, Any]]:
    """Show a sealed JSON object."""
    return SealedValue(lambda value: json.dumps(value, ensure_ascii=False, allow_nan=False), json.loads)


def row_of(record: object) -> int:
    """The number of the row, which its sealed values are bound to."""
    (number,) = inspect_record(record).mapper.primary_key_from_instance(record)
    return int(number)


def keys_of(record: object, place: str) -> Keys:
    """The keys of the record's session, or of the session it was read in. Raises SealBroken (`no_keys`)."""
    session = object_session(record)
    source = session.info.get(KEYS) if session is not None else record.__dict__.get(KEYS)
    if source is None:
        raise SealBroken("no_keys", place)
    keys: Keys = source()
    return keys


def _remember(record: Any, session: Session | None) -> None:
    if session is not None:
        record.__dict__[KEYS] = session.info.get(KEYS)


def _seal(record: SealedRecord) -> None:
    for column in record.__sealed__:
        held = getattr(record, f"_{column}")
        if isinstance(held, Plain):
            place = f"{record.__tablename__}.{column}"
            setattr(record, f"_{column}", keys_of(record, place).seal(place, row_of(record), held.text))


@event.listens_for(SealedRecord, "load", propagate=True)
def _loaded(record: Any, context: Any) -> None:
    _remember(record, context.session)


@event.listens_for(SealedRecord, "before_update", propagate=True)
def _before_update(_mapper: Mapper[Any], _connection: Connection, record: Any) -> None:
    _seal(record)


@event.listens_for(SealedRecord, "before_insert", propagate=True)
def _before_insert(mapper: Mapper[Any], _connection: Connection, record: Any) -> None:
    """A row that the database will number has nothing yet to be bound to: its values wait for the number."""
    _remember(record, object_session(record))
    if None not in mapper.primary_key_from_instance(record):
        _seal(record)
        return
    waiting = {column: held for column in record.__sealed__ if isinstance(held := getattr(record, f"_{column}"), Plain)}
    for column in waiting:
        setattr(record, f"_{column}", None)
    record.__dict__["_waiting"] = waiting


@event.listens_for(SealedRecord, "after_insert", propagate=True)
def _after_insert(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    sealed = {}
    for column, plain in record.__dict__.pop("_waiting", {}).items():
        place = f"{record.__tablename__}.{column}"
        sealed[column] = keys_of(record, place).seal(place, row_of(record), plain.text)
        set_committed_value(record, f"_{column}", sealed[column])
    if sealed:
        table: Any = mapper.local_table
        connection.execute(table.update().where(mapper.primary_key[0] == row_of(record)).values(sealed))
