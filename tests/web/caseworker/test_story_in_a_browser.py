"""A caseworker's day in a real browser, in each language: register somebody with messy words, leave and come back, read the consent out,
find a vacancy, propose, set the next date, see the board, take the consent back. No complaint of the browser, no stranger's address.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from services.calendar import today
from tests.web.browsing import LOCALES, SCREENS, Watch, serving, sign_in
from tests.web.caseworker.desk import WORDS, Day
from tests.web.stage import opened_stage

pytestmark = pytest.mark.browser


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
        reference = day.register(words, "medical_certificate")
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
