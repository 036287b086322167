"""A caseworker at a screen of a real browser, as the stories tell of them."""

import re
from pathlib import Path

from services.calendar import today
from tests.web.browsing import overflow

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

    def register(self, words: dict[str, str], *missing: str, history: str = "2012–2024 электрогазосварщик на заводе") -> str:
        """Four steps with a break in the middle; gives the case reference. missing: papers that the person has not got yet."""
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
        page.locator("[name='work_history']").fill(history)
        self.look("understood")
        page.locator("button[name=later]").click()
        page.goto(f"{self.address}/today")
        page.goto(f"{self.address}/candidates/new")
        page.get_by_role("link", name=re.compile("Снегирёв")).click()
        assert page.locator("#field-skills").input_value() == MESSY
        self.go_on()
        for paper in missing:
            page.locator(f"input[name=documents_missing][value={paper}]").check()
        page.locator("input[name=readiness][value=ready]").check()
        page.locator("#field-available_on").fill(today().isoformat())
        page.locator("input[name=shifts][value=day]").check()
        page.locator("#field-minimum_pay_byn").fill("1 000,50")
        page.locator("#field-max_commute_km").fill("30")
        page.locator("#field-transport").select_option("bus")
        self.look("papers")
        self.go_on()
        assert len(page.locator(".read-out").inner_text()) > 200
        page.locator("input[name=agreed][value=spoken]").check()
        self.look("consent")
        self.go_on()
        page.wait_for_url(re.compile(r"/candidates/GOM-\d+$"))
        return page.url.rsplit("/", 1)[1]
