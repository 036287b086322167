"""A form that was still open when the session ended: what was typed stays on a page and is sent once more after signing in."""

import html
import re
from collections.abc import Callable

import pytest

from tests.web.caseworker.conftest import Work
from tests.web.signing_in import Browser

OURS = {"Sec-Fetch-Site": "same-origin"}
NOTE = "Писал десять минут: «ключи» у сестры & мамы"


@pytest.fixture
def late(work: Work, register: Callable[..., str]) -> tuple[Browser, str, dict[str, str]]:
    """A browser whose session has ended, the page that it has open, and what was typed there."""
    reference, browser = register(f"Поздняков{next(NAMES)}"), Browser(work.stage.app)
    browser.client.set_cookie("language", "en")
    told = work.stage.accounts["caseworker"]
    assert browser.sign_in(told.email, told.password).status_code == 302
    address = f"/candidates/{reference}/next-step"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(address).text)
    assert token is not None
    browser.post("/sign-out", "/today")
    return browser, address, {"csrf_token": token[1], "reason": "other", "note": NOTE}


NAMES = iter("абвгдежз")


def kept_in(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<main")[2])
    return {name: html.unescape(value) for name, value in found}


def test_what_was_typed_is_sent_once_more_after_signing_in(work: Work, late: tuple[Browser, str, dict[str, str]]) -> None:
    browser, address, typed = late
    kept = browser.client.post(address, data=typed, headers=OURS)
    assert kept.status_code == 401
    assert kept.headers["Cache-Control"] == "no-store"
    fields = kept_in(kept.text)
    assert {name: fields.get(name) for name in ("reason", "note")} == {"reason": "other", "note": NOTE}
    assert f'action="{address}"' in kept.text
    told = work.stage.accounts["caseworker"]
    assert browser.sign_in(told.email, told.password).status_code == 302
    done = browser.client.post(address, data=fields, headers=OURS)
    assert done.status_code == 303, done.text
    assert NOTE in html.unescape(browser.get(address).text)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}])
def test_what_a_foreign_page_sent_is_not_repeated(late: tuple[Browser, str, dict[str, str]], headers: dict[str, str]) -> None:
    browser, address, typed = late
    answer = browser.client.post(address, data=typed, headers=headers)
    assert answer.status_code == 400
    assert NOTE not in html.unescape(answer.text)


def test_an_older_browser_tells_where_it_comes_from_in_another_way(late: tuple[Browser, str, dict[str, str]]) -> None:
    browser, address, typed = late
    assert browser.client.post(address, data=typed, headers={"Origin": "http://localhost"}).status_code == 401


def test_a_password_stands_on_no_page(work: Work) -> None:
    answer = Browser(work.stage.app).client.post("/invitations/nothing", data={"password": "шёпот-йогурт-ёлка"}, headers=OURS)
    assert "шёпот-йогурт-ёлка" not in answer.text


def test_a_note_is_written_by_nobody_who_has_not_signed_in(work: Work, late: tuple[Browser, str, dict[str, str]]) -> None:
    browser, address, typed = late
    fields = kept_in(browser.client.post(address, data=typed, headers=OURS).text)
    again = browser.client.post(address, data=fields, headers=OURS)
    assert again.status_code == 401
    assert kept_in(again.text)["note"] == NOTE
    assert NOTE not in html.unescape(work.own.get(address).text)
