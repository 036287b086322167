"""The language of a page: asked for, remembered, taken from the browser, Russian at last."""

from flask.testing import FlaskClient

from tests.web.markup import Page, asked
from tests.worlds import DAY


def language_of(client: FlaskClient, address: str = "/vacancies", **headers: str) -> str:
    return Page(client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()}).text).language


def test_who_says_nothing_reads_russian(client: FlaskClient) -> None:
    assert language_of(client) == "ru"
    assert language_of(client, Accept_Language="fr") == "ru"


def test_the_browser_is_listened_to(client: FlaskClient) -> None:
    assert language_of(client, Accept_Language="be, ru;q=0.5") == "be"


def test_a_choice_is_remembered_against_the_browser(client: FlaskClient) -> None:
    assert language_of(client, "/vacancies?language=en", Accept_Language="be") == "en"
    assert language_of(client, Accept_Language="be") == "en"


def test_a_language_that_we_do_not_speak_changes_nothing(client: FlaskClient) -> None:
    response = client.get("/vacancies?language=xx")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_the_switch_stays_on_the_page_and_keeps_its_filters(client: FlaskClient) -> None:
    page = Page(client.get(f"/vacancies/VAC-001?as_of={DAY}&limit=5").text)
    switch = [attributes["href"] for attributes in page.all("a") if "hreflang" in attributes]
    assert [asked(link) for link in switch] == [{"as_of": DAY, "limit": "5", "language": code} for code in ("ru", "be", "en")]
    assert all(link.startswith("/vacancies/VAC-001?") for link in switch)


def test_numbers_take_their_forms_in_russian(client: FlaskClient) -> None:
    texts = [Page(client.get(f"/candidates?language=ru&q={words}").text).text for words in ("GOM-0001", "GOM-000", "GOM")]
    forms = [next(form for form in ("человека", "человек") if f" {form} " in text.partition("Показать")[2]) for text in texts]
    assert forms[0] == "человек"
    assert "1 человек " in texts[0]
    assert "9 человек " in texts[1]
