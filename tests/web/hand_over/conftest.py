"""Two caseworkers of two organisations in the demo world with its story, where one offer waits for the demo caseworker's answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from models.queries.candidates import find_identities
from services.actors import COMMAND_LINE_ACTOR
from tests.web.signing_in import Browser, account
from tests.web.stage import Stage, opened_stage


@dataclass
class Houses:
    """The stage; own: the demo caseworker's browser; other: that of the organisation which offers in the story; third: of neither."""

    stage: Stage
    own: Browser
    other: Browser
    third: Browser
    names: dict[str, str]
    numbers: dict[str, int]

    def one(self, query: str, **values: Any) -> Any:
        """One value of the database."""
        with self.stage.installation.engine.connect() as connection:
            return connection.execute(text(query), values).scalar()

    def change(self, statement: str, **values: Any) -> None:
        """Something that happened beside the pages."""
        with self.stage.installation.engine.begin() as connection:
            connection.execute(text(statement), values)

    def person(self, place: int) -> str:
        """One of the demo caseworker's people who agreed to be seen by all; each test takes another."""
        found = (
            "SELECT case_reference FROM candidate WHERE organisation_id = :o AND consent = 'granted' AND status = 'active' ORDER BY id DESC"
        )
        return str(self.one(f"{found} LIMIT 1 OFFSET {int(place)}", o=self.numbers["own"]))

    def surname(self, reference: str) -> str:
        """As it is sealed."""
        with self.stage.installation.reading(COMMAND_LINE_ACTOR, "who is it") as unit:
            return str(find_identities(unit.session, references=[reference])[reference].surname)

    def offer(self, reference: str, note: str = "Переезжает в Речицу, звонить вечером") -> int:
        """Offer one's own person to the other organisation through the form; the number of the offer."""
        sent = self.own.post(f"/candidates/{reference}/hand-over", organisation=str(self.numbers["other"]), note=note)
        assert sent.status_code == 303, sent.text[:2000]
        return int(self.one("SELECT max(id) FROM hand_over"))

    def agreed_to_one(self, reference: str, organisation: int) -> None:
        """As if the person had agreed to be seen by one organisation, and not by all."""
        general = "purpose = 'matching' AND organisation_id IS NULL AND candidate_id = (SELECT id FROM candidate WHERE case_reference = :r)"
        self.change(f"UPDATE consent SET organisation_id = :o WHERE {general}", r=reference, o=organisation)
        self.change("UPDATE candidate SET consent = 'withheld' WHERE case_reference = :r", r=reference)

    def told(self, response: TestResponse, browser: Browser | None = None) -> str:
        """The page that a sent form led to."""
        assert response.status_code == 303, (response.status_code, response.text[:3000])
        return (browser or self.own).get(response.location).text


@pytest.fixture(scope="module")
def houses(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with opened_stage(stage_folder, tmp_path_factory.mktemp("hand_over") / "data") as stage:
        with stage.installation.engine.connect() as connection:
            own, other = connection.execute(text("SELECT to_organisation_id, from_organisation_id FROM hand_over")).one()
            names = {row.id: row.name for row in connection.execute(text("SELECT id, name FROM organisation"))}
        demo = stage.accounts["caseworker"]
        email = account(stage.installation, "caseworker", "neighbour@kladka.example", organisation=other)
        third = account(stage.installation, "caseworker", "third@kladka.example")
        browsers = [Browser(stage.app) for _ in range(3)]
        for browser, who in zip(browsers, ((demo.email, demo.password), (email,), (third,)), strict=True):
            browser.client.set_cookie("language", "en")
            assert browser.sign_in(*who).status_code == 302
        yield Houses(stage, *browsers, {"own": names[own], "other": names[other]}, {"own": own, "other": other})
