"""The demo world, made once in a run: by the first worker that wants it, for all workers and both kinds of database. Tests get copies."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.actors import COMMAND_LINE_ACTOR
from services.demo import load_demo_world
from services.installation import Installation
from services.moving import move_database
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases

DAY = "2026-11-22"
"""The day the demo world was written for."""
DATABASE = "kladka.sqlite3"


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """A database of one kind with the demo world, and the data folder that belongs to it."""

    databases: Databases
    url: str
    folder: Path

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Installation]:
        """The demo world once more, to be changed. folder: where its data folder will be; it must not be there yet."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("*.sqlite3*"))
        with self.databases.copy_of(self.url, folder) as url:
            installation = Installation(Settings(url, folder))
            yield installation
            installation.engine.dispose()


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, filled by whichever process of this run comes first; the others wait."""
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def _make_demo_world(folder: Path) -> None:
    place = Installation(Settings(f"sqlite:///{folder / DATABASE}", folder))
    upgrade_database(place, COMMAND_LINE_ACTOR)
    load_demo_world(place, COMMAND_LINE_ACTOR)
    place.engine.dispose()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def demo_folder(run_folder: Path) -> Path:
    """A data folder with the demo world in SQLite, and the resolver that goes with it. Copy it; never write into it."""
    return made_once(run_folder / "worlds" / "demo", _make_demo_world)


@pytest.fixture(scope="session")
def demo_world(databases: Databases, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoWorld]:
    """The demo world on each kind of database. Copy it before changing anything."""
    if databases.server is None:
        yield DemoWorld(databases, f"sqlite:///{demo_folder / DATABASE}", demo_folder)
        return
    own = tmp_path_factory.mktemp("demo-world")  # whoever moves a file holds it: each worker moves one of its own
    shutil.copytree(demo_folder, own, dirs_exist_ok=True)
    with databases.empty(own) as url:
        source = Installation(Settings(f"sqlite:///{own / DATABASE}", own))
        move_database(source, COMMAND_LINE_ACTOR, url)
        source.engine.dispose()
        yield DemoWorld(databases, url, demo_folder)
