"""Waiting in a real browser: the line beside the button with true figures, sent once, clean when one comes back, and without script."""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services import cohort_question, under_way
from services.versions import RULES_FILE
from tests.web.browsing import LOCALES, SCREENS, Watch, serving, sign_in
from tests.web.slow import FIRST, slow_what_if
from tests.web.stage import Stage, opened_stage

pytestmark = pytest.mark.browser

WORDS = {
    "ru": (r"Сравниваем всех людей со всеми вакансиями: 3 из \d+ вакансий", r"\d+ с · можно подождать", "Сравнить"),
    "be": (r"Параўноўваем усіх людзей з усімі вакансіямі: 3 з \d+ вакансій", r"\d+ с · можна пачакаць", "Параўнаць"),
    "en": (r"Comparing everybody with every vacancy: 3 of \d+ vacancies", r"\d+ s · you may wait", "Compare"),
}
LOOKS = {"ru": ("desk", "light"), "be": ("telephone", "dark"), "en": ("telephone", "light")}
RULES = {"name": "rules.json", "mimeType": "application/json"}


@pytest.fixture(scope="module")
def office(stage_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with opened_stage(stage_folder, tmp_path_factory.mktemp("waiting") / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def address(office: Stage) -> Iterator[str]:
    with serving(office.app) as served:
        yield served


TELL = """words => {
  const pressed = [...document.querySelectorAll("main button, main a[data-busy]")].find((one) => one.textContent === words);
  window.heard = 0;
  new MutationObserver(() => window.heard++).observe(document.querySelector("#busy"), { childList: true });
  setInterval(() => console.debug("line " + JSON.stringify({
    words: document.querySelector(".under-way")?.innerText ?? "",
    done: document.querySelector(".under-way progress")?.value,
    total: document.querySelector(".under-way progress")?.max,
    heard: document.querySelector("#busy").textContent,
    nHeard: window.heard,
    disabled: document.querySelectorAll("[aria-disabled=true]").length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  })), 100);
  setTimeout(() => pressed.click(), 50);
  setTimeout(() => pressed.click(), 2000);
}"""
"""Presses a button twice and tells what stands beside it. The page tells by itself: it cannot be asked while the next is on its way."""


class Waited:
    """A page that waits for the next one."""

    def __init__(self, page, words: str) -> None:
        self.page, self.told = page, list[dict]()
        page.on("console", lambda message: message.text.startswith("line ") and self.told.append(json.loads(message.text[5:])))
        page.evaluate(TELL, words)

    def line_that_says(self, pattern: str, where: str = "words") -> dict:
        """What stands beside the button, once it says this; where: "heard" for what a screen reader is told."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if self.told and re.search(pattern, self.told[-1][where]):
                return self.told[-1]
            self.page.wait_for_timeout(100)
        raise AssertionError(self.told[-1:])

    def picture(self, path: Path) -> None:
        shown = self.page.context.new_cdp_session(self.page).send("Page.captureScreenshot")
        path.write_bytes(base64.b64decode(shown["data"]))


def come_in(page, address: str, office: Stage, language: str) -> None:
    account = office.accounts["coordinator"]
    page.set_default_timeout(10_000)
    sign_in(page, address, account.email, account.password)
    page.goto(f"{address}/rules/what-if?language={language}")
    rules = json.loads(RULES_FILE.read_text(encoding="utf-8")) | {"version": "tried"}
    page.locator("#field-rules").set_input_files(RULES | {"buffer": json.dumps(rules).encode()})


@pytest.mark.parametrize("language", WORDS)
def test_who_waits_sees_how_far_it_is(browser, office: Stage, address: str, pictures: Path, language: str) -> None:
    far, how_long, button = WORDS[language]
    screen, scheme = LOOKS[language]
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=scheme, locale=LOCALES[language])
    page = context.new_page()
    watch = Watch(page, address)
    come_in(page, address, office, language)
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    with slow_what_if() as gate:
        waited = Waited(page, button)
        waited.line_that_says(far)
        line = waited.line_that_says(how_long)
        assert line["done"] == FIRST < line["total"]
        waited.line_that_says(far, "heard")
        assert line["disabled"] == 1
        assert line["overflow"] <= 0
        waited.picture(pictures / f"waiting-{language}-{screen}-{scheme}.png")
        gate.set()
        page.locator(".figure-sentence").first.wait_for()
    assert len(sent) == 1
    page.go_back()
    page.get_by_role("button", name=button).wait_for()
    assert page.locator(".under-way, [aria-busy], [aria-disabled]").count() == 0
    assert page.locator("#busy").text_content() == ""
    context.close()
    watch.nothing_amiss()


def test_a_screen_reader_is_not_told_every_second(browser, office: Stage, address: str) -> None:
    context = browser.new_context(locale="ru-RU")
    page = context.new_page()
    come_in(page, address, office, "ru")
    with slow_what_if() as gate:
        waited = Waited(page, "Сравнить")
        assert 1 <= waited.line_that_says(r"\b8 с")["nHeard"] <= 3
        gate.set()
        page.locator(".figure-sentence").first.wait_for()
    context.close()


def test_a_link_to_long_work_waits_and_leaves_a_clean_address(browser, office: Stage, address: str) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    watch = Watch(page, address)
    come_in(page, address, office, "en")
    page.goto(f"{address}/rules")
    page.get_by_role("button", name="Learn new weights").click()
    page.get_by_text("They decide nothing yet").wait_for()
    with slow_what_if() as gate:
        waited = Waited(page, "What would change?")
        waited.line_that_says(WORDS["en"][0])
        gate.set()
        page.get_by_role("heading", name="Let version 2 decide").wait_for()
    assert page.url == f"{address}/rules/what-if?weights=2"
    context.close()
    watch.nothing_amiss()


def test_the_cost_of_a_move_is_waited_for_in_its_place(browser, office: Stage, address: str, monkeypatch) -> None:
    monkeypatch.setattr(under_way, "EVERY_SECONDS", 0.05)
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    watch = Watch(page, address)
    come_in(page, address, office, "en")
    page.goto(f"{address}/pilots/PIL-0001/plans/1")
    page.get_by_text("Move…").first.click()
    page.locator("#move select[name=to]").select_option("none")
    plan_cohort = cohort_question.plan_cohort

    def slowly(*told):
        page_has_seen.wait(30)
        return plan_cohort(*told)

    page_has_seen = threading.Event()
    monkeypatch.setattr(cohort_question, "plan_cohort", slowly)
    page.get_by_role("button", name="What would it cost?").click()
    page.locator(".under-way").get_by_text("Looking for the best plan…").wait_for()
    assert page.locator(".under-way progress").is_hidden(), "no bar where it is not known how far it is"
    page_has_seen.set()
    page.get_by_text("so many fewer are expected").wait_for()
    assert page.locator(".under-way, [aria-busy]").count() == 0
    assert "work=" not in page.url
    context.close()
    watch.nothing_amiss()


def test_a_file_leaves_its_button_as_it_was(browser, office: Stage, address: str) -> None:
    context = browser.new_context(locale="ru-RU")
    page = context.new_page()
    account = office.accounts["caseworker"]
    page.set_default_timeout(10_000)
    sign_in(page, address, account.email, account.password)
    page.goto(f"{address}/candidates/{office.records['person']}")
    form = page.locator("form[data-file]")
    with page.expect_download():
        form.evaluate("form => form.requestSubmit()")
    page.locator("form[data-file]:not([aria-busy])").wait_for(state="attached")
    assert page.locator(".under-way").count() == 0
    with page.expect_download():
        form.evaluate("form => form.requestSubmit()")
    context.close()


def test_long_work_is_sent_without_script_as_before(browser, office: Stage, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    come_in(page, address, office, "ru")
    page.get_by_role("button", name="Сравнить").click()
    page.locator(".figure-sentence").first.wait_for()
    context.close()
