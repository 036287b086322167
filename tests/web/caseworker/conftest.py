"""A caseworker at work in the demo world with its story, and a stranger of another organisation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.web.signing_in import Browser, account
from tests.web.stage import Stage, opened_stage


@dataclass
class Work:
    """The stage, the caseworker's browser and the stranger's."""

    stage: Stage
    own: Browser
    stranger: Browser

    def one(self, query: str, **values: Any) -> Any:
        """One value of the database."""
        with self.stage.installation.engine.connect() as connection:
            return connection.execute(text(query), values).scalar()

    @property
    def person(self) -> str:
        return self.stage.records["person"]

    @property
    def check_in(self) -> str:
        return f"/placements/{self.stage.records['asked_about']}/check-ins/{self.stage.records['check_in']}"

    def told(self, response: TestResponse, browser: Browser | None = None) -> str:
        """The page that a sent form led to."""
        assert response.status_code == 303, (response.status_code, response.text[:3000])
        return (browser or self.own).get(response.location).text


@pytest.fixture(scope="module")
def work(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    """One world for the tests of a file; each speaks of people of its own, or of what the others leave alone."""
    with opened_stage(stage_folder, tmp_path_factory.mktemp("caseworker") / "data") as stage:
        told, own, stranger = stage.accounts["caseworker"], Browser(stage.app), Browser(stage.app)
        own.client.set_cookie("language", "en")
        stranger.client.set_cookie("language", "en")
        assert own.sign_in(told.email, told.password).status_code == 302
        assert stranger.sign_in(account(stage.installation, "caseworker", "stranger@kladka.example")).status_code == 302
        yield Work(stage, own, stranger)


@pytest.fixture
def register(work: Work) -> Callable[..., str]:
    """Register a person in four steps; gives the case reference."""

    def do(surname: str = "Вересов", agreed: str = "spoken", **typed: Any) -> str:
        first = work.own.post("/candidates/new", surname=surname, given_name="Олег", **{"place.town": "Гомель", "place.province": "gomel"})
        assert first.status_code == 303, first.text[:2000]
        draft = first.location.removesuffix("/skills")
        skills = {"skills": "ручная дуговая сварка, газовая резка, чтение чертежей", "work_history": "2015–2023 электрогазосварщик"}
        assert work.own.post(f"{draft}/skills", **(skills | typed)).status_code == 303
        ready = {"readiness": "ready", "available_on": "2026-11-20", "shifts": "day", "minimum_pay_byn": "900", "max_commute_km": "30"}
        assert work.own.post(f"{draft}/papers", transport="bus", **ready).status_code == 303
        page = work.own.get(f"{draft}/consent").text
        digest = page.split('name="text_digest" value="')[1][:64]
        done = work.own.post(f"{draft}/consent", agreed=agreed, text_digest=digest, text_language="en")
        assert done.status_code == 303, done.text[:2000]
        return done.location.rsplit("/", 1)[1]

    return do
