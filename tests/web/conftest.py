"""An application with the demo world behind it, on each kind of database: loaded once in a run, a test that writes gets a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.application import init_api
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases
from tests.worlds import DemoWorld
from web.application import init_web


def app_of(installation: Installation) -> Flask:
    app = Flask("kladka", static_folder=None)
    app.config["SECRET_KEY"] = "test"
    init_api(app, installation, lambda **_: COMMAND_LINE_ACTOR)
    init_web(app, installation)
    return app


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
