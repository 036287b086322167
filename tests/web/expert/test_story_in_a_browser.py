"""An expert's morning in a real browser, in three languages: work list, ranking, short list, side by side, the way to work."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browsing import LOCALES, SCREENS, Watch, overflow, serving, sign_in
from tests.web.stage import Stage, opened_stage

pytestmark = pytest.mark.browser

WORK = {"ru": "Работа на сегодня", "be": "Праца на сёння", "en": "Work for today"}
TO_THE_LIST = {"ru": "В короткий список", "be": "У кароткі спіс", "en": "To the short list"}
PUT = {"ru": "Внести в короткий список", "be": "Унесці ў кароткі спіс", "en": "Put on the short list"}
COMPARE = {"ru": "Сравнить отмеченных", "be": "Параўнаць адзначаных", "en": "Compare those ticked"}
SIDE_BY_SIDE = {"ru": "Рядом", "be": "Побач", "en": "Side by side"}
CONSENT = {"ru": "Согласие на знакомство", "be": "Згода на знаёмства", "en": "Consent to meet"}


@pytest.fixture(scope="module")
def own_stage(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with opened_stage(stage_folder, tmp_path_factory.mktemp("expert") / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def address(own_stage: Stage) -> Iterator[str]:
    with serving(own_stage.app) as served:
        yield served


@pytest.mark.parametrize("language", LOCALES)
def test_from_the_work_list_to_a_way_to_work(browser, own_stage: Stage, address: str, language: str, pictures: Path) -> None:
    screen = "telephone" if language == "be" else "desk"
    context = browser.new_context(viewport=SCREENS[screen], locale=LOCALES[language], reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page, address)
    sign_in(page, address, own_stage.accounts["expert"].email, own_stage.accounts["expert"].password)

    def arrive(name: str) -> None:
        page.screenshot(path=pictures / f"expert-{name}-{language}.png", full_page=True)
        assert overflow(page) <= 0, name

    page.goto(f"{address}/")
    page.get_by_role("heading", name=WORK[language], exact=True).wait_for()
    arrive("work")
    page.get_by_role("link", name="Дворник").first.click()
    page.wait_for_url("**/vacancies/VAC-*")
    for folded in page.locator("details.far:not([open]) > summary").all():
        folded.click()
    assert page.locator("input[name=with]:checked").count() == 0
    line = page.locator(".ranking > li:has(form[hx-post])").first
    person = line.get_attribute("id")
    line.locator("summary", has_text=TO_THE_LIST[language]).click()
    line.get_by_role("textbox").fill("просит именно такую работу")
    line.get_by_role("button", name=PUT[language]).click()
    way = page.locator(f"#list-{person} a")
    way.wait_for()
    for tick in page.locator("input[name=with]").all()[:2]:
        tick.check()
    arrive("ranking")
    page.get_by_role("button", name=COMPARE[language]).click()
    page.get_by_role("heading", name=re.compile(f"^{SIDE_BY_SIDE[language]}")).wait_for()
    assert len(re.findall("with=", page.url)) == 2
    arrive("compare")
    page.go_back()
    page.goto(f"{address}/vacancies/{re.findall(r'VAC-[0-9]+', page.url)[0]}")
    link = page.locator(f"#list-{person} a")
    there = link.get_attribute("href")
    page.goto(f"{address}{there}")
    page.get_by_text(CONSENT[language], exact=True).wait_for()
    assert page.locator(".stepper [aria-current=step]").count() == 1
    arrive("way")
    context.close()
    watch.nothing_amiss()
