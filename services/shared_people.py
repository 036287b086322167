"""Everybody for processes on this and other machines: a folder that holds one snapshot and one taxonomy still while they are worked on.

    <data folder>/index/run-<random>/people.snapshot   a second name of the snapshot of the start, which a renewal does not touch
    <data folder>/index/run-<random>/taxonomy.json

Other machines see the folder under the same path (a shared disk) and need no database. Nothing here knows of any cluster.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy.orm import Session

from matcher.snapshot.crowd import Crowd
from matcher.snapshot.files import SnapshotUnusable, StoredSnapshot, open_snapshot
from matcher.taxonomy import Taxonomy
from matcher.taxonomy_file import open_taxonomy, save_taxonomy
from services.errors import Unavailable
from services.installation import Installation
from services.liveindex import Followed, read_people
from services.snapshots import FILE, FOLDER, is_history_of

TAXONOMY_FILE = "taxonomy.json"
FOLDER_OF_A_RUN = "run-"
FORGOTTEN_AFTER = 7 * 24 * 3600
"""Seconds after which the folder of a run that was killed is taken away."""


@dataclass(frozen=True, slots=True)
class SharedPeople:
    """Everybody as this process has them (the snapshot of the folder, and who changed since), and where the others find the snapshot."""

    folder: Path
    crowd: Crowd


@contextmanager
def shared_people(installation: Installation, session: Session) -> Iterator[SharedPeople]:
    """Hold everybody still in a folder until the block is left. Raises Unavailable (`unavailable.snapshot`) where no file can be kept."""
    taxonomy = installation.knowledge(session).taxonomy
    installation.crowd(session)  # sees to it that a snapshot true to this database lies on the disk
    index = installation.settings.data_folder / FOLDER
    try:
        _forget_old(index)
        folder = Path(mkdtemp(prefix=FOLDER_OF_A_RUN, dir=index))
    except OSError as error:
        raise _no_file(index, error) from error
    try:
        try:
            _same_file(index / FILE, folder / FILE)
            save_taxonomy(taxonomy, folder / TAXONOMY_FILE)
            stored = open_snapshot(folder / FILE, taxonomy.version)
        except (OSError, SnapshotUnusable) as error:
            raise _no_file(folder, error) from error
        if not is_history_of(session, stored.history):
            raise _no_file(folder, SnapshotUnusable("the snapshot belongs to another database"))
        yield SharedPeople(folder, _with_changes(session, stored, taxonomy))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _with_changes(session: Session, stored: StoredSnapshot, taxonomy: Taxonomy) -> Crowd:
    def changed_too_much(_session: Session, _taxonomy: Taxonomy) -> tuple[Crowd, int]:
        raise Unavailable("unavailable.snapshot", remedy="try_again", parameters={"reason": "too many changes since the snapshot"})

    opened = Crowd.of(stored.snapshot, taxonomy), stored.position
    people = Followed("candidate", lambda _session, _taxonomy: opened, read_people, build_anew=changed_too_much)
    return people.current(session, lambda: taxonomy)


def _same_file(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a disk without second names
        shutil.copyfile(source, target)
        target.chmod(0o600)


def _forget_old(index: Path) -> None:
    for folder in index.glob(f"{FOLDER_OF_A_RUN}*"):
        if time.time() - folder.stat().st_mtime > FORGOTTEN_AFTER:
            shutil.rmtree(folder, ignore_errors=True)


def _no_file(folder: Path, error: Exception) -> Unavailable:
    return Unavailable("unavailable.snapshot", remedy="give_folder", parameters={"folder": str(folder), "reason": str(error)})


@lru_cache(maxsize=2)
def opened(folder: str) -> tuple[StoredSnapshot, Taxonomy]:
    """The snapshot and the taxonomy of a folder, opened once per process. Raises FileNotFoundError, SnapshotUnusable, TaxonomyError."""
    taxonomy = open_taxonomy(Path(folder) / TAXONOMY_FILE)
    return open_snapshot(Path(folder) / FILE, taxonomy.version), taxonomy
