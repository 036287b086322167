"""What holds for every page of every role, read off one table: three languages, whole, light, quick to ask for, with help."""

import re
from collections import Counter

import pytest
from sqlalchemy import event

from tests.web.markup import Page
from tests.web.stage import Stage, StagedPage, staged_pages

PAGES = staged_pages()
LANGUAGES = ("ru", "be", "en")
FIRST_LOAD, LATER_LOAD = 150_000, 30_000
"""Bytes of a page with everything it needs on the first visit; of a page alone afterwards."""
MOST_ALIKE = 6
"""How often one statement may be sent for one page. A list asked for line by line sends it once a line."""
NOT_PAGES = {"/static/<path:filename>", "/"}

each_page = pytest.mark.parametrize("page", PAGES, ids=str)


def test_the_tables_name_every_page_that_is_read(stage: Stage) -> None:
    rules = {rule.rule for rule in stage.app.url_map.iter_rules() if rule.endpoint.startswith("web.") and "GET" in (rule.methods or ())}
    assert rules - NOT_PAGES - NOT_HTML.keys() == {page.rule for page in PAGES}


NOT_HTML: dict[str, str] = {
    "/vacancies/<reference>/ranking.xlsx": "tests/web/expert/test_ranking_deeds.py",
    "/rules/file": "tests/web/coordinator/test_rules.py",
    "/indicators/sheet": "tests/web/coordinator/test_indicators.py",
    "/vacancies/drafts/<int:number>/places": "tests/web/employer/test_posting.py",
    "/work-under-way/<key>": "tests/web/test_long_work.py",
    "/candidates/<reference>/consents/<int:number>/evidence/<int:evidence>": "tests/web/caseworker/test_person.py",
}
"""Rules that answer with a file, or with a part of a page: where they are tested."""


def read(stage: Stage, page: StagedPage, language: str = "ru"):
    address = stage.address(page)
    return stage.client(page.role).get(f"{address}{'&' if '?' in address else '?'}language={language}")


@each_page
def test_a_page_answers_whole_in_three_languages(stage: Stage, page: StagedPage) -> None:
    for language in LANGUAGES:
        response = read(stage, page, language)
        assert response.status_code == 200, (response.status_code, response.location)
        shown = Page(response.text)
        assert shown.language == language
        assert shown.broken == []
        assert len(shown.all("h1")) == len(shown.all("main")) == 1
        assert len(shown.all("button", **{"class": "btn btn-primary"})) + len(shown.all("a", **{"class": "btn btn-primary"})) <= 1
        assert not re.search(r"(?:href|src|action)=.(?:https?:|//|data:|javascript:)", response.text)
        assert not shown.all("style")
        assert not [tag for tag, found in shown.elements if "style" in found or any(name.startswith("on") for name in found)]
        assert "None" not in shown.text.split(), "a value that nobody put into words"


@each_page
def test_everybody_finds_their_way_on_a_page(stage: Stage, page: StagedPage) -> None:
    text = read(stage, page).text
    shown = Page(text)
    labelled = {found["for"] for found in shown.all("label") if "for" in found}
    fields = shown.all("input") + shown.all("select") + shown.all("textarea")
    unlabelled = [
        f for f in fields if f.get("type") != "hidden" and "in_label" not in f and f.get("id") not in labelled and "aria-label" not in f
    ]
    assert unlabelled == []
    identifiers = [found["id"] for _, found in shown.elements if "id" in found]
    assert [name for name, n in Counter(identifiers).items() if n > 1] == []
    assert all(target[1:] in identifiers for target in shown.links() if target.startswith("#"))
    assert all(name.get("aria-label") for name in shown.all("nav"))
    help_text = re.search(r'<div class="help-text">(.*?)</div>', text, re.DOTALL)
    if page.role != "nobody" and "page-help" in text:
        assert help_text is not None
        assert len(help_text[1].strip()) > 40, "help says what the page is for and what to do"


@each_page
def test_a_page_is_light(stage: Stage, page: StagedPage) -> None:
    client, packed = stage.client(page.role), {"Accept-Encoding": "gzip"}
    alone = len(client.get(stage.address(page), headers=packed).data)
    assert alone <= LATER_LOAD
    shown = Page(client.get(stage.address(page)).text)
    files = {link["href"] for link in shown.all("link")} | {file["src"] for tag in ("img", "script") for file in shown.all(tag)}
    assert alone + sum(len(client.get(file, headers=packed, buffered=True).data) for file in files) <= FIRST_LOAD


@each_page
def test_no_list_is_asked_for_line_by_line(stage: Stage, page: StagedPage) -> None:
    statements: Counter[str] = Counter()

    def count(_connection, _cursor, statement, *_rest) -> None:
        statements[statement] += 1

    read(stage, page)  # what is kept between requests is read
    event.listen(stage.installation.engine, "before_cursor_execute", count)
    try:
        read(stage, page)
    finally:
        event.remove(stage.installation.engine, "before_cursor_execute", count)
    assert {statement: n for statement, n in statements.items() if n > MOST_ALIKE} == {}
