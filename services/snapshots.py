"""The snapshot of people on disk: opened when it fits this database and taxonomy, else built anew with a log line; renewed beside the work.

All processes of a data folder share one file and map it once. A snapshot remembers the last audit event it has seen (`history`): one that
belongs to another database, or to a history that was rolled back, is never served.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.snapshot.build import build_snapshot
from matcher.snapshot.crowd import Crowd
from matcher.snapshot.files import SnapshotUnusable, StoredSnapshot, open_snapshot, save_snapshot
from matcher.taxonomy import Taxonomy
from models.audit import AuditEvent, AuditHead
from services.candidate_tables import read_candidate_table

logger = logging.getLogger(__name__)

FOLDER, FILE = "index", "people.snapshot"
RENEW_FROM = 1_000
"""Changes since the snapshot from which a new one is built: each of them is looked at by itself in every ranking."""


class Beside:
    """Does something in a thread beside the work, once at a time. What goes wrong there is logged; the work goes on."""

    def __init__(self, task: Callable[[], None]) -> None:
        self._task = task
        self._busy = threading.Lock()

    def __call__(self) -> None:
        """Start, unless it is running already."""
        if self._busy.acquire(blocking=False):
            threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._task()
        except Exception:
            logger.exception("what was done beside the work failed")
        finally:
            self._busy.release()


class Snapshots:
    """The snapshot file of a data folder."""

    def __init__(self, data_folder: Path) -> None:
        self.path = data_folder / FOLDER / FILE
        self._seen: tuple[int, int] | None = None
        self._refused: tuple[int, int] | None = None

    def crowd(self, session: Session, taxonomy: Taxonomy) -> tuple[Crowd, int]:
        """Everybody up to a point of the change feed, and that point."""
        stored = self._open(session, taxonomy) or self._build_alone(session, taxonomy)
        return Crowd.of(stored.snapshot, taxonomy), stored.position

    def crowd_anew(self, session: Session, taxonomy: Taxonomy) -> tuple[Crowd, int]:
        """Everybody as they are now, read from the database and kept for the next process: after more changes than one reads singly."""
        with self._only_builder(wait=True):
            stored = self._build(session, taxonomy)
            self._save(stored)
            self._seen = self._on_disk()
        return Crowd.of(stored.snapshot, taxonomy), stored.position

    def is_renewed(self) -> bool:
        """Whether another file than the one last opened or written lies there."""
        return self._seen is not None and self._on_disk() not in (None, self._seen)

    def renew(self, session: Session, taxonomy: Taxonomy) -> None:
        """Build the snapshot of now and put it in place of the old one; does nothing when somebody else is building."""
        with self._only_builder(wait=False) as alone:
            if alone:
                self._save(self._build(session, taxonomy))

    def _open(self, session: Session, taxonomy: Taxonomy) -> StoredSnapshot | None:
        seen = self._on_disk()
        try:
            stored = open_snapshot(self.path, taxonomy.version)
            if not is_history_of(session, stored.history):
                raise SnapshotUnusable(f"{self.path} belongs to another database or to a past that was taken back")
        except FileNotFoundError:
            return None
        except (SnapshotUnusable, OSError) as error:
            logger.warning("the snapshot of people is built anew: %s", error)
            self._refused = seen
            return None
        self._seen = seen
        return stored

    def _build_alone(self, session: Session, taxonomy: Taxonomy) -> StoredSnapshot:
        """Build while others wait, or open what another process has built meanwhile."""
        with self._only_builder(wait=True):
            if self._on_disk() not in (None, self._seen, self._refused):
                stored = self._open(session, taxonomy)
                if stored is not None:
                    return stored
            stored = self._build(session, taxonomy)
            self._save(stored)
            self._seen = self._on_disk()
            return stored

    def _build(self, session: Session, taxonomy: Taxonomy) -> StoredSnapshot:
        head = session.execute(select(AuditHead.sequence, AuditHead.hash, AuditHead.feed_sequence)).one()
        table = read_candidate_table(session, taxonomy.row_of).table
        return StoredSnapshot(build_snapshot(table, taxonomy), head.feed_sequence, f"{head.sequence}:{head.hash}")

    def _save(self, stored: StoredSnapshot) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            save_snapshot(stored, self.path)
        except OSError:
            logger.warning("the snapshot of people could not be kept on disk; every process builds its own", exc_info=True)

    def _on_disk(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    @contextmanager
    def _only_builder(self, *, wait: bool) -> Iterator[bool]:
        """Held by the one process that builds; False when another holds it and we do not wait. It goes with the process."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:  # a read-only disk: nothing can be shared, so nothing needs a lock
            yield True
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(descriptor)
            yield False
            return
        try:
            yield True
        finally:
            os.close(descriptor)


def is_history_of(session: Session, history: str) -> bool:
    """Whether the audit trail of this database holds the event that a snapshot saw last."""
    sequence, _, seen = history.partition(":")
    if sequence == "0":
        return session.scalar(select(AuditHead.sequence)) == 0
    return session.scalar(select(AuditEvent.hash).where(AuditEvent.sequence == int(sequence))) == seen
