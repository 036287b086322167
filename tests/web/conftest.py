"""An application with the demo world behind it: the world is loaded once in a run, every test that writes gets its own copy of the file."""

import shutil
from collections.abc import Iterator
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
from web.application import init_web

DAY = "2026-11-22"
"""The day the demo world was written for."""


def installation_at(folder: Path) -> Installation:
    return Installation(Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder))


def app_of(installation: Installation) -> Flask:
    app = Flask("kladka", static_folder=None)
    app.config["SECRET_KEY"] = "test"
    init_api(app, installation)
    init_web(app, installation)
    return app


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo world. Copy it before changing anything."""
    folder = tmp_path_factory.mktemp("demo-world")
    installation = installation_at(folder)
    upgrade_database(installation, COMMAND_LINE_ACTOR)
    load_demo_world(installation, COMMAND_LINE_ACTOR)
    installation.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def demo_installation(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation for tests that only read pages (reading a ranking stores its run, which disturbs nobody)."""
    folder = tmp_path_factory.mktemp("pages") / "data"
    shutil.copytree(demo_folder, folder)
    installation = installation_at(folder)
    yield installation
    installation.engine.dispose()


@pytest.fixture(scope="session")
def demo_app(demo_installation: Installation) -> Flask:
    return app_of(demo_installation)


@pytest.fixture
def client(demo_app: Flask) -> FlaskClient:
    """A browser that comes for the first time."""
    return demo_app.test_client()


@pytest.fixture
def own_installation(demo_folder: Path, tmp_path: Path) -> Iterator[Installation]:
    """The demo world for one test alone, to be changed."""
    shutil.copytree(demo_folder, tmp_path / "data")
    installation = installation_at(tmp_path / "data")
    yield installation
    installation.engine.dispose()


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[FlaskClient]:
    """The pages of an installation where nobody is yet."""
    installation = installation_at(tmp_path)
    upgrade_database(installation, COMMAND_LINE_ACTOR)
    yield app_of(installation).test_client()
    installation.engine.dispose()
