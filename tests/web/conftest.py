"""An application with the demo world behind it, on each kind of database: loaded once in a run, a test that writes gets a copy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.application import init_api
from services.actors import COMMAND_LINE_ACTOR
from services.demo import load_demo_world
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases
from web.application import init_web

DAY = "2026-11-22"
"""The day the demo world was written for."""


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """A database of one kind with the demo world, and the data folder that belongs to it."""

    databases: Databases
    url: str
    folder: Path

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Installation]:
        """The demo world once more, to be changed."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("*.sqlite3*"))
        with self.databases.copy_of(self.url, folder) as url:
            installation = Installation(Settings(url, folder))
            yield installation
            installation.engine.dispose()


def app_of(installation: Installation) -> Flask:
    app = Flask("kladka", static_folder=None)
    app.config["SECRET_KEY"] = "test"
    init_api(app, installation, lambda **_: COMMAND_LINE_ACTOR)
    init_web(app, installation)
    return app


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for both kinds of database: the resolver is built once and kept here."""
    return tmp_path_factory.mktemp("demo-world")


@pytest.fixture(scope="session")
def demo_world(databases: Databases, data_folder: Path) -> Iterator[DemoWorld]:
    """Copy it before changing anything."""
    with databases.empty(data_folder) as url:
        installation = Installation(Settings(url, data_folder))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        load_demo_world(installation, COMMAND_LINE_ACTOR)
        installation.engine.dispose()
        yield DemoWorld(databases, url, data_folder)


@pytest.fixture(scope="session")
def demo_installation(demo_world: DemoWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation for tests that only read pages (reading a ranking stores its run, which disturbs nobody)."""
    with demo_world.copy(tmp_path_factory.mktemp("pages") / "data") as installation:
        yield installation


@pytest.fixture(scope="session")
def demo_app(demo_installation: Installation) -> Flask:
    return app_of(demo_installation)


@pytest.fixture
def client(demo_app: Flask) -> FlaskClient:
    """A browser that comes for the first time."""
    return demo_app.test_client()


@pytest.fixture
def own_installation(demo_world: DemoWorld, tmp_path: Path) -> Iterator[Installation]:
    """The demo world for one test alone, to be changed."""
    with demo_world.copy(tmp_path / "data") as installation:
        yield installation


@pytest.fixture
def empty_client(databases: Databases, tmp_path: Path) -> Iterator[FlaskClient]:
    """The pages of an installation where nobody is yet."""
    with databases.empty(tmp_path) as url:
        installation = Installation(Settings(url, tmp_path))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        yield app_of(installation).test_client()
        installation.engine.dispose()
