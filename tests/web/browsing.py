"""A real browser for tests, what it must not do while it reads our pages, and a real server for it to read from."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--lang=ru",
]  # fmt: skip
SCREENS = {"desk": {"width": 1280, "height": 900}, "telephone": {"width": 360, "height": 740}}
WORTH_HEARING = ("error", "warning")
LOCALES = {"ru": "ru-RU", "be": "be-BY", "en": "en-GB"}


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a real server on a free port of the loopback interface."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium without a window. Without one these tests are skipped, and the end of the run says so; where CI is set they fail."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        reason = "no Chromium to look at the pages with: install the package chromium"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=QUIET, env={**os.environ, "LANGUAGE": "ru", "LANG": "ru_RU.UTF-8"})
        yield opened
        opened.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures of the pages go: the folder that KLADKA_SCREENSHOTS names, else the test's own."""
    folder = Path(os.environ.get("KLADKA_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Watch:
    """What a page complained about, and whom it called."""

    def __init__(self, page, address: str) -> None:
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda message: message.type in WORTH_HEARING and self.complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", lambda request: request.url.startswith((address, "data:")) or self.strangers.append(request.url))

    def nothing_amiss(self) -> None:
        """No error, no refusal by the policy of the page, nobody else's address."""
        assert self.complaints == []
        assert self.strangers == []


def overflow(page) -> int:
    """Pixels that the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def sign_in(page, address: str, email: str, password: str) -> None:
    """As a person does."""
    page.goto(f"{address}/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
