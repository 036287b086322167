"""The first way through the pages in a real browser: list, ranking, pair, person, another language; light and dark, desk and telephone.

Skips, and says why, where no Chromium is installed. Pictures are kept where KLADKA_SCREENSHOTS names a folder, else in the test's own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.web.browsing import SCREENS, Watch, overflow, serving
from tests.worlds import DAY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo_app: Flask) -> Iterator[str]:
    with serving(demo_app) as served:
        yield served


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_way_from_the_list_to_the_reasons(browser, address: str, pictures: Path, scheme: str, screen: str) -> None:
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=scheme, locale="ru-RU")
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
    watch.nothing_amiss()


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


def test_what_is_meant_for_paper_can_be_printed_by_a_button(browser, address: str) -> None:
    context = browser.new_context(locale="ru-RU")
    page = context.new_page()
    page.add_init_script("window.print = () => { document.title = 'printed'; };")
    page.goto(f"{address}/vacancies/VAC-001?as_of={DAY}")
    page.get_by_role("button", name="Печать").click()
    assert page.title() == "printed"
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Печать").is_visible()
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
