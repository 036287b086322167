"""Accounts and organisations on pages: who is invited by whom, the link shown once, and what everybody else sees of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases
from tests.web.markup import Page
from tests.web.signing_in import GOOD_PASSWORD, Browser, account
from wsgi import create_app


@pytest.fixture(scope="module")
def place(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("administration")
    with databases.empty(folder) as url:
        installation = Installation(Settings(url, folder, second_factor_required=False))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        for role in ("administrator", "coordinator", "expert", "auditor"):
            account(installation, role)
        yield installation
        installation.engine.dispose()


@pytest.fixture(scope="module")
def app(place: Installation) -> Flask:
    return create_app(place)


def signed_in(app: Flask, role: str) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(f"{role}@kladka.example").status_code == 302
    return browser


def test_an_administrator_invites_and_the_link_opens_an_account_once(app: Flask, place: Installation) -> None:
    browser = signed_in(app, "administrator")
    shown = browser.post("/accounts", name="Вера", email="vera@kladka.example", role="auditor")
    link = re.search(r"<code class=\"link\">http://127\.0\.0\.1:8000(/invitations/[\w-]+)</code>", shown.text)
    assert shown.status_code == 201
    assert link is not None
    token = link[1].rpartition("/")[2]
    listed = browser.get("/accounts").text
    assert "vera@kladka.example" in listed
    assert token not in listed
    assert Browser(app).post(link[1], password=GOOD_PASSWORD).status_code == 200
    assert Browser(app).sign_in("vera@kladka.example").status_code == 302
    number = re.search(r"vera@kladka\.example.*?/accounts/(\d+)/link", listed, re.DOTALL)
    assert number is not None
    again = browser.post(f"/accounts/{number[1]}/link", form_on="/accounts")
    assert "/invitations/" in again.text
    closed = browser.post(f"/accounts/{number[1]}/close", form_on="/accounts")
    assert closed.status_code == 303
    assert "Учётная запись закрыта: Вера." in browser.get(closed.location).text
    assert Browser(app).sign_in("vera@kladka.example").status_code == 200


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(app: Flask) -> None:
    browser = signed_in(app, "administrator")
    refused = browser.post("/accounts", name="Вера", email="expert@kladka.example", role="auditor", language="be")
    page = Page(refused.text)
    assert refused.status_code == 409
    assert page.all("input", name="name")[0]["value"] == "Вера"
    assert page.all("span", id="fault-email")
    nobody = browser.post("/accounts", name="Вера", email="v2@kladka.example", role="caseworker")
    assert Page(nobody.text).all("span", id="fault-organisation")
    assert browser.post("/accounts", name="", email="x", role="king").status_code == 422
    assert browser.post("/organisations", name="x", kind="circus").status_code == 422


def test_a_coordinator_is_offered_only_the_roles_they_may_give(app: Flask) -> None:
    browser = signed_in(app, "coordinator")
    offered = {option["value"] for option in Page(browser.get("/accounts").text).all("option")}
    assert {"expert", "caseworker", "employer"} <= offered
    assert not {"coordinator", "auditor", "administrator"} & offered
    assert browser.post("/accounts", name="X", email="x@kladka.example", role="administrator").status_code == 403


def test_organisations_are_entered_once(app: Flask) -> None:
    browser = signed_in(app, "coordinator")
    assert browser.post("/organisations", name="Мост", kind="ngo", province="gomel").status_code == 303
    assert "Мост" in browser.get("/organisations").text
    twice = browser.post("/organisations", name="МОСТ", kind="ngo")
    assert twice.status_code == 409
    assert Page(twice.text).all("span", id="fault-name")


@pytest.mark.parametrize("role", ["expert", "auditor"])
def test_others_see_no_way_there_and_are_refused(app: Flask, role: str) -> None:
    browser = signed_in(app, role)
    assert "/accounts" not in Page(browser.get("/vacancies").text).links()
    assert browser.get("/accounts").status_code == 403
    for address in ("/accounts/1/close", "/accounts/1/link", "/accounts"):
        assert browser.post(address, form_on="/account", name="X", email="y@kladka.example", role="expert").status_code == 403


def test_a_form_without_its_token_changes_nothing(app: Flask) -> None:
    browser = signed_in(app, "administrator")
    assert browser.client.post("/organisations", data={"name": "Forged", "kind": "ngo"}).status_code == 400
    assert "Forged" not in browser.get("/organisations").text


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_pages_are_whole_in_every_language(app: Flask, language: str) -> None:
    browser = signed_in(app, "administrator")
    for address in ("/accounts", "/organisations"):
        page = Page(browser.get(f"{address}?language={language}").text)
        assert page.broken == []
        assert page.language == language
        assert len(page.all("button", **{"class": "btn btn-primary"})) == 1
        identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(identifiers) == len(set(identifiers))


def test_accounts_and_organisations_are_found_by_a_part_of_their_names(app: Flask) -> None:
    browser = signed_in(app, "administrator")
    for words, found in (("EXPERT@", True), ("organisation exp", True), ("the exp", True), ("nobody of this name", False)):
        listed = Page(browser.get(f"/accounts?q={words}").text)
        assert ("expert@kladka.example" in listed.text) is found, words
        assert "auditor@kladka.example" not in listed.text, words
    assert "Organisation expert" in browser.get("/organisations?q=ORGANISATION EXP").text
    empty = browser.get("/organisations?q=100%25")
    assert "Organisation expert" not in empty.text
    assert 'href="/organisations"' in empty.text
