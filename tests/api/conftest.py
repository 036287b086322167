"""An application of the API alone, over a fresh copy of a database that was set up once, and a few people and vacancies to ask about.

What a process knows of words is read once for all tests: the copies have the same taxonomy.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.application import init_api
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.knowledge import Knowledge
from services.reference import upgrade_database
from services.settings import Settings

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


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Knowledge]:
    """A database with the reference content, and what a process knows of its words."""
    folder = tmp_path_factory.mktemp("template")
    installation = Installation(Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder))
    upgrade_database(installation, COMMAND_LINE_ACTOR)
    with installation.reading(COMMAND_LINE_ACTOR, "learn the words") as unit:
        knowledge = installation.knowledge(unit.session)
    with installation.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    installation.engine.dispose()
    return folder / "kladka.sqlite3", knowledge


def open_copy(template: tuple[Path, Knowledge], folder: Path) -> Installation:
    """An installation over a copy of the template; it reads nothing of the taxonomy again."""
    shutil.copy(template[0], folder / "kladka.sqlite3")
    installation = Installation(Settings(f"sqlite:///{folder / 'kladka.sqlite3'}", folder))
    installation._knowledge = template[1]
    return installation


def application_over(installation: Installation) -> Flask:
    """An application with the API, and one page outside it."""
    app = Flask("kladka_under_test")
    app.config["TESTING"] = True
    init_api(app, installation)
    app.add_url_rule("/page", "page", lambda: "<p>a page</p>", methods=["GET"])
    return app


@pytest.fixture
def installation(template: tuple[Path, Knowledge], tmp_path: Path) -> Iterator[Installation]:
    opened = open_copy(template, tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def client(installation: Installation) -> FlaskClient:
    return application_over(installation).test_client()


@pytest.fixture(scope="module")
def crowded(template: tuple[Path, Knowledge], tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client with two people and two vacancies, registered through the API; for tests that leave them as they are."""
    opened = open_copy(template, tmp_path_factory.mktemp("crowded"))
    client = application_over(opened).test_client()
    populate(client)
    yield client
    opened.engine.dispose()


def populate(client: FlaskClient) -> None:
    for address, bodies in (("/api/v1/candidates", (WELDER, SEAMSTRESS)), ("/api/v1/vacancies", (WELDING, SEWING))):
        for body in bodies:
            response = client.post(address, json=body)
            assert response.status_code == 201, response.get_json()
