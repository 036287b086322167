"""Errors as pages in the person's language, each with what to do next; the API keeps its own."""

import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.logs import init_request_log
from services.installation import Installation
from tests.web.conftest import app_of
from tests.web.markup import Page


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Вакансии с номером VAC-999 нет."), ("be", "VAC-999"), ("en", "VAC-999")],
)
def test_an_unknown_number_is_a_page_in_the_language(client: FlaskClient, language: str, words: str) -> None:
    response = client.get(f"/vacancies/VAC-999?language={language}")
    page = Page(response.text)
    assert response.status_code == 404
    assert page.language == language
    assert words in page.text


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Такой страницы нет"), ("be", "Такой старонкі няма"), ("en", "There is no such page")]
)
def test_an_unknown_address_is_a_page_in_the_language(client: FlaskClient, language: str, words: str) -> None:
    response = client.get(f"/nowhere?language={language}")
    assert response.status_code == 404
    assert words in Page(response.text).text
    assert "/vacancies" in Page(response.text).links()


def test_a_method_that_a_page_does_not_have_says_which_it_has(client: FlaskClient) -> None:
    response = client.post("/vacancies")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.mimetype == "text/html"


def test_an_unknown_address_of_the_api_stays_a_problem(client: FlaskClient) -> None:
    response = client.get("/api/v1/nowhere")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


@pytest.fixture
def broken_app(own_installation: Installation) -> Flask:
    app = app_of(own_installation)
    init_request_log(app)
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    return app


def test_an_error_of_ours_gives_a_number_that_stands_in_the_log(broken_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        response = broken_app.test_client().get("/broken")
    number = re.search(r"<code>([0-9a-f]{8})</code>", response.text)
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.text
    assert number is not None
    assert number[1] in caplog.text


@pytest.mark.parametrize(
    "address", ["/vacancies/%00", "/vacancies/VAC-001?as_of=%00", "/vacancies?q=%ED%A0%80", f"/vacancies/{'я' * 500}", "/search?q=%00"]
)
def test_nonsense_never_breaks_a_page(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code < 500
