"""A card dragged in a real browser: stages that its menu leads to are framed and named, a drop opens the form, nothing moves by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browsing import LOCALES, SCREENS, Watch, serving, sign_in
from tests.web.stage import Stage, opened_stage

pytestmark = pytest.mark.browser

DEEDS = {
    "ru": {"stage-interview": "Назначено собеседование", "stage-offered": "Предложена работа"},
    "be": {"stage-interview": "Прызначана сумоўе", "stage-offered": "Прапанавана праца"},
    "en": {"stage-interview": "An interview is agreed", "stage-offered": "Work is offered"},
}


@pytest.fixture(scope="module")
def desk(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with opened_stage(stage_folder, tmp_path_factory.mktemp("board") / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def address(desk: Stage) -> Iterator[str]:
    with serving(desk.app) as served:
        yield served


def middle(place) -> tuple[float, float]:
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"], 120) / 2


def drag(page, card, stage) -> None:
    """Take a card, wait until the page knows, and hold it over a stage."""
    x, y = middle(card)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 12, steps=4)
    page.locator(".stage[data-takes]").first.wait_for()
    x, y = middle(stage)
    for nearer in (40, 20, 0):  # a browser that is driven tells of a drag only while the pointer moves
        page.mouse.move(x, y + nearer, steps=2)


@pytest.mark.parametrize(("language", "scheme"), [("ru", "light"), ("be", "dark"), ("en", "light")])
def test_a_card_is_dragged_to_where_its_menu_leads(browser, desk: Stage, address: str, pictures: Path, language: str, scheme: str) -> None:
    context = browser.new_context(viewport=SCREENS["desk"], locale=LOCALES[language], color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(10_000)
    watch, account, number = Watch(page, address), desk.accounts["caseworker"], desk.records["referred"]
    sign_in(page, address, account.email, account.password)
    page.goto(f"{address}/board?language={language}")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    card = page.locator(f".person-card:has(a[href='/placements/{number}'])")

    drag(page, card, page.locator("#stage-at_work"))
    marked = {stage.get_attribute("id"): stage.get_attribute("data-takes") for stage in page.locator(".stage[data-takes]").all()}
    assert marked == DEEDS[language]
    assert page.locator("#stage-interview").evaluate("stage => getComputedStyle(stage).outlineStyle") == "dashed"
    page.locator(".board:not(:has(.is-over))").wait_for()  # a stage that the menu does not name takes nothing
    page.mouse.up()
    page.locator(".board:not(:has([data-takes]))").wait_for()
    assert "/board" in page.url

    page.reload()
    drag(page, card, page.locator("#stage-offered"))
    page.locator("#stage-offered.is-over").wait_for()
    page.mouse.move(*middle(page.locator("#stage-interview")), steps=4)
    page.locator("#stage-interview.is-over").wait_for()
    page.screenshot(path=pictures / f"drag-{language}-{scheme}.png")
    page.mouse.up()
    page.wait_for_url(f"**/placements/{number}?step=interview#next-step-title")
    page.locator("form[action$='/move'] input[name=to][value=interview]").wait_for(state="attached")
    assert sent == []
    with desk.installation.engine.connect() as connection:
        assert connection.exec_driver_sql(f"SELECT state FROM placement WHERE id = {int(number)}").scalar() == "referred"
    context.close()
    watch.nothing_amiss()


def test_without_script_no_card_pretends_to_be_dragged_and_the_menu_leads_there(browser, desk: Stage, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=SCREENS["telephone"], locale="ru-RU")
    page = context.new_page()
    account, number = desk.accounts["caseworker"], desk.records["referred"]
    sign_in(page, address, account.email, account.password)
    page.goto(f"{address}/board")
    assert page.locator("[draggable]").count() == 0
    card = page.locator(f".person-card:has(a[href='/placements/{number}'])")
    card.locator("summary").click()
    card.locator("a[data-column=interview]").click()
    page.wait_for_url(f"**/placements/{number}?step=interview#next-step-title")
    context.close()
