"""A trial in a real browser, in each language: drawn up from a pilot, signed, printed, two days marked, one of them late, assessed
with what the host saw, led on to a contract. No complaint of the browser, no stranger's address, no page wider than its screen.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from services.calendar import today
from tests.web.browsing import LOCALES, SCREENS, Watch, overflow, serving, sign_in
from tests.web.stage import Stage, opened_stage

pytestmark = pytest.mark.browser

WORDS = {
    "ru": {"held": "Соглашение подписано", "came": "вовремя", "late": "с опозданием", "seen": "уборка помещений", "profile": "в анкете"},
    "be": {
        "held": "Пагадненне падпісана",
        "came": "своечасова",
        "late": "са спазненнем",
        "seen": "прыборка памяшканняў",
        "profile": "у анкеце",
    },
    "en": {"held": "The agreement is signed", "came": "came in time", "late": "came late", "seen": "cleaning", "profile": "on the profile"},
}


def who_tried_out(stage: Stage) -> tuple[str, str]:
    """(case number, vacancy) of the assessed trial of the story: somebody whom no rule keeps from that vacancy, at which one more place is
    made, as others have taken those there were."""
    query = (
        "SELECT candidate.case_reference, vacancy.reference FROM trial_agreement JOIN candidate ON candidate.id = candidate_id "
        "JOIN vacancy ON vacancy.id = vacancy_id WHERE trial_agreement.id = :id"
    )
    with stage.installation.engine.connect() as connection:
        person, vacancy = connection.execute(text(query), {"id": int(stage.records["tried_out"])}).one()
        connection.execute(text("UPDATE vacancy SET places = places + 1 WHERE reference = :reference"), {"reference": vacancy})
        connection.commit()
    return person, vacancy


def cancel_drafts(page, address: str, person: str) -> None:
    """Whoever has an agreement already, be it a draft, draws up no second one."""
    page.goto(f"{address}/trials?state=draft&q={person}")
    for draft in page.locator("main li a[href^='/trials/']").evaluate_all("links => links.map((link) => link.getAttribute('href'))"):
        page.goto(address + draft)
        form = page.locator("form[action$='/cancel']")
        page.locator("details", has=form).locator("summary").last.click()
        form.locator("[name=because]").fill("—")
        form.locator("button[type=submit]").click()
        page.wait_for_url(re.compile(draft))


@pytest.mark.parametrize("language", LOCALES)
def test_a_trial_from_the_agreement_to_a_contract(browser, stage_folder: Path, tmp_path: Path, pictures: Path, language: str) -> None:
    screen, words = ("telephone" if language == "be" else "desk"), WORDS[language]
    with opened_stage(stage_folder, tmp_path / "data") as stage, serving(stage.app) as address:
        context = browser.new_context(
            viewport=SCREENS[screen], locale=LOCALES[language], color_scheme="dark" if language == "be" else "light"
        )
        page = context.new_page()
        watch, told = Watch(page, address), stage.accounts["caseworker"]
        person, vacancy = who_tried_out(stage)

        def look(what: str) -> None:
            page.screenshot(path=pictures / f"trial-{what}-{screen}-{language}.png", full_page=True)
            assert overflow(page) <= 0, what

        sign_in(page, address, told.email, told.password)
        page.goto(f"{address}/trials")
        assert page.locator("html").get_attribute("lang") == language
        look("list")
        cancel_drafts(page, address, person)
        page.goto(f"{address}/trials")
        page.locator("main a[href='/trials/new']").click()
        page.locator("#field-candidate").select_option(person)
        page.locator("#field-vacancy").select_option(vacancy)
        page.locator("#field-from_on").fill((today() - timedelta(days=7)).isoformat())
        page.locator("#field-schedule").fill("Пн–пт, 8:00–17:00")
        page.locator("#field-tasks").fill("Уборка цеха")
        page.locator("#field-pay_byn").fill("1 040,50")
        page.locator("#field-pay_per").select_option("month")
        page.locator("#field-emergency_contact").fill("Сестра")
        look("agreement")
        page.locator("#field-until_on").fill(today().isoformat())
        page.locator("main form .btn-primary").click()
        page.wait_for_url(re.compile(r"/trials/\d+$"))
        trial = page.url
        assert words["held"] in page.locator("#told").inner_text()

        page.locator("main a[href$='/print']").click()
        look("paper")
        assert person not in page.locator("article").inner_text()
        page.goto(trial)
        page.locator("#attendance form.deed button").last.click()
        page.locator("#attendance .good").wait_for()
        assert words["came"] in page.locator("#attendance").inner_text()
        page.locator("#attendance li:has(form.deed) a").last.click()
        page.locator("#mark input[value=late]").check()
        page.locator("#mark input[value=neither]").check()
        page.locator("#field-minutes_late").fill("15")
        page.locator("#mark .btn").click()
        page.locator("#attendance .attention").wait_for()
        assert words["late"] in page.locator("#attendance").inner_text()
        look("days")

        page.locator("#field-result input[value=completed]").check()
        page.locator("#field-skills").press_sequentially("уборка помещений, работа с инструментом", delay=1)
        page.locator("#understood .good").first.wait_for()
        look("assess")
        page.locator("#assessment form .btn-primary").click()
        page.locator("#assessment .pick").first.wait_for()
        told_of = page.locator("#assessment").inner_text()
        assert words["profile"] in told_of
        assert words["seen"] in told_of
        look("ended")
        page.locator("#field-note").fill("берут")
        page.locator("#assessment form .btn-primary").click()
        page.wait_for_url(re.compile(r"/placements/\d+$"))
        look("contract")
        context.close()
        watch.nothing_amiss()
