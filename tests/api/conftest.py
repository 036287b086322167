"""An application of the API alone, on each kind of database: a fresh copy of one that was set up once, and a few people and vacancies.

What a process knows of words is read once for all tests: the copies have the same taxonomy.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import routes
from api.application import init_api
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.installation import Installation
from services.knowledge import Knowledge
from services.reference import upgrade_database
from services.settings import Settings
from tests.api.clock import Clock
from tests.databases import Databases

WELDER: dict[str, Any] = {
    "surname": "Кравцелин", "given_name": "Андрей", "place": {"province": "gomel", "town": "Гомель"}, "desired_work": "сварщик",
    "skills": "ручная дуговая сварка, полуавтомат, газовая резка", "qualifications": "электрогазосварщик 5 разряда, удостоверение 2011",
    "work_history": "2004–2019 сварщик, ремонтно-механический цех", "education": "vocational", "licences": ["B", "C"],
    "health_limits": [], "available_on": "2026-11-23", "shifts": ["day", "evening"], "minimum_pay_byn": 1800, "max_commute_km": 20,
    "transport": "bus", "housing_needed": False, "consent": "granted", "readiness": "ready", "travel_limit": "none",
}  # fmt: skip
SEAMSTRESS: dict[str, Any] = WELDER | {
    "surname": "Шершнёва", "given_name": "Алла", "desired_work": "швея", "skills": "промышленная машина, оверлок, пошив спецодежды",
    "qualifications": "швея 3 разряд, свидетельство 2022", "work_history": "2020–2026 швейный цех", "minimum_pay_byn": 1000,
    "licences": [], "bans": [{"duty": "handles_cash", "until": "2028-05-01"}], "home_hours": {"from": "22:00", "until": "06:00"},
}  # fmt: skip
WELDING: dict[str, Any] = {
    "employer": "ООО «Кропивстальмонтаж»", "unp": "481002322", "title": "Электрогазосварщик 4–5 разряда", "places": 2,
    "place": {"province": "gomel", "town": "Гомель"}, "essential_skills": "ручная дуговая сварка; газовая резка; чтение чертежей",
    "desirable_skills": "полуавтомат", "minimum_grade": 4, "duties": ["dust", "noise"], "schedule": "Mon-Fri 08:00-17:00",
    "pay_from_byn": 2000, "pay_to_byn": 2800, "starts_on": "2026-12-07", "closes_on": "2026-12-31", "documents": ["passport"],
}  # fmt: skip
SEWING: dict[str, Any] = WELDING | {
    "employer": "ОАО «Нитка»", "unp": None, "title": "Швея", "essential_skills": "пошив спецодежды; оверлок", "desirable_skills": None,
    "minimum_grade": None, "duties": ["noise"], "pay_from_byn": 1200, "pay_to_byn": 1600,
}  # fmt: skip
AS_OF = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Template:
    """A database with the reference content, to be copied, and what a process knows of its words."""

    databases: Databases
    url: str
    folder: Path
    knowledge: Knowledge

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Installation]:
        """An installation over a copy, with the keys of the original; it reads nothing of the taxonomy again."""
        shutil.copy(self.folder / "keys.json", folder)
        with self.databases.copy_of(self.url, folder) as url:
            installation = Installation(Settings(url, folder))
            installation._knowledge = self.knowledge
            yield installation
            installation.engine.dispose()


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the resolver is kept that all installations of these tests would build alike."""
    return tmp_path_factory.mktemp("template")


@pytest.fixture(scope="session")
def knowledge(data_folder: Path) -> Knowledge:
    """What a process knows of words."""
    installation = Installation(Settings(f"sqlite:///{data_folder / 'kladka.sqlite3'}", data_folder))
    upgrade_database(installation, COMMAND_LINE_ACTOR)
    with installation.reading(COMMAND_LINE_ACTOR, "learn the words") as unit:
        knowledge = installation.knowledge(unit.session)
    installation.engine.dispose()
    return knowledge


@pytest.fixture(scope="session")
def template(databases: Databases, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp("template")
    with databases.empty(folder) as url:
        installation = Installation(Settings(url, folder))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        installation.engine.dispose()
        yield Template(databases, url, folder, knowledge)


class CarefulClient(FlaskClient):
    """A client that reads a record before it changes it, as every client must; a test that names If-Match itself is left alone."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request, with the ETag of the record where one is asked for."""
        address, headers = str(args[0] if args else ""), dict(kwargs.get("headers") or {})
        record = CHANGES.sub("", address.partition("?")[0])
        changes = kwargs.get("method") == "PATCH" or record != address.partition("?")[0]
        if changes and "If-Match" not in headers:
            found = super().open(record, method="GET").headers.get("ETag")
            kwargs["headers"] = headers | {"If-Match": found or "*"}
        return super().open(*args, **kwargs)


ROUTES = sorted(path.stem for path in Path(routes.__file__).parent.glob("[a-z]*.py"))
CHANGES = re.compile(r"/(close|reopen|accept|reject|activate|approve|take|move|correct|signature)$")


def application_over(installation: Installation, actor: Actor = COMMAND_LINE_ACTOR) -> Flask:
    """An application with the API, asked by one actor, and one page outside it."""
    app = Flask("kladka_under_test")
    app.test_client_class = CarefulClient
    app.config["TESTING"] = True
    init_api(app, installation, lambda **_: actor)
    app.add_url_rule("/page", "page", lambda: "<p>a page</p>", methods=["GET"])
    return app


@pytest.fixture
def installation(template: Template, tmp_path: Path) -> Iterator[Installation]:
    with template.copy(tmp_path) as opened:
        yield opened


@pytest.fixture
def either(database_url: str, tmp_path: Path, knowledge: Knowledge) -> Iterator[Installation]:
    """An installation of its own with the reference content, on each kind of database."""
    installation = Installation(Settings(database_url, tmp_path))
    upgrade_database(installation, COMMAND_LINE_ACTOR)
    installation._knowledge = knowledge
    yield installation
    installation.engine.dispose()


@pytest.fixture
def programme(stood: Callable[[Path], AbstractContextManager[Any]], tmp_path: Path) -> Iterator[Any]:
    """A copy of the programme that a module has stood up once, in its own fixture `stood`, for one test to change."""
    with stood(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What this test takes for now."""
    return Clock(monkeypatch)


@pytest.fixture
def client(installation: Installation) -> FlaskClient:
    return application_over(installation).test_client()


@pytest.fixture(scope="module")
def crowded(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client with two people and two vacancies, registered through the API; for tests that leave them as they are."""
    with template.copy(tmp_path_factory.mktemp("crowded")) as opened:
        client = application_over(opened).test_client()
        populate(client)
        yield client


def populate(client: FlaskClient) -> None:
    for address, bodies in (("/api/v1/candidates", (WELDER, SEAMSTRESS)), ("/api/v1/vacancies", (WELDING, SEWING))):
        for body in bodies:
            response = client.post(address, json=body)
            assert response.status_code == 201, response.get_json()


@pytest.fixture
def acting_as(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Actor]:
    """`acting_as(Role.AUDITOR)`: from now on every request of this test is theirs, whichever application answers it."""

    def act(role: Role, name: str = "") -> Actor:
        organisation = ("Own", 1) if role in (Role.EXPERT, Role.CASEWORKER, Role.COORDINATOR) else (None, None)
        actor = Actor(name or role.value, f"Invented {role.value}", role, *organisation, employer_id=1 if role is Role.EMPLOYER else None)
        for module in ("api.identity", "api.rate_limits", *(f"api.routes.{route}" for route in ROUTES)):
            monkeypatch.setattr(f"{module}.current_actor", lambda **_: actor, raising=False)
        return actor

    return act
