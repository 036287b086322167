"""The log of the server: one JSON object per request and failure, and nothing in it that a person typed or that names anybody."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from api.logs import configure_logs
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases
from tests.web.signing_in import Browser, account
from wsgi import create_app

CANARY = "канарейка"
LATIN_CANARY = "canarybird"
ADDRESSES = (
    "/vacancies/{}", "/candidates/{}", "/search?q={}", "/accounts?q={}", "/invitations/{}", "/nowhere/{}", "/broken/{}", "/refused/{}",
    "/password/reset/{}", "/api/v1/broken/{}", "/api/v1/candidates/{}", "/api/v1/vacancies?q={}",
)  # fmt: skip
WRITTEN = {"event", "level", "logger", "timestamp", "method", "route", "status", "milliseconds", "actor", "correlation_id"}


@pytest.fixture
def place(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    with databases.empty(tmp_path) as url:
        installation = Installation(Settings(url, tmp_path, second_factor_required=False))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        yield installation
        installation.engine.dispose()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the server wrote; the loggers are given back as they were."""
    root, requests = logging.getLogger(), logging.getLogger("kladka.requests")
    before = root.handlers[:], root.level, requests.level
    stream = io.StringIO()
    configure_logs(stream)
    yield stream
    root.handlers[:], level, requests_level = before
    root.setLevel(level)
    requests.setLevel(requests_level)


def app_with_failures(place: Installation) -> Flask:
    app = create_app(place)

    def fail(what: str) -> str:
        raise ValueError(f"cannot use {what}") from KeyError(what)

    def refuse(what: str) -> str:
        with place.engine.begin() as connection:
            connection.exec_driver_sql(f"INSERT INTO nowhere VALUES ('{what}')")
        return ""

    app.add_url_rule("/broken/<what>", "broken", fail)
    app.add_url_rule("/refused/<what>", "refused", refuse)
    app.add_url_rule("/api/v1/broken/<what>", "api_broken", fail)
    return app


def test_no_canary_reaches_the_log_whatever_is_asked(place: Installation, written: io.StringIO) -> None:
    app = app_with_failures(place)
    email = account(place, "administrator", f"{LATIN_CANARY}@kladka.example")
    browser = Browser(app)
    browser.sign_in(email, f"{CANARY}-wrong")
    browser.sign_in(email)
    for word in (CANARY, LATIN_CANARY):
        for address in ADDRESSES:
            browser.get(address.format(word))
            app.test_client().get(address.format(word), headers={"User-Agent": word, "Referer": f"http://{word}/", "X-Request-Id": word})
        browser.post("/accounts", name=word, email=f"{word}2@kladka.example", role="auditor")
        browser.post("/organisations", name=word, kind=word)
        browser.post("/password/reset", email=f"{word}@kladka.example")
        app.test_client().post("/api/v1/tokens", json={"email": f"{word}@x.example", "password": word})
        app.test_client().post("/api/v1/candidates", json={word: word})
        app.test_client().open("/vacancies", method=f"{LATIN_CANARY.upper()}")
    log = written.getvalue()
    assert CANARY not in log
    assert LATIN_CANARY not in log.casefold()
    assert json.dumps(CANARY)[1:-1] not in log
    assert len(log.splitlines()) > 60


def test_a_request_is_one_line_that_says_who_what_and_how_long(place: Installation, written: io.StringIO) -> None:
    browser = Browser(create_app(place))
    browser.sign_in(account(place, "administrator"))
    written.truncate(0)
    written.seek(0)
    browser.get("/vacancies/VAC-404?as_of=2026-11-22")
    browser.client.get("/api/v1/organisations")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/vacancies/<reference>", 403), ("GET", "/api/v1/organisations", 200),
    ]  # fmt: skip
    for line in lines:
        assert line["actor"].isdigit()
        assert line["milliseconds"] >= 0
        assert len(line["correlation_id"]) == 8
        assert line.keys() == WRITTEN
    assert lines[0]["correlation_id"] != lines[1]["correlation_id"]


@pytest.mark.parametrize("address", ["/broken/x", "/api/v1/broken/x"])
def test_a_failure_is_found_in_the_log_by_the_number_that_was_shown(place: Installation, written: io.StringIO, address: str) -> None:
    shown = app_with_failures(place).test_client().get(address, headers={"Accept-Language": "en"})
    assert shown.status_code == 500
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    failed = next(line for line in lines if "failure" in line)
    assert failed["correlation_id"] in shown.text
    assert failed["failure"]["kind"] == "ValueError"
    assert failed["failure"]["cause"] == "KeyError"
    assert any("test_request_log.py" in place for place in failed["failure"]["at"])
    assert [line["status"] for line in lines if line["correlation_id"] == failed["correlation_id"] and "status" in line] == [500]


def test_a_failure_that_others_log_is_told_without_its_text(written: io.StringIO) -> None:
    try:
        raise ValueError(LATIN_CANARY)
    except ValueError:
        logging.getLogger("somebody.else").exception("it went wrong")
    told = json.loads(written.getvalue())
    assert told["event"] == "it went wrong"
    assert told["failure"]["kind"] == "ValueError"
    assert LATIN_CANARY not in written.getvalue()
