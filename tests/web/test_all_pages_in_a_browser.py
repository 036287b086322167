"""Every page of every role in a real browser: usable by everybody (WCAG 2.2 A and AA), in light and dark, on a desk and on a telephone."""

import pytest

from tests.web.browsing import SCREENS, Watch, overflow, serving, sign_in
from tests.web.stage import Stage, staged_pages

pytestmark = pytest.mark.browser

ROLES = sorted({page.role for page in staged_pages()})
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def address(stage: Stage):
    with serving(stage.app) as served:
        yield served


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_usable_by_everybody(browser, stage: Stage, address: str, role: str) -> None:
    from axe_playwright_python.sync_playwright import Axe  # only where there is a browser

    context = browser.new_context(viewport=SCREENS["desk"], locale="ru-RU", reduced_motion="reduce")
    page = context.new_page()
    if role != "nobody":
        account = stage.accounts["caseworker" if role == "everybody" else role]
        sign_in(page, address, account.email, account.password)
    watch, axe, faults = Watch(page, address), Axe(), []
    for staged in staged_pages():
        if staged.role != role:
            continue
        page.goto(address + stage.address(staged))
        for closed in page.locator("details:not([open]) > summary").all():
            if closed.is_visible():
                closed.click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
            faults += [
                f"{staged} {scheme} {fault['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
                for fault in found.response["violations"]
                for node in fault["nodes"][:3]
            ]
        page.set_viewport_size(SCREENS["telephone"])
        if overflow(page) > 0:
            faults.append(f"{staged} is {overflow(page)} px wider than a telephone")
        page.set_viewport_size(SCREENS["desk"])
    context.close()
    assert faults == []
    watch.nothing_amiss()
