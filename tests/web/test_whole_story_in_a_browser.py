"""One person's whole way in a real browser, in each language, each role at a desk of its own: registered, found in the ranking, put on the
short list, agreed, introduced and referred, met, offered, at work, asked three times how it goes; then the person takes the consent back.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from models.base import utc_now
from tests.web.browsing import LOCALES, SCREENS, Watch, overflow, serving, sign_in
from tests.web.caseworker.desk import WORDS, Day
from tests.web.stage import Stage, opened_stage

pytestmark = pytest.mark.browser

HISTORY = "2012–2024 электрогазосварщик 5 разряда на заводе"
ASKED = (7, 30, 90)
"""Days at work after which the caseworker asks."""
THREE_MONTHS = {"ru": "на работе 3 месяца", "be": "на працы 3 месяцы", "en": "at work for 3 months"}
NOBODY_KNOWS = ("Снегирёв", "GOM-", "осво", "осужд", "колони", "исправ", "вызвал", "асудж", "калон", "prison", "convict", "release")
"""What the employer's pages never say."""


@dataclass
class Office:
    """Everybody at work at once, each in a browser of their own."""

    browser: object
    stage: Stage
    address: str
    language: str
    desks: dict[str, object] = field(default_factory=dict)
    watches: list[Watch] = field(default_factory=list)

    def desk(self, role: str):
        """The page of the role, signed in; the employer holds a telephone."""
        if role not in self.desks:
            screen = SCREENS["telephone" if role == "employer" else "desk"]
            page = self.browser.new_context(viewport=screen, locale=LOCALES[self.language], reduced_motion="reduce").new_page()
            self.watches.append(Watch(page, self.address))
            told = self.stage.accounts[role]
            sign_in(page, self.address, told.email, told.password)
            self.desks[role] = page
        return self.desks[role]

    def sign_in_again(self, *roles: str) -> None:
        """Weeks have gone by: nobody is signed in any more."""
        for role in roles:
            self.desks.pop(role).context.close()
            self.desk(role)

    def at(self, role: str, where: str):
        """The role's page, opened at an address."""
        page = self.desk(role)
        assert page.goto(f"{self.address}{where}").status == 200, where
        return page


@contextmanager
def office(browser, stage_folder: Path, folder: Path, language: str) -> Iterator[Office]:
    with opened_stage(stage_folder, folder) as stage, serving(stage.app) as address:
        opened = Office(browser, stage, address, language)
        yield opened
        for page in opened.desks.values():
            page.context.close()
        for watch in opened.watches:
            watch.nothing_amiss()


def _finish(page) -> None:
    """Press the one button that finishes the page."""
    page.locator("main form .btn-primary").last.click()
    page.wait_for_load_state()


def _take_step(page, state: str, note: str = "") -> None:
    """Choose the step on the page of the way, and write it down."""
    page.locator(f"main a[href*='step={state}']").click()
    if note:
        page.locator("#field-note").fill(note)
    _finish(page)
    page.locator("[role=status], .told").first.wait_for()


def _shortlist(page, person: str) -> str:
    """Put the person on the short list of the vacancy that the page ranks for; gives the address of the way."""
    for folded in page.locator("details.far:not([open]) > summary").all():
        folded.click()
    line = page.locator(f".ranking > li#{person}")
    line.locator("details:has(form[hx-post]) > summary").click()
    line.get_by_role("textbox").fill("сварка и чертежи, живёт рядом")
    line.locator("form[hx-post] button").click()
    way = page.locator(f"#list-{person} a")
    way.wait_for()
    return way.get_attribute("href")


def _agree_to_meet(page) -> None:
    """The words are read out, the person agrees to be told of by first name and profile."""
    assert len(page.locator(".read-out").inner_text()) > 200
    for part in ("first_name", "profile"):
        page.locator(f"input[name=fields][value={part}]").check()
    page.locator("input[name=how][value=spoken]").check()
    _finish(page)


def _introduce(page) -> None:
    page.locator("input[name=contact]").first.check()
    page.locator("input[name=approved]").check()
    _finish(page)


def _press(page, person: int, **sent: str) -> None:
    """The employer's button that sends this of the person."""
    told = "".join(f":has(input[name={name}][value='{value}'])" for name, value in sent.items())
    page.locator(f"#person-{person} form{told} button[type=submit]").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("language", LOCALES)
def test_from_the_first_talk_to_three_months_at_work(browser, stage_folder: Path, tmp_path: Path, pictures: Path, language: str) -> None:
    with office(browser, stage_folder, tmp_path / "data", language) as house:
        caseworker = house.at("caseworker", "/board")
        person = Day(caseworker, house.address, pictures, f"whole-{language}").register(WORDS[language], history=HISTORY)
        vacancy = _own_vacancy(house)
        way = _shortlist(house.at("expert", f"/vacancies/{vacancy}"), person)
        _agree_to_meet(house.at("caseworker", f"/candidates/{person}/consents/introduction?vacancy={vacancy}"))
        _take_step(house.at("caseworker", way), "consented")
        expert = house.at("expert", way)
        expert.locator("a[href$='/introduce']").first.click()
        _introduce(expert)
        _take_step(house.at("expert", way), "referred")
        introduced = _last_introduced(house)
        _employer_hires(house, introduced)
        _three_months(house, way)
        with time_machine.travel(utc_now() + timedelta(days=ASKED[-1])):
            house.sign_in_again("caseworker", "expert", "employer")
            assert THREE_MONTHS[language] in house.at("expert", way).locator(".verdict").inner_text().lower()
            _take_consent_back(house, person)
            assert house.at("employer", "/introduced").locator(f"#person-{introduced}").count() == 0
            assert house.desk("expert").request.get(f"{house.address}/candidates/{person}").status == 404


def _own_vacancy(house: Office) -> str:
    """The first vacancy of the employer who signs in."""
    link = house.at("employer", "/vacancies").locator("main a[href*='/vacancies/VAC-']").first
    return re.findall(r"VAC-\d+", link.get_attribute("href"))[0]


def _last_introduced(house: Office) -> int:
    page = house.at("employer", "/introduced")
    return max(int(one.get_attribute("id").removeprefix("person-")) for one in page.locator("[id^=person-]").all())


def _employer_hires(house: Office, introduced: int) -> None:
    """Met, offered, at work, on a telephone; no page says where the person comes from."""
    page = house.at("employer", "/introduced")
    for to in ("interview", "offered", "started"):
        told = page.content().casefold()
        assert overflow(page) <= 0
        assert not [word for word in NOBODY_KNOWS if word.casefold() in told]
        _press(page, introduced, to=to)


def _three_months(house: Office, way: str) -> None:
    """Each check-in stands on the caseworker's first page on its day, and is answered with one button."""
    started = utc_now()
    for day in ASKED:
        with time_machine.travel(started + timedelta(days=day)):
            house.sign_in_again("caseworker")
            page = house.at("caseworker", "/today")
            link = page.locator(f"a[href^='{way}/check-ins/']")
            assert link.count() == 1
            page.goto(house.address + link.get_attribute("href"))
            assert str(day) in page.locator(".lead-line").inner_text()
            page.locator("button[name=result][value=working]").click()
            page.wait_for_load_state()


def _take_consent_back(house: Office, person: str) -> None:
    """Every consent that holds is taken back, one after the other."""
    page = house.at("caseworker", f"/candidates/{person}/consents")
    while page.locator("details.deeds:has(form.deed)").count():
        page.locator("details.deeds:has(form.deed) > summary").first.click()
        page.locator("details.deeds[open] form.deed button").first.click()
        page.wait_for_load_state()
        page = house.at("caseworker", f"/candidates/{person}/consents")
