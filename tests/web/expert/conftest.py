"""A small programme whose people open the pages: one world for a module, on each kind of database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from services.calendar import today
from services.slip_views import SlipView
from services.slips import IssueSlip, issue_slip
from tests.api.conftest import Template, application_over, data_folder, knowledge, template
from tests.api.programme import MOST, Programme, many, standing
from tests.api.reading import answer_of
from tests.web.markup import Page
from web.application import init_web

__all__ = ["data_folder", "knowledge", "template"]
"""Fixtures of the tests of the API, used here too."""
PEOPLE = [*many(8), *many(1, surname="Шершнёв", consent="withheld")]
"""GOM-0001 to GOM-0008 agreed to be seen by all; GOM-0009 is known to their own foundation alone."""
SEEN, HIDDEN = len(PEOPLE) - 1, "GOM-0009"
Open = Callable[[Path], AbstractContextManager[Programme]]
TODAY = today().isoformat()


@dataclass
class Office:
    """The programme with its pages: `office["expert"]` is a browser in which the expert has signed in."""

    programme: Programme
    _browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def __getitem__(self, name: str) -> FlaskClient:
        if name not in self._browsers:
            app = application_over(self.programme.installation, self.programme.actors[name])
            app.secret_key = "test"
            init_web(app, self.programme.installation)
            self._browsers[name] = FlaskClient(app, app.response_class)
        return self._browsers[name]

    def page(self, name: str, address: str, status: int = 200) -> Page:
        response = self[name].get(address)
        assert response.status_code == status, response.text[-2000:]
        return Page(response.text)

    def statements_of(self, address: str) -> int:
        """How many statements the expert's page takes when it is opened again."""
        counted: list[object] = []

        def count(*_ignored: object) -> None:
            counted.append(None)

        self["expert"].get(address)
        engine = self.programme.installation.engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            assert self["expert"].get(address).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    def send(self, name: str, address: str, /, **fields: Any) -> TestResponse:
        return self[name].post(address, data=fields)

    def agreed_to_their_own_alone(self, person: str) -> None:
        """As if the person had never agreed to be seen by all."""
        general = "purpose = 'matching' AND organisation_id IS NULL AND candidate_id = (SELECT id FROM candidate WHERE case_reference = :r)"
        with self.programme.installation.engine.begin() as connection:
            own = {"r": person, "o": self.programme.organisations[MOST]}
            connection.execute(text(f"UPDATE consent SET organisation_id = :o WHERE {general}"), own)
            connection.execute(text("UPDATE candidate SET consent = 'withheld' WHERE case_reference = :r"), own)

    def shortlisted(self, person: str) -> int:
        """The number of a placement on the short list, put there from the ranking page."""
        sent = self.send("expert", f"/vacancies/VAC-0001/candidates/{person}/shortlist", note="разряд подходит")
        assert sent.status_code == 303, sent.text[-2000:]
        found = answer_of(self.programme.get("expert", f"/placements?candidate={person}&open_only=true"))["placements"]
        return int(found[0]["id"])

    def agreed(self, person: str) -> int:
        """The same, and the person agreed to meet the employer."""
        number = self.shortlisted(person)
        self.programme.consent(person, "introduction", vacancy="VAC-0001", fields=["first_name", "contact", "profile"])
        moved = self.send("most", f"/placements/{number}/move", to="consented")
        assert moved.status_code == 303, moved.text[-2000:]
        return number

    def slip_out(self, person: str) -> SlipView:
        """The same, and the person carries a slip to the employer."""
        number = self.agreed(person)
        self.programme.introduce(person, by="expert")
        assert self.send("expert", f"/placements/{number}/move", to="referred").status_code == 303
        days = (today() + timedelta(days=3), today() + timedelta(days=9))
        return issue_slip(self.programme.installation, self.programme.actors["expert"], IssueSlip(number, *days))


@pytest.fixture(scope="module")
def stood(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with standing(template, tmp_path_factory.mktemp("office"), PEOPLE) as opened:
        yield opened


@pytest.fixture(scope="module")
def office(stood: Open, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One world for a module: each test has people of its own."""
    with stood(tmp_path_factory.mktemp("own")) as programme:
        yield Office(programme)


@pytest.fixture
def own_office(stood: Open, tmp_path: Path) -> Iterator[Office]:
    """A world where nothing has happened yet."""
    with stood(tmp_path) as programme:
        yield Office(programme)
