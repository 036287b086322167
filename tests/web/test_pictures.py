"""Pictures of the ten main pages, as docs/pages.md shows them: taken from the demo world with its story, so that they show what there is.

`make pictures` renews those in docs/; the ordinary run takes them aside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.web.browsing import SCREENS, Watch, overflow, serving, sign_in
from tests.web.stage import Stage

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parents[2] / "docs"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a role on a screen. opened: what is unfolded first."""

    role: str
    address: str
    screen: str = "desk"
    scheme: str = "light"
    opened: str = ""


PICTURES = {
    "work": Picture("expert", "/work"),
    "ranking": Picture("expert", "/vacancies/{vacancy}", opened=".ranking > li:first-child details.far > summary"),
    "placement": Picture("expert", "/placements/{placement}"),
    "today": Picture("caseworker", "/today"),
    "board": Picture("caseworker", "/board"),
    "person": Picture("caseworker", "/candidates/{person}"),
    "posting": Picture("employer", "/vacancies/new", "telephone"),
    "introduced": Picture("employer", "/introduced", "telephone"),
    "plan": Picture("coordinator", "/pilots/{pilot}/plans/{plan}", scheme="dark"),
    "indicators": Picture("coordinator", "/indicators"),
}
HIGHEST = 1_500
"""Pixels of a page that a picture shows: what comes below is more of the same."""


@pytest.fixture(scope="module")
def address(stage: Stage) -> Iterator[str]:
    with serving(stage.app) as served:
        yield served


@pytest.mark.parametrize("name", PICTURES)
def test_a_main_page_is_pictured(browser, stage: Stage, address: str, pictures: Path, name: str) -> None:
    picture = PICTURES[name]
    screen = SCREENS[picture.screen]
    context = browser.new_context(viewport=screen, locale="ru-RU", reduced_motion="reduce", color_scheme=picture.scheme)
    page = context.new_page()
    sign_in(page, address, stage.accounts[picture.role].email, stage.accounts[picture.role].password)
    watch = Watch(page, address)
    assert page.goto(address + picture.address.format(**stage.records)).status == 200
    for folded in page.locator(picture.opened).all() if picture.opened else ():
        folded.click()
    page.evaluate("document.activeElement.blur()")
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": screen["width"], "height": min(height, HIGHEST)}
    page.screenshot(path=pictures / f"{name}.png", full_page=True, clip=clip)
    assert overflow(page) <= 0
    context.close()
    watch.nothing_amiss()


def test_the_documentation_shows_every_picture() -> None:
    told = (DOCS / "pages.md").read_text(encoding="utf-8")
    assert {path.stem for path in (DOCS / "pages").glob("*.png")} == set(PICTURES)
    for name in PICTURES:
        assert f"pages/{name}.png" in told
