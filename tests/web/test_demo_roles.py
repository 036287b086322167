"""The demo world through everybody's eyes: one account per role, each signs in and reads every page its bar leads to."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from services.actors import COMMAND_LINE_ACTOR
from services.demo_accounts import DemoAccount, demo_accounts
from services.installation import Installation
from tests.web.markup import Page
from tests.web.signing_in import Browser
from tests.worlds import DAY, DemoWorld
from wsgi import create_app

Demo = tuple[Installation, dict[str, DemoAccount]]

SEES = {
    "expert": {"/work", "/vacancies", "/candidates", "/referrals", "/reviews"},
    "caseworker": {"/today", "/board", "/vacancies", "/candidates", "/trials"},
    "employer": {"/vacancies", "/introduced"},
    "coordinator": {"/indicators", "/pilots", "/vacancies", "/candidates", "/rules", "/organisations"},
    "auditor": {"/indicators", "/vacancies", "/runs", "/rules"},
    "administrator": {"/accounts", "/organisations"},
}
"""Which entries of the bar each role has."""
RANKED = {"expert", "caseworker", "coordinator"}


@pytest.fixture(scope="module")
def demo(demo_world: DemoWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo_world.copy(tmp_path_factory.mktemp("roles") / "data") as installation:
        accounts = {told.role: told for told in demo_accounts(installation, COMMAND_LINE_ACTOR)}
        yield Installation(replace(installation.settings, second_factor_required=False), installation.engine), accounts


@pytest.fixture(scope="module")
def demo_roles_app(demo: Demo) -> Flask:
    return create_app(demo[0])


@pytest.mark.parametrize("role", SEES)
def test_each_role_signs_in_and_reads_its_pages(demo: Demo, demo_roles_app: Flask, role: str) -> None:
    told, browser = demo[1][role], Browser(demo_roles_app)
    assert browser.sign_in(told.email, told.password).status_code == 302
    home = browser.client.get("/", follow_redirects=True)
    assert home.status_code == 200
    bar = re.search(r'<nav class="[^"]*sections".*?</nav>', home.text, re.DOTALL)
    assert set(Page(bar[0]).links() if bar else ()) == SEES[role]
    for address in (*SEES[role], "/account"):
        assert browser.get(address).status_code == 200, address
    if "/vacancies" not in SEES[role]:
        assert browser.get("/vacancies").status_code == 403
        return
    first = next(link for link in Page(browser.get("/vacancies").text).links() if link.startswith("/vacancies/VAC"))
    shown = browser.get(f"{first}?as_of={DAY}")
    assert shown.status_code == 200
    assert ('id="people-title"' in shown.text) is (role in RANKED)
    assert browser.get("/search?q=0001").status_code == 200


def test_an_employer_sees_their_own_vacancies_and_no_others(demo: Demo, demo_roles_app: Flask) -> None:
    told, browser = demo[1]["employer"], Browser(demo_roles_app)
    browser.sign_in(told.email, told.password)
    own = {link for link in Page(browser.get("/vacancies?status=any").text).links() if link.startswith("/vacancies/VAC")}
    assert own
    assert browser.get(min(own)).status_code == 200
    foreign = next(address for number in range(1, 27) if (address := f"/vacancies/VAC-{number:03}") not in own)
    assert browser.get(foreign).status_code == 404
    assert "Люди, которых вам представили" in browser.get(min(own)).text


def test_every_start_tells_how_to_sign_in(demo_world: DemoWorld, tmp_path: Path) -> None:
    """The server itself is kept from starting by a taken port: what is told before is all that is asked here."""
    with demo_world.copy(tmp_path / "data") as installation, socket.create_server(("127.0.0.1", 0)) as taken:
        accounts = demo_accounts(installation, COMMAND_LINE_ACTOR)
        settings = installation.settings
        installation.engine.dispose()
        environment = os.environ | {"KLADKA_DATA_DIR": str(settings.data_folder), "KLADKA_DATABASE_URL": settings.database_url}
        for _ in range(2):
            command = [sys.executable, "-c", "from api.cli import main; main()", "run", "--port", str(taken.getsockname()[1])]
            told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
            assert told.returncode != 0
            for account in accounts:
                assert f"{account.email} " in told.stdout, told.stderr
                assert account.password in told.stdout
