"""The first way through the pages in a real browser: list, ranking, pair, person, another language; light and dark, desk and telephone.

Skips, and says why, where no Chromium is installed. Pictures are kept where KLADKA_SCREENSHOTS names a folder, else in the test's own.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.worlds import DAY

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--lang=ru",
]  # fmt: skip
SCREENS = {"desk": (1280, 900), "telephone": (360, 740)}


@pytest.fixture(scope="module")
def address(demo_app: Flask) -> Iterator[str]:
    """A real server on a free port of the loopback interface."""
    server = make_server("127.0.0.1", 0, demo_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Chromium without a window."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium to look at the pages with: install the package chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=QUIET, env={**os.environ, "LANGUAGE": "ru", "LANG": "ru_RU.UTF-8"})
        yield browser
        browser.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures of the pages go."""
    folder = Path(os.environ.get("KLADKA_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Watch:
    """What a page complained about, and whom it called."""

    def __init__(self, page, address: str) -> None:
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith(address) or self.strangers.append(request.url))


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> str:
    return request.param


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_way_from_the_list_to_the_reasons(browser, address: str, pictures: Path, scheme: str, screen: str) -> None:
    width, height = SCREENS[screen]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="ru-RU")
    page = context.new_page()
    watch = Watch(page, address)

    def arrive(name: str) -> None:
        page.screenshot(path=pictures / f"{name}-{screen}-{scheme}.png")
        assert overflow(page) <= 0, name

    page.goto(f"{address}/")
    page.get_by_role("link", name="Электрогазосварщик 4–5 разряда").wait_for()
    arrive("list")
    page.goto(f"{address}/vacancies/VAC-001?as_of={DAY}")
    page.locator("details.more summary").first.click()
    page.get_by_text("Из 100 таких людей").first.wait_for()
    arrive("ranking")
    page.get_by_role("link", name="К. А., GOM-0001").first.click()
    page.get_by_role("heading", name="Из чего складывается оценка").wait_for()
    arrive("pair")
    page.get_by_role("link", name="К. А., GOM-0001").first.click()
    page.get_by_role("heading", name="Вакансии для этого человека").wait_for()
    arrive("person")
    page.locator("a[hreflang=be]").click()
    page.get_by_role("heading", name="Вакансіі для гэтага чалавека").wait_for()
    arrive("person-be")
    context.close()
    assert watch.complaints == []
    assert watch.strangers == []


def test_the_keyboard_reaches_the_content_and_the_search(browser, address: str) -> None:
    context = browser.new_context(locale="ru-RU")
    page = context.new_page()
    page.goto(f"{address}/vacancies")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip-link"
    assert page.locator(":focus").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.locator("#search-words").fill("GOM-0001")
    page.locator("#search-words").press("Enter")
    page.wait_for_url("**/candidates/GOM-0001")
    context.close()


def test_everything_works_without_javascript(browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{address}/vacancies/VAC-010?as_of={DAY}")
    page.locator("#field-why").fill("GOM-0003")
    page.get_by_role("button", name="Показать причину").click()
    page.get_by_text("Предлагают до").first.wait_for()
    assert f"as_of={DAY}" in page.url
    context.close()
