"""What holds for every page: it answers in three languages, runs files of ours alone, loads nothing foreign, its markup has no holes."""

import re

import pytest
from flask.testing import FlaskClient

from tests.web.markup import Page
from tests.worlds import DAY
from web.headers import content_security_policy

LANGUAGES = ("ru", "be", "en")
NONCE = re.compile(r"'nonce-([\w-]{22})'")
ROUTES = {
    "/": "/",
    "/vacancies": "/vacancies",
    "/vacancies/<reference>": f"/vacancies/VAC-001?as_of={DAY}",
    "/vacancies/<reference>/candidates/<candidate>": f"/vacancies/VAC-001/candidates/GOM-0001?as_of={DAY}",
    "/candidates": "/candidates",
    "/candidates/<reference>": f"/candidates/GOM-0002?as_of={DAY}",
    "/search": "/search?q=0001",
    "/static/<path:filename>": "/static/kladka.css",
    "/bootstrap/static/<path:filename>": "/bootstrap/static/css/bootstrap.min.css",
}
"""Pages that answer whoever started the server on their own machine. All pages of all roles: tests/web/test_all_pages.py."""
PAGES = [address for rule, address in ROUTES.items() if "static" not in rule and rule != "/"]
ERROR_PAGES = ["/vacancies/NOPE", "/candidates/NOPE", "/vacancies/VAC-001/candidates/NOPE", "/nowhere", "/vacancies?province=mars"]
WORDS = {"ru": ("Вакансии", "Люди", "Найти"), "be": ("Вакансіі", "Людзі", "Знайсці"), "en": ("Vacancies", "People", "Find")}
FIRST_LOAD = 150_000
"""Bytes of a page with everything it needs, on a telephone in a village."""


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}language={language}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_in_the_language_asked_for(client: FlaskClient, address: str, language: str) -> None:
    response = client.get(in_language(address, language))
    page = Page(response.text)
    assert response.status_code == 200
    assert page.language == language
    assert all(word in page.text for word in WORDS[language])


@pytest.mark.parametrize("address", PAGES + ERROR_PAGES)
def test_a_page_is_whole_and_runs_nothing_but_files_of_ours(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    page = Page(response.text)
    assert page.broken == []
    assert all(script["src"].startswith("/static/") and script["nonce"] for script in page.all("script"))
    assert not page.all("style")
    assert not [tag for tag, attributes in page.elements if "style" in attributes or any(name.startswith("on") for name in attributes)]
    assert not re.search(r"(?:href|src|action)=.(?:https?:|//|data:|javascript:)", response.text)
    assert len(page.all("h1")) == len(page.all("main")) == 1


@pytest.mark.parametrize("address", PAGES)
def test_everybody_can_find_their_way(client: FlaskClient, address: str) -> None:
    page = Page(client.get(address).text)
    labelled = {attributes["for"] for attributes in page.all("label") if "for" in attributes}
    fields = page.all("input") + page.all("select") + page.all("textarea")
    assert all("in_label" in field or field["id"] in labelled for field in fields if field.get("type") != "hidden")
    identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    assert page.all("a", **{"class": "skip-link"})[0]["href"] == "#content"
    assert all(target[1:] in identifiers for target in page.links() if target.startswith("#"))
    assert all("alt" in image for image in page.all("img"))
    assert all(name.get("aria-label") for name in page.all("nav"))
    assert len(page.all("button", **{"class": "btn btn-primary"})) <= 1


@pytest.mark.parametrize("address", [*PAGES, *ERROR_PAGES, *ROUTES.values()])
def test_every_answer_is_hardened(client: FlaskClient, address: str) -> None:
    response = client.get(address, buffered=True)
    policy = response.headers["Content-Security-Policy"]
    nonce = NONCE.search(policy)
    assert policy == content_security_policy(nonce[1] if nonce else None)
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    if response.mimetype == "text/html":
        assert response.headers["Cache-Control"] == "no-store"


def test_the_first_load_is_small(client: FlaskClient) -> None:
    address = f"/vacancies/VAC-001?as_of={DAY}"
    page = Page(client.get(address).text)
    wanted = [link["href"] for link in page.all("link")] + [file["src"] for tag in ("img", "script") for file in page.all(tag)]
    sizes = [len(client.get(file, headers={"Accept-Encoding": "gzip"}, buffered=True).data) for file in {address, *wanted}]
    assert sum(sizes) < FIRST_LOAD


def test_no_two_answers_let_the_same_scripts_run(client: FlaskClient) -> None:
    nonces = [NONCE.search(client.get("/vacancies").headers["Content-Security-Policy"]) for _ in range(3)]
    assert len({nonce[1] for nonce in nonces if nonce}) == 3


def test_a_packed_page_has_no_length_of_its_own(client: FlaskClient) -> None:
    lengths = {len(client.get("/vacancies", headers={"Accept-Encoding": "gzip"}).data) for _ in range(12)}
    assert len(lengths) > 3
    assert max(lengths) < len(client.get("/vacancies").data)


def test_a_file_named_by_its_content_is_kept_and_a_browser_without_gzip_gets_it_plain(client: FlaskClient) -> None:
    address = next(link["href"] for link in Page(client.get("/vacancies").text).all("link") if "kladka.css" in link["href"])
    packed, plain = client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True), client.get(address, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Content-Encoding" not in plain.headers
    assert len(plain.data) > len(packed.data)


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_ours_leads_somewhere(client: FlaskClient, address: str) -> None:
    links = {link.partition("#")[0] for link in Page(client.get(address).text).links()}
    for link in sorted(links - {""})[:12]:
        assert client.get(link).status_code in (200, 302), link
