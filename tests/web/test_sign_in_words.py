"""What signing in says, in each language: every page, error and letter, none of it in English where Russian or Belarusian was asked for."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases
from tests.web.markup import Page
from tests.web.signing_in import GOOD_PASSWORD, Browser, account, code_of
from web.catalogues import SIGN_IN_DOMAIN, source_of
from wsgi import create_app

NUMBERS = count(1)
NAMED = {"kladka", "example", "the", "auditor", "english", "ru", "be", "en", "kladka.example", "werkzeug", "xlsx"}
"""Words that stay as they are: names, addresses, languages; accounts of tests are called "The auditor"."""

TELLING = "работ|прац|осужд|зняволен|тюр|колони|вакан|job|work|prison|release"


@pytest.fixture(scope="module")
def place(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("sign-in-words")
    with databases.empty(folder) as url:
        installation = Installation(Settings(url, folder))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        yield installation
        installation.engine.dispose()


@pytest.fixture(scope="module")
def app(place: Installation) -> Flask:
    return create_app(place)


@pytest.fixture(autouse=True)
def fresh_address(place: Installation) -> None:
    with place.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM attempt")


def english_in(text: str) -> list[str]:
    """Latin words that nobody put there as a name. Secrets and codes stand in <code> and are left out by the caller."""
    text = re.sub(r"\S+@\S+|https?://\S+|[\w/-]*/[\w/-]+", " ", text)
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word.casefold() not in NAMED]


class Speaker(Browser):
    """A browser that wants one language and keeps everything it was shown."""

    def __init__(self, app: Flask, language: str) -> None:
        super().__init__(app)
        self.client.set_cookie("language", language)
        self.language = language

    def look(self, address: str, **fields: str) -> str:
        """Open a page, or send its form; nothing of it may be English. Gives the page."""
        answer = self.post(address, **fields) if fields else self.get(address)
        while answer.status_code in (302, 303):
            address = answer.location
            answer = self.get(address)
        assert answer.status_code < 500, address
        page = Page(re.sub(r'<(code|ul class="codes").*?</(code|ul)>|<th scope="row">.*?</th>', "", answer.text, flags=re.DOTALL))
        assert page.language == self.language
        said = [page.text, *(e.get("alt", "") + " " + e.get("placeholder", "") + " " + e.get("aria-label", "") for _, e in page.elements)]
        said += [e["value"] for name, e in page.elements if name == "input" and e.get("type") == "submit"]
        assert english_in(" ".join(said)) == [], address
        return answer.text


@pytest.mark.parametrize("language", ["ru", "be"])
def test_no_page_and_no_error_of_signing_in_is_in_english(place: Installation, app: Flask, language: str) -> None:
    email = account(place, "auditor", f"words{next(NUMBERS)}@kladka.example")
    stranger, browser = Speaker(app, language), Speaker(app, language)
    for address in ("/sign-in", "/password/reset", "/passkeys/sign-in", "/second-factor/code", "/second-factor/recovery", "/password"):
        stranger.look(address)
    stranger.look("/sign-in", email="nobody@kladka.example", password="wrong-wrong")
    stranger.look("/sign-in", email="", password="")
    stranger.look("/sign-in", email="no address", password="x")
    stranger.look("/password/reset", email="nobody@kladka.example")
    stranger.look("/password/reset", email="")
    stranger.look("/password/reset/nonsense")
    stranger.look("/passkeys/sign-in", identity="")
    browser.look("/sign-in", email=email, password=GOOD_PASSWORD)
    for address in ("/account", "/password", "/sign-in/again", "/passkeys", "/second-factor", "/second-factor/recovery-codes"):
        browser.look(address)
    browser.look("/second-factor/recovery-codes?show_codes=1")
    for sent in ({"password": "", "new_password": "", "new_password_confirm": ""},
                 {"password": "wrong-wrong", "new_password": "short", "new_password_confirm": "other"},
                 {"password": GOOD_PASSWORD, "new_password": GOOD_PASSWORD, "new_password_confirm": GOOD_PASSWORD}):  # fmt: skip
        browser.look("/password", **sent)
    browser.look("/sign-in/again", password="wrong")
    browser.look("/sign-in/again", password=GOOD_PASSWORD)
    browser.look("/passkeys", name="", usage="secondary")
    browser.look("/passkeys", name="<b>", usage="secondary")
    browser.look("/passkeys", name="Ключ", usage="nonsense")
    browser.look("/passkeys", name="Ключ", usage="first")
    browser.look("/passkeys/delete", name="Нет такого")
    browser.look("/second-factor", setup="sms")
    browser.look("/second-factor", setup="authenticator")
    secret = browser.set_up_codes()
    browser.look("/second-factor")
    browser.look("/second-factor/recovery-codes", generate_new_codes="1")
    other = Speaker(app, language)
    other.look("/sign-in", email=email, password=GOOD_PASSWORD)
    other.look("/second-factor/code", code="")
    other.look("/second-factor/code", code="000000")
    other.look("/second-factor/recovery")
    other.look("/second-factor/recovery", code="nonsense")
    other.look("/second-factor/code", code=code_of(secret, timedelta(seconds=30)))
    new = f"зонтик-ёрш-койка-{language}-перец"
    assert "alert" not in browser.look("/password", password=GOOD_PASSWORD, new_password=new, new_password_confirm=new)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_letters_speak_the_language_and_do_not_say_what_the_service_is_for(
    place: Installation, app: Flask, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    letters: list[str] = []
    monkeypatch.setattr("api.sign_in.installing.send_mail", lambda _settings, _to, subject, body: letters.append(f"{subject}\n{body}"))
    email = account(place, "auditor", f"letters{next(NUMBERS)}@kladka.example")
    browser = Speaker(app, language) if language != "en" else Browser(app)
    browser.client.set_cookie("language", language)
    browser.post("/password/reset", email=email)
    link = re.search(r"http\S+(/password/reset/\S+)", letters[-1])
    assert link is not None
    new = "зонтик-ёрш-койка-перец"
    browser.post(link[1], password=new, password_confirm=new)
    browser.sign_in(email, new)
    browser.post("/password", password=new, new_password=GOOD_PASSWORD, new_password_confirm=GOOD_PASSWORD)
    assert len(letters) == 3
    for letter in letters:
        assert not re.search(TELLING, re.sub(r"http\S+", "", letter), re.IGNORECASE), letter
        if language != "en":
            assert english_in(letter) == [], letter


@pytest.mark.parametrize("language", ["ru", "be"])
def test_what_flask_security_says_is_translated_with_its_placeholders(language: str) -> None:
    with source_of(language, SIGN_IN_DOMAIN).open("rb") as file:
        catalogue = read_po(file, locale=language)
    said = [message for message in catalogue if message.id]
    assert len(said) > 80
    for message in said:
        assert re.search("[а-яё]", message.string, re.IGNORECASE), message.id
        asked, kept = (set(re.findall(r"%\(\w+\)s", text)) for text in (message.id, message.string))
        assert kept == asked - ({"%(cause)s"} if "%(cause)s" in asked else set()), message.id
