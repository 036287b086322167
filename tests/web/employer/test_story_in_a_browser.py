"""An employer on a telephone, in a real browser: a vacancy posted with going back and coming back; then a person met and offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browsing import LOCALES, SCREENS, Watch, overflow, serving, sign_in
from tests.web.stage import Stage, opened_stage

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TITLES = {"ru": "сварщик на трубы", "be": "зваршчык на трубы", "en": "pipe welder"}
NEEDS = {"ru": "чтение чертежей\nкофеварку полировать", "be": "чытанне чарцяжоў", "en": "read standard blueprints"}


@pytest.fixture
def told(stage_folder: Path, tmp_path: Path) -> Iterator[tuple[Stage, str]]:
    """A stage of one's own and its address: the story moves a placement, which one cannot do twice."""
    with opened_stage(stage_folder, tmp_path / "data") as stage, serving(stage.app) as address:
        yield stage, address


class Story:
    """One telephone. Every page it comes to must fit its screen; with scripts every screen of posting is tried by axe too."""

    def __init__(self, browser, told: tuple[Stage, str], language: str, *, scripts: bool = True) -> None:
        self.stage, self.address = told
        self.scripts, self.language = scripts, language
        self.context = browser.new_context(
            viewport=SCREENS["telephone"], locale=LOCALES[language], java_script_enabled=scripts, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.watch = Watch(self.page, self.address)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.looks_right()

    def looks_right(self) -> None:
        assert self.page.locator("html").get_attribute("lang") == self.language
        assert self.page.locator("h1").count() == 1
        if self.scripts:
            from axe_playwright_python.sync_playwright import Axe  # only where there is a browser

            assert overflow(self.page) <= 0, self.page.url
            found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
            assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found.response["violations"]] == [], self.page.url

    def press(self, selector: str, to: str) -> None:
        """Press a button and arrive at an address that ends so."""
        self.page.locator(selector).first.click()
        self.page.wait_for_url(lambda url: url.partition("?")[0].endswith(to))
        self.looks_right()

    def on(self, to: str) -> None:
        self.press(".walk-on .btn-primary", to)


@pytest.mark.parametrize(("language", "scripts"), [("ru", True), ("be", True), ("en", True), ("ru", False)])
def test_an_employer_posts_a_vacancy_and_answers_for_a_person(browser, told: tuple[Stage, str], language: str, scripts: bool) -> None:
    story = Story(browser, told, language, scripts=scripts)
    account = story.stage.accounts["employer"]
    sign_in(story.page, story.address, account.email, account.password)
    post_a_vacancy(story)
    answer_for_somebody(story)
    story.context.close()
    story.watch.nothing_amiss()


def post_a_vacancy(story: Story) -> None:
    page, title = story.page, TITLES[story.language]
    story.go("/vacancies")
    story.press("a.btn-primary", "/vacancies/new")
    page.locator("#field-title").fill(title)
    story.on("/trade")
    page.locator("input[name=occupation]").first.check()
    story.on("/needs")
    assert page.locator("main input:checked").count() == 0, "nothing is ticked beforehand"
    page.locator("input[name=suggested]").first.check()
    say_what_is_needed(story)
    story.on("/duties")
    page.locator("input[value=noise]").check()
    go_away_and_come_back(story)
    story.on("/schedule")
    page.locator("input[name=shifts][value=day]").check()
    page.locator("#field-from1").fill("08:00")
    page.locator("#field-until1").fill("17:00")
    story.on("/pay")
    page.locator("#field-pay_from_byn").fill("1800")
    story.press("button[value=back]", "/schedule")
    assert page.locator("#field-until1").input_value() == "17:00"
    story.on("/pay")
    assert page.locator("#field-pay_from_byn").input_value() == "1800", "going back lost nothing"
    story.on("/place")
    pick_the_place(story)
    story.on("/check")
    assert title in page.locator("article").inner_text()
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/vacancies/VAC-*")
    story.looks_right()
    assert page.locator("h1").inner_text().casefold() == title.casefold()
    assert page.locator("#told .told").count() == 1


def say_what_is_needed(story: Story) -> None:
    """With scripts the page says at once how the words are understood; without, a button asks for it."""
    page = story.page
    if story.scripts:
        page.locator("#field-own").press_sequentially(NEEDS[story.language])
    else:
        page.locator("#field-own").fill(NEEDS[story.language])
        page.locator("button[value=look]").click()
    page.locator("#understood li").first.wait_for()
    story.looks_right()


def go_away_and_come_back(story: Story) -> None:
    """Away to the list; from the draft there, back to the screen that was left, with what was ticked."""
    page = story.page
    story.press("button[value=leave]", "/vacancies")
    page.get_by_role("link", name=TITLES[story.language], exact=True).first.click()
    page.wait_for_url("**/check")
    story.looks_right()
    page.locator("a.mend[href*='/duties']").click()
    page.wait_for_url("**/duties?then=check")
    assert page.locator("input[value=noise]").is_checked()
    page.goto(page.url.partition("?")[0])


def pick_the_place(story: Story) -> None:
    page = story.page
    if story.scripts:
        page.locator("#field-town").press_sequentially("Реч")
    else:
        page.locator("#field-town").fill("Реч")
        page.locator("button[value=look]").click()
    page.locator("button[name=pick]").first.click()
    page.locator("svg .chosen").wait_for()
    story.looks_right()


def answer_for_somebody(story: Story) -> None:
    page = story.page
    with story.stage.installation.engine.connect() as connection:
        way, person = connection.exec_driver_sql(
            "SELECT placement.id, introduction_id FROM placement JOIN vacancy ON vacancy.id = vacancy_id"
            " WHERE state = 'referred' AND employer_id = (SELECT employer_id FROM account WHERE role = 'employer')"
        ).one()
    for state in ("interview", "offered"):
        story.go("/introduced")
        line = page.locator(f"#person-{person}")
        assert "GOM-" not in page.content()
        line.locator(f"form:has(input[value={state}]) button").click()
        page.locator("#told .told.done").wait_for()
        story.looks_right()
        with story.stage.installation.engine.connect() as connection:
            assert connection.exec_driver_sql(f"SELECT state FROM placement WHERE id = {int(way)}").scalar() == state
