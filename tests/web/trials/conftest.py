"""A pilot that has begun, its posts and its people, and who works with it: their caseworker, another house's, a coordinator."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.accounts import Invite, accept_invitation, invite
from services.actors import COMMAND_LINE_ACTOR
from services.calendar import today
from services.installation import Installation
from tests.api.conftest import SEWING, WELDER, WELDING, Template, data_folder, knowledge, template  # noqa: F401  (fixtures)
from tests.api.programme import MOST, NIVA, OFFICE, many, programme_over
from tests.api.reading import answer_of
from tests.web.signing_in import GOOD_PASSWORD, Browser
from wsgi import create_app

PEOPLE = [*many(8), WELDER | {"surname": "Скрытый", "consent": "limited"}]
HIDDEN = f"GOM-{len(PEOPLE):04d}"
"""Somebody whom only their own organisation knows of."""
PLACES = 3


@dataclass
class Pilot:
    """Browsers by role, all in English; the pilot and its post; `on` is a day so many days from today."""

    installation: Installation
    own: Browser
    stranger: Browser
    coordinator: Browser
    employer: Browser
    pilot: str
    post: str

    def on(self, days: int) -> str:
        return (today() + timedelta(days=days)).isoformat()

    def terms(self, candidate: str, **more: str) -> dict[str, str]:
        """A whole agreement as somebody types it."""
        typed = {"candidate": candidate, "pilot": self.pilot, "vacancy": self.post, "from_on": self.on(-5), "until_on": self.on(5)}
        typed |= {"schedule": "Пн–пт, 8–17", "tasks": "Сварка рам", "pay_byn": "1 045,50", "pay_per": "month"}
        return typed | {"emergency_contact": "Сестра, 29 000"} | more

    def draw_up(self, candidate: str, by: Browser | None = None, **more: str) -> TestResponse:
        return (by or self.own).post("/trials/new", form_on=f"/trials/new?pilot={self.pilot}", **self.terms(candidate, **more))

    def signed(self, candidate: str, **more: str) -> str:
        """The address of a trial that was signed."""
        response = self.draw_up(candidate, **more)
        assert response.status_code == 303, re.findall(r'class="fault"[^>]*>(.*?)</span>\s*<', response.text)
        return response.location

    def send(self, address: str, what: str, by: Browser | None = None, **fields: str) -> TestResponse:
        return (by or self.own).post(f"{address}/{what}", form_on=address, **fields)

    def told(self, response: TestResponse, by: Browser | None = None) -> str:
        assert response.status_code == 303, response.text[:3000]
        return (by or self.own).get(response.location).text

    def one(self, query: str, **values: Any) -> Any:
        with self.installation.engine.connect() as connection:
            return connection.execute(text(query), values).scalar()


def _browser(app: Flask, installation: Installation, role: str, email: str, **whom: int) -> Browser:
    invited = invite(installation, COMMAND_LINE_ACTOR, Invite(email, f"The {role}", role, **whom))
    accept_invitation(installation, invited.token, GOOD_PASSWORD)
    browser = Browser(app)
    browser.client.set_cookie("language", "en")
    assert browser.sign_in(email).status_code == 302
    return browser


@pytest.fixture(scope="module")
def trials(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pilot]:  # noqa: F811  (the fixture)
    """One world for the tests of a file, on each kind of database; each speaks of people of its own."""
    with template.copy(tmp_path_factory.mktemp("trials")) as installation:
        made = programme_over(installation, PEOPLE)
        posts = [WELDING | {"places": PLACES, "pilot": True}, SEWING | {"places": 1, "pilot": True}]
        post, other = (answer_of(made.post("expert", "/vacancies", **said), 201)["reference"] for said in posts)
        days = {"starts_on": (today() - timedelta(days=30)).isoformat(), "ends_on": (today() + timedelta(days=60)).isoformat()}
        pilot = answer_of(made.post("second", "/pilots", title="Осень", organisation=MOST, **days), 201)["reference"]
        for vacancy in (post, other):
            answer_of(made.post("second", f"/pilots/{pilot}/posts", vacancy=vacancy))
        everybody = [f"GOM-{number:04d}" for number in range(1, len(PEOPLE) + 1)]
        answer_of(made.post("second", f"/pilots/{pilot}/intake", candidates=everybody))
        settings = replace(installation.settings, second_factor_required=False, rate_limit="off")
        place = Installation(settings, installation.engine)
        place._knowledge = template.knowledge
        app, houses = create_app(place), made.organisations
        browsers = (
            _browser(app, place, "caseworker", "own@kladka.example", organisation=houses[MOST]),
            _browser(app, place, "caseworker", "niva@kladka.example", organisation=houses[NIVA]),
            _browser(app, place, "coordinator", "office@kladka.example", organisation=houses[OFFICE]),
            _browser(app, place, "employer", "firm@kladka.example", employer=made.actors["employer"].employer_id or 0),
        )
        yield Pilot(place, *browsers, pilot, post)
