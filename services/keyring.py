"""The keys of an installation in their file: made at the first start, readable by its owner alone, read again when the file changed.

Who has the database and this file has the names; keep copies of both, in different places. Here must not live: what a key does
(models/sealing.py), or when a new one is made (services/key_rotation.py).
"""

import base64
import fcntl
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.sealing import SECRET_BYTES, Key, Keys
from services.errors import Conflict, InvalidValue, Unavailable

FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One key in the file. made_at: ISO, UTC."""

    number: int
    secret: bytes
    made_at: str

    def __repr__(self) -> str:
        return f"KeyEntry({self.number}, made_at={self.made_at})"


class KeyRing:
    """The keys in a file. Calling it gives the keys of now.

    holds_sealed: whether the database holds sealed values already; then a missing file is a loss, and no new one is made over it.
    Raises Unavailable (`unavailable.keys_missing`, `unavailable.keys_unreadable`) and InvalidValue (`invalid_value.keys_open`).
    """

    def __init__(self, path: Path, holds_sealed: Callable[[], bool]) -> None:
        self.path = path
        self._holds_sealed = holds_sealed
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._keys: Keys | None = None
        self._entries: tuple[KeyEntry, ...] = ()

    def __call__(self) -> Keys:
        """The keys as the file has them now; a look at its time stamp each time, because another process may have made a new key."""
        stamp = self._stamp_of_file()
        if self._keys is None or stamp != self._stamp:
            with self._lock:
                if stamp is None:
                    self._make_first()
                self._stamp, self._entries = self._stamp_of_file(), read_entries(self.path)
                self._keys = Keys(Key.of(entry.number, entry.secret) for entry in self._entries)
        return self._keys

    @property
    def entries(self) -> tuple[KeyEntry, ...]:
        """The keys in the file, oldest first."""
        self()
        return self._entries

    def add_key(self) -> int:
        """Make a new key, which seals from now on; its number."""
        number = max(entry.number for entry in self.entries) + 1
        write_entries(self.path, [*self._entries, new_entry(number)])
        return number

    def keep_only(self, numbers: set[int]) -> None:
        """Take every other key out of the file, for good."""
        write_entries(self.path, [entry for entry in self.entries if entry.number in numbers])

    @contextmanager
    def only_rotation(self) -> Iterator[None]:
        """Held while keys are changed. Raises Conflict (`conflict.rotation_runs`) when another process changes them."""
        descriptor = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict("conflict.rotation_runs", remedy="wait_for_rotation") from error
            yield
        finally:
            os.close(descriptor)

    def _stamp_of_file(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _make_first(self) -> None:
        if self._holds_sealed():
            raise Unavailable("unavailable.keys_missing", remedy="restore_keys", parameters={"file": str(self.path)})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # another process was faster, and its key is as good
            write_entries(self.path, [new_entry(1)], over=False)


def new_entry(number: int) -> KeyEntry:
    """A new secret."""
    return KeyEntry(number, secrets.token_bytes(SECRET_BYTES), datetime.now(UTC).isoformat(timespec="seconds"))


def read_entries(path: Path) -> tuple[KeyEntry, ...]:
    """The keys in a file. A file that others may read is refused: it protects nothing."""
    if path.stat().st_mode & 0o077:
        raise InvalidValue("invalid_value.keys_open", field="KLADKA_KEYS_FILE", remedy="close_keys", parameters={"file": str(path)})
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        found = tuple(KeyEntry(int(key["number"]), base64.b64decode(key["secret"]), str(key["made_at"])) for key in told["keys"])
        sound = told["format"] == FORMAT and found and all(len(entry.secret) == SECRET_BYTES and entry.number > 0 for entry in found)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise _unreadable(path) from error
    if not sound:
        raise _unreadable(path)
    return tuple(sorted(found, key=lambda entry: entry.number))


def _unreadable(path: Path) -> Unavailable:
    return Unavailable("unavailable.keys_unreadable", remedy="restore_keys", parameters={"file": str(path)})


def write_entries(path: Path, entries: Sequence[KeyEntry], *, over: bool = True) -> None:
    """Put a whole new file in place of the old one: after a crash there is the one or the other. Raises FileExistsError unless `over`."""
    told = [{"number": e.number, "secret": base64.b64encode(e.secret).decode(), "made_at": e.made_at} for e in entries]
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump({"format": FORMAT, "keys": told}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if over:
            draft.replace(path)
        else:
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _keep_folder(path.parent)


def _keep_folder(folder: Path) -> None:
    """A new name in a folder lasts through a power cut only once the folder itself is on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
