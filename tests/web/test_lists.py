"""The lists and the search: words, filters and pages in the address, and what an empty page offers."""

import re

from flask.testing import FlaskClient

from tests.web.markup import Page, asked


def references(page: Page, prefix: str) -> list[str]:
    return [link.rpartition("/")[2] for link in page.links() if link.startswith(prefix) and link != prefix + "new"]


def walk(client: FlaskClient, address: str, prefix: str) -> tuple[list[str], list[str]]:
    """Every reference over all pages, and the addresses walked."""
    seen, walked = [], []
    while address:
        walked.append(address)
        page = Page(client.get(address).text)
        seen += references(page, prefix)
        address = next((link["href"] for link in page.all("a", rel="next")), "")
    return seen, walked


def test_paging_shows_everybody_once_and_keeps_the_filters(client: FlaskClient) -> None:
    seen, walked = walk(client, "/candidates?q=GOM&province=gomel&status=any", "/candidates/")
    assert len(walked) > 1
    assert len(seen) == len(set(seen)) > 20
    assert all(reference.startswith("GOM") for reference in seen)
    assert all(asked(address)["q"] == "GOM" and asked(address)["province"] == "gomel" for address in walked)


def test_a_search_keeps_its_words_in_the_field_and_finds_without_regard_to_case(client: FlaskClient) -> None:
    page = Page(client.get("/vacancies?q=ШВЕЯ").text)
    assert references(page, "/vacancies/") == ["VAC-017"]
    assert page.all("input", name="q", value="ШВЕЯ")


def test_a_person_is_found_by_name(client: FlaskClient) -> None:
    assert references(Page(client.get("/candidates?q=кравцел").text), "/candidates/") == ["GOM-0001"]


def test_a_filter_of_the_province_holds(client: FlaskClient) -> None:
    page = Page(client.get("/vacancies?province=grodno").text)
    assert "VAC-016" in references(page, "/vacancies/")
    assert "VAC-001" not in references(page, "/vacancies/")
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["grodno", "open"]


def test_nothing_found_offers_the_next_step(client: FlaskClient) -> None:
    page = Page(client.get("/vacancies?q=космонавт&province=gomel").text)
    assert "Таких вакансий не нашлось." in page.text
    assert {"status": "any", "q": "космонавт"} in [asked(link) for link in page.links()]


def test_an_empty_installation_says_what_to_do(empty_client: FlaskClient) -> None:
    assert "kladka import vacancies" in empty_client.get("/vacancies").text
    assert "kladka import candidates" in empty_client.get("/candidates").text


def test_a_cursor_that_we_never_gave_is_refused_kindly(client: FlaskClient) -> None:
    response = client.get("/vacancies?after=мимо")
    assert response.status_code == 422
    assert Page(response.text).language == "ru"


def test_a_whole_number_leads_straight_to_the_page(client: FlaskClient) -> None:
    assert client.get("/search?q=vac-001").location == "/vacancies/VAC-001"
    assert client.get("/search?q=gom-0002").location == "/candidates/GOM-0002"


def test_words_find_people_and_vacancies_together(client: FlaskClient) -> None:
    page = Page(client.get("/search?q=00").text)
    assert "Люди" in page.text
    assert references(page, "/candidates/")
    assert references(page, "/vacancies/")


def test_a_person_sees_what_was_understood_of_their_words(client: FlaskClient) -> None:
    text = Page(client.get("/candidates/GOM-0002").text).text
    assert "ушм ✔ понято: работа болгаркой" in text
    assert re.search(r"не хватает: медицинская справка, будет \d", text)
    assert re.search(r"Документы ! медицинская справка — \d", text)
