"""A coordinator's afternoon in a real browser, in each language: a plan, one person moved, a lock, a new plan, acceptance, figures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browsing import LOCALES, SCREENS, Watch, overflow, serving, sign_in
from tests.web.stage import opened_stage

pytestmark = pytest.mark.browser

WORDS = {
    "ru": {"pilots": "Пилоты", "move": "Переместить…", "cost": "Сколько это будет стоить?", "costs": "на столько меньше людей",
           "do": "Переместить и закрепить", "without": "Без места", "lock": "Закрепить", "locked": "закреплено",
           "again": "Решить заново", "accept": "Принять план", "accepted": "принято", "indicators": "Показатели", "show": "Показать"},
    "be": {"pilots": "Пілоты", "move": "Перамясціць…", "cost": "Колькі гэта будзе каштаваць?", "costs": "на столькі менш людзей",
           "do": "Перамясціць і замацаваць", "without": "Без месца", "lock": "Замацаваць", "locked": "замацавана",
           "again": "Вырашыць нанова", "accept": "Прыняць план", "accepted": "прынята", "indicators": "Паказчыкі", "show": "Паказаць"},
    "en": {"pilots": "Pilots", "move": "Move…", "cost": "What would it cost?", "costs": "so many fewer are expected",
           "do": "Move and lock there", "without": "Without a place", "lock": "Lock", "locked": "locked",
           "again": "Solve again", "accept": "Accept the plan", "accepted": "accepted", "indicators": "Indicators", "show": "Show"},
}  # fmt: skip


@pytest.fixture(params=WORDS)
def told(request: pytest.FixtureRequest, stage_folder: Path, tmp_path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Language, address, and how the coordinator signs in: a stage of one's own, because a plan is accepted once."""
    with opened_stage(stage_folder, tmp_path / "data") as stage, serving(stage.app) as address:
        account = stage.accounts["coordinator"]
        yield request.param, address, account.email, account.password


def test_from_the_pilot_to_an_accepted_plan_and_the_figures(browser, told: tuple[str, str, str, str], pictures: Path) -> None:
    language, address, email, password = told
    words = WORDS[language]
    context = browser.new_context(viewport=SCREENS["desk"], locale=LOCALES[language], reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page, address)
    sign_in(page, address, email, password)
    page.goto(f"{address}/?language={language}")
    assert page.url.endswith("/indicators")

    page.get_by_role("link", name=words["pilots"], exact=True).click()
    page.locator("tbody a.title").first.click()
    page.locator("a[href$='/plans/1']").first.click()
    page.get_by_text(words["move"]).first.click()
    page.locator("#move select[name=to]").select_option("none")
    page.get_by_role("button", name=words["cost"]).click()
    page.get_by_text(words["costs"]).wait_for()
    page.screenshot(path=pictures / f"plan-cost-{language}.png", full_page=True)
    page.get_by_role("button", name=words["do"]).click()
    page.wait_for_url("**/plans/2")
    page.get_by_role("heading", name=words["without"]).wait_for()

    page.locator("tbody:has([scope=rowgroup]) form[action$='/lock'] button").first.click()
    page.locator(".is-locked", has_text=words["locked"]).nth(1).wait_for()
    page.get_by_role("button", name=words["again"]).click()
    page.wait_for_url("**/plans/3")
    page.locator(".is-locked", has_text=words["locked"]).nth(1).wait_for()
    page.screenshot(path=pictures / f"plan-{language}.png", full_page=True)
    page.locator("#field-note").fill("обсудили")
    page.get_by_role("button", name=words["accept"]).click()
    page.locator(".is-accepted", has_text=words["accepted"]).first.wait_for()

    page.get_by_role("link", name=words["indicators"], exact=True).click()
    page.locator("#field-province").select_option("gomel")
    page.get_by_role("button", name=words["show"], exact=True).click()
    page.wait_for_url("**province=gomel**")
    chart = page.locator("section[aria-labelledby=way-title] svg")
    table = page.locator("section[aria-labelledby=way-title] table")
    assert chart.bounding_box()["y"] < table.bounding_box()["y"], "the table stands under its chart"
    numbers = chart.locator("text.value").all_text_contents()
    assert numbers == table.locator("td").all_text_contents()
    page.screenshot(path=pictures / f"indicators-{language}.png", full_page=True)
    for shown in ("/indicators", "/pilots/PIL-0001/plans/3", "/pilots/PIL-0001"):
        page.goto(address + shown)
        page.set_viewport_size(SCREENS["telephone"])
        assert overflow(page) <= 0, shown
        page.set_viewport_size(SCREENS["desk"])
    context.close()
    watch.nothing_amiss()


def test_a_plan_is_changed_without_javascript(browser, told: tuple[str, str, str, str]) -> None:
    language, address, email, password = told
    if language != "ru":
        pytest.skip("once is enough: the words are of the other test")
    context = browser.new_context(java_script_enabled=False, locale=LOCALES[language])
    page = context.new_page()
    sign_in(page, address, email, password)
    page.goto(f"{address}/pilots/PIL-0001/plans/1")
    page.get_by_text(WORDS[language]["move"]).first.click()
    page.locator("#move select[name=to]").select_option("none")
    page.get_by_role("button", name=WORDS[language]["cost"]).click()
    page.get_by_role("button", name=WORDS[language]["do"]).click()
    page.wait_for_url("**/plans/2")
    context.close()
