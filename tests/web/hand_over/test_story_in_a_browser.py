"""A person moves from one organisation to another in a real browser, in each language: offered with a note, accepted by somebody of the
other organisation, and gone from the first one, whose pages answer as if there were no such person. No complaint of the browser.
"""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.web.browsing import LOCALES, SCREENS, Watch, overflow, serving, sign_in
from tests.web.signing_in import GOOD_PASSWORD, account
from tests.web.stage import Stage, opened_stage

pytestmark = pytest.mark.browser

NOTE = "Переезжает к брату, договорились созвониться в среду"
WORDS = {
    "ru": {"will": "Что произойдёт", "waits": "Предложение ждёт ответа", "asked": "Просят принять человека", "gone": "другая организация"},
    "be": {"will": "Што адбудзецца", "waits": "Прапанова чакае адказу", "asked": "Просяць прыняць чалавека", "gone": "іншая арганізацыя"},
    "en": {"will": "What will happen", "waits": "An offer waits", "asked": "Others ask you to take over", "gone": "from now on"},
}


def person_of_one_consent(stage: Stage, other: int) -> str:
    """One of the demo caseworker's people who lets only the other organisation see them."""
    with stage.installation.engine.begin() as connection:
        own = connection.execute(text("SELECT to_organisation_id FROM hand_over")).scalar_one()
        wanted = "SELECT id, case_reference FROM candidate WHERE organisation_id = :o AND consent = 'granted' ORDER BY id DESC LIMIT 1"
        number, reference = connection.execute(text(wanted), {"o": own}).one()
        general = "UPDATE consent SET organisation_id = :o WHERE candidate_id = :c AND purpose = 'matching' AND organisation_id IS NULL"
        connection.execute(text(general), {"o": other, "c": number})
        connection.execute(text("UPDATE candidate SET consent = 'withheld' WHERE id = :c"), {"c": number})
    return str(reference)


@pytest.mark.parametrize("language", LOCALES)
def test_a_person_moves_to_another_organisation(browser, stage_folder: Path, tmp_path: Path, pictures: Path, language: str) -> None:
    screen, words = ("telephone" if language == "be" else "desk"), WORDS[language]
    with opened_stage(stage_folder, tmp_path / "data") as stage, serving(stage.app) as address:
        with stage.installation.engine.connect() as connection:
            other = connection.execute(text("SELECT from_organisation_id FROM hand_over")).scalar_one()
        reference, told = person_of_one_consent(stage, other), stage.accounts["caseworker"]
        neighbour = account(stage.installation, "caseworker", "neighbour@kladka.example", organisation=other)
        looks = {"viewport": SCREENS[screen], "locale": LOCALES[language], "color_scheme": "dark" if language == "be" else "light"}
        contexts = [browser.new_context(**looks) for _ in range(2)]
        own, theirs = (context.new_page() for context in contexts)
        watches = [Watch(page, address) for page in (own, theirs)]

        def look(page, what: str) -> None:
            page.screenshot(path=pictures / f"hand-over-{what}-{screen}-{language}.png", full_page=True)
            assert overflow(page) <= 0, what

        sign_in(own, address, told.email, told.password)
        own.goto(f"{address}/candidates/{reference}")
        own.locator(f"a[href='/candidates/{reference}/hand-over']").click()
        assert words["will"] in own.locator("main").inner_text()
        own.locator("#field-organisation").select_option(str(other))
        own.locator("#field-note").fill(NOTE)
        look(own, "form")
        own.locator("main form .btn-primary").click()
        own.get_by_text(words["waits"]).wait_for()
        look(own, "waits")

        sign_in(theirs, address, neighbour, GOOD_PASSWORD)
        theirs.goto(f"{address}/today")
        assert words["asked"] in theirs.locator("#offers h2").inner_text()
        assert NOTE in theirs.locator("#offers").inner_text()
        look(theirs, "today")
        theirs.locator("#offers .line-head a").click()
        look(theirs, "answer")
        theirs.locator("main form .btn-primary").click()
        theirs.locator(f"a[href='/candidates/{reference}/next-step']").wait_for()
        theirs.goto(f"{address}/candidates/{reference}/restrictions")
        assert reference in theirs.locator("h1").inner_text()

        assert own.request.get(f"{address}/candidates/{reference}").status == 404
        own.goto(f"{address}/today")
        assert words["gone"] in own.locator("#notices").inner_text()
        look(own, "told")
        for context, watch in zip(contexts, watches, strict=True):
            context.close()
            watch.nothing_amiss()
