"""Signing in as a person does it, in a real browser and each language: invitation, password, second factor, passkey, sign out.

Skips, and says why, where no Chromium is installed. Pictures are kept where KLADKA_SCREENSHOTS names a folder, else in the test's own.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from services.accounts import Invite, invite
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases
from tests.web.browsing import Watch, overflow
from tests.web.signing_in import GOOD_PASSWORD, account, code_of
from wsgi import create_app

pytestmark = pytest.mark.browser
NUMBERS = count(1)
ABORTED = "net::ERR_ABORTED"


@pytest.fixture(scope="module")
def place(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("browser-sign-in")
    with databases.empty(folder) as url:
        installation = Installation(Settings(url, folder))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        yield installation
        installation.engine.dispose()


@pytest.fixture(scope="module")
def address(place: Installation) -> Iterator[str]:
    """A real server under a name that passkeys accept."""
    server = make_server("127.0.0.1", 0, create_app(place), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Person:
    """Somebody at a screen, who looks whether anything sticks out and whether the browser complains."""

    def __init__(self, browser, address: str, language: str, pictures: Path, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
        self.context.add_cookies([{"name": "language", "value": language, "url": address}])
        self.page = self.context.new_page()
        self.watch = Watch(self.page, address)
        self.address, self.pictures, self.mark = address, pictures, f"{language}-{width}"

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def look(self, name: str) -> None:
        self.page.screenshot(path=self.pictures / f"sign-in-{name}-{self.mark}.png", full_page=True)
        assert overflow(self.page) <= 0, name

    def finish(self) -> None:
        """Press the one button of the page's form."""
        self.page.locator("main button.btn-primary").click()
        self.page.wait_for_load_state()

    def sign_in(self, email: str) -> None:
        self.go("/sign-in")
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill(GOOD_PASSWORD)
        self.finish()

    def sign_out(self) -> None:
        self.page.locator("form.reader button").click()
        self.page.wait_for_url("**/sign-in")

    def leave(self) -> None:
        self.context.close()
        hints = "[DOM] "  # advice to authors about autofill, no complaint
        assert [told for told in self.watch.complaints if not told.startswith(hints)] == []
        assert self.watch.strangers == []


@pytest.mark.parametrize(("language", "width"), [("ru", 360), ("be", 1280), ("en", 360)])
def test_from_the_invitation_to_signing_out(browser, address, place, pictures, language, width) -> None:
    email = f"browser{next(NUMBERS)}@kladka.example"
    invited = invite(place, COMMAND_LINE_ACTOR, Invite(email, "Вера Лис", "auditor", language=language))
    person = Person(browser, address, language, pictures, width)
    page = person.page
    person.go(f"/invitations/{invited.token}")
    person.look("invitation")
    page.locator("#password").fill(GOOD_PASSWORD)
    person.finish()
    person.look("welcome")
    person.sign_in(email)
    page.wait_for_url("**/second-factor")
    person.look("second-factor")
    person.finish()
    secret = page.locator("code").inner_text()
    person.look("second-factor-set-up")
    page.locator("#code").fill(code_of(secret))
    person.finish()
    page.wait_for_url("**/indicators")
    person.look("first-page")
    for path in ("/account", "/password", "/passkeys", "/second-factor/recovery-codes"):
        person.go(path)
        person.look(path.strip("/").replace("/", "-"))
    person.finish()
    assert page.locator(".codes li").count() == 8
    person.look("recovery-codes-made")
    person.sign_out()
    person.sign_in(email)
    page.wait_for_url("**/second-factor/code**")
    person.look("code")
    page.locator("#code").fill(code_of(secret, timedelta(seconds=30)))
    person.finish()
    page.wait_for_url("**/indicators")
    person.sign_out()
    for path in ("/password/reset", "/passkeys/sign-in"):
        person.go(path)
        person.look(path.strip("/").replace("/", "-"))
    person.leave()


@pytest.mark.parametrize(("language", "width"), [("ru", 1280), ("be", 360), ("en", 1280)])
def test_a_passkey_is_made_and_opens_the_door(browser, address, place, pictures, language, width) -> None:
    email = account(place, "auditor", f"passkey{next(NUMBERS)}@kladka.example")
    person = Person(browser, address, language, pictures, width)
    page = person.page
    devices = person.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    person.sign_in(email)
    person.go("/passkeys")
    page.locator("#name").fill("Ноутбук")
    page.locator("input[value=first]").check()
    person.finish()
    page.get_by_text("Ноутбук", exact=True).wait_for(timeout=10_000)
    person.go("/passkeys")
    person.look("passkeys-one")
    person.sign_out()
    person.go("/passkeys/sign-in")
    person.finish()
    page.wait_for_url("**/indicators")
    person.go("/account")
    person.look("account-passkey")
    person.sign_out()
    devices.send("WebAuthn.disable")
    person.leave()
