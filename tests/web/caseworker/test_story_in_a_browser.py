"""A caseworker's day in a real browser, in each language: register somebody with messy words, leave and come back, read the consent out,
find a vacancy, propose, set the next date, see the board, take the consent back. No complaint of the browser, no stranger's address.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from services.calendar import today
from tests.web.browsing import LOCALES, SCREENS, Watch, overflow, serving, sign_in
from tests.web.stage import opened_stage

pytestmark = pytest.mark.browser

MESSY = "РДС, cdfhobr, резка газом, чертежи читаю, ещё немного по мелочи"
WORDS = {
    "ru": {"today": "Сегодня", "understood": "ручная дуговая сварка", "at_home": "Внести человека", "missing": "медицинская справка"},
    "be": {"today": "Сёння", "understood": "ручная дугавая зварка", "at_home": "Унесці чалавека", "missing": "медыцынская даведка"},
    "en": {"today": "Today", "understood": "manual metal arc welding", "at_home": "Register a person", "missing": "medical certificate"},
}


class Day:
    """One caseworker at one screen."""

    def __init__(self, page, address: str, pictures: Path, name: str) -> None:
        self.page, self.address, self.pictures, self.name = page, address, pictures, name

    def look(self, what: str) -> None:
        """Keep a picture; no page is wider than its screen."""
        self.page.screenshot(path=self.pictures / f"caseworker-{what}-{self.name}.png", full_page=True)
        assert overflow(self.page) <= 0, what

    def go_on(self) -> None:
        """The one button that finishes the page."""
        self.page.locator("main form .btn-primary").last.click()
        self.page.wait_for_load_state()

    def register(self, words: dict[str, str]) -> str:
        """Four steps with a break in the middle; gives the case reference."""
        page = self.page
        page.get_by_role("link", name=words["at_home"]).first.click()
        page.locator("#field-surname").fill("Снегирёв")
        page.locator("#field-given_name").fill("Артём")
        page.locator("[name='place.province']").select_option("gomel")
        page.locator("[name='place.town']").fill("Гомель")
        self.look("register")
        self.go_on()
        page.locator("#field-skills").press_sequentially(MESSY, delay=1)
        page.locator("#understood").get_by_text(words["understood"], exact=False).first.wait_for()
        page.locator("[name='work_history']").fill("2012–2024 электрогазосварщик на заводе")
        self.look("understood")
        page.locator("button[name=later]").click()
        page.goto(f"{self.address}/today")
        page.goto(f"{self.address}/candidates/new")
        page.get_by_role("link", name=re.compile("Снегирёв")).click()
        page.locator(".stepper a[href$='/skills']").click()
        assert page.locator("#field-skills").input_value() == MESSY
        self.go_on()
        page.locator("input[name=documents_missing][value=medical_certificate]").check()
        page.locator("input[name=readiness][value=ready]").check()
        page.locator("#field-available_on").fill(today().isoformat())
        page.locator("input[name=shifts][value=day]").check()
        page.locator("#field-minimum_pay_byn").fill("1 000,50")
        page.locator("#field-max_commute_km").fill("30")
        page.locator("#field-transport").select_option("bus")
        self.go_on()
        assert len(page.locator(".read-out").inner_text()) > 200
        page.locator("input[name=agreed][value=spoken]").check()
        self.look("consent")
        self.go_on()
        page.wait_for_url(re.compile(r"/candidates/GOM-\d+$"))
        return page.url.rsplit("/", 1)[1]


@pytest.mark.parametrize("language", LOCALES)
def test_a_caseworkers_day(browser, stage_folder: Path, tmp_path: Path, pictures: Path, language: str) -> None:
    screen, words = ("telephone" if language == "be" else "desk"), WORDS[language]
    with opened_stage(stage_folder, tmp_path / "data") as stage, serving(stage.app) as address:
        context = browser.new_context(
            viewport=SCREENS[screen], locale=LOCALES[language], color_scheme="dark" if language == "be" else "light"
        )
        page = context.new_page()
        watch, told = Watch(page, address), stage.accounts["caseworker"]
        sign_in(page, address, told.email, told.password)
        day = Day(page, address, pictures, f"{screen}-{language}")
        page.goto(f"{address}/")
        assert page.locator("html").get_attribute("lang") == language
        assert words["today"] in page.locator("h1").inner_text()
        day.look("today")
        page.goto(f"{address}/board")
        reference = day.register(words)
        assert words["missing"] in page.locator(".state-line").inner_text()
        day.look("person")
        page.locator("#work form.deed button").first.click()
        page.locator("#placements .waiting a").first.wait_for()
        page.locator(f"a[href='/candidates/{reference}/next-step']").first.click()
        page.locator("#field-due_on").fill((today() + timedelta(days=2)).isoformat())
        page.locator("#field-note").fill("проверить справку")
        day.go_on()
        assert "проверить справку" in page.locator(".lead-line").inner_text()
        page.goto(f"{address}/board")
        assert page.locator(f"#stage-chosen a[href='/candidates/{reference}']").count() == 1
        day.look("board")
        page.goto(f"{address}/candidates/{reference}/consents")
        page.locator("details.deeds:has(form.deed) summary").first.click()
        day.look("consents")
        page.locator("details.deeds[open] form.deed button").first.click()
        page.wait_for_load_state()
        page.goto(f"{address}/candidates/{reference}")
        assert page.locator("#work form.deed").count() == 0, "who took their consent back stands in no ranking"
        context.close()
        watch.nothing_amiss()
