"""Every kind of error is a problem with a code, a sentence and a remedy; pages keep their own errors."""

import json
import tomllib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import api
from api.i18n import LANGUAGES
from tests.api.conftest import WELDER
from tests.api.reading import answer_of, assert_is_problem, problem_of

CANDIDATES = "/api/v1/candidates"
JSON = {"Content-Type": "application/json"}


def test_an_unknown_address_is_a_problem_below_api_and_a_page_elsewhere(crowded: FlaskClient) -> None:
    problem_of(crowded.get("/api/v1/nothing"), 404, "not_found.route")
    problem_of(crowded.get("/api/"), 404, "not_found.route")
    assert crowded.get("/nothing").mimetype == "text/html"


def test_a_method_that_does_not_work_says_which_do(crowded: FlaskClient) -> None:
    for address, allowed in ((CANDIDATES, "POST"), (f"{CANDIDATES}/GOM-0001", "PATCH"), ("/api/docs", "GET")):
        response = crowded.put(address)
        problem_of(response, 405, "method_not_allowed")
        assert allowed in response.headers["Allow"]
    page = crowded.post("/page")
    assert (page.status_code, page.mimetype) == (405, "text/html")
    assert "GET" in page.headers["Allow"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed_json"),
        (b"{", "malformed_json"),
        (b"\xff\xfe{}", "malformed_json"),
        (b'{"minimum_pay_byn": NaN}', "malformed_json"),
        (b'{"minimum_pay_byn": -Infinity}', "malformed_json"),
        (b'{"places": ' + b"9" * 5000 + b"}", "malformed_json"),
        (b'{"skills": "a", "skills": "b"}', "duplicate_key"),
        (b"[" * 100_000, "too_deep"),
    ],
)
def test_a_body_that_is_no_json_is_refused(crowded: FlaskClient, body: bytes, code: str) -> None:
    problem_of(crowded.post(CANDIDATES, data=body, headers=JSON), 400, code)


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_another_media_type_is_refused(crowded: FlaskClient, media_type: str) -> None:
    problem_of(crowded.post(CANDIDATES, data=b"{}", content_type=media_type), 415, "unsupported_media_type")


def test_a_body_too_large_is_refused(crowded: FlaskClient) -> None:
    response = crowded.post(CANDIDATES, data=b'{"notes": "' + b"a" * 2_000_000 + b'"}', headers=JSON)
    problem_of(response, 413, "too_large")


@pytest.mark.parametrize("body", [[], "text", 1, None, True, [WELDER]])
def test_a_body_that_is_no_object_is_refused(crowded: FlaskClient, body: object) -> None:
    problem_of(crowded.post(CANDIDATES, data=json.dumps(body), headers=JSON), 422, "invalid_request")


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"place": {"planet": "Mars"}}, "place.planet", "unknown_field"),
        ({"place": "Гомель"}, "place", "not_object"),
        ({"surname": 5}, "surname", "not_text"),
        ({"surname": ""}, "surname", "too_short"),
        ({"surname": " \u00a0"}, "surname", "blank"),
        ({"surname": "a" * 101}, "surname", "too_long"),
        ({"surname": "a\x00b"}, "surname", "unstorable_character"),
        ({"surname": "\ud800"}, "surname", "unstorable_character"),
        ({"birth_year": "1980"}, "birth_year", "not_whole_number"),
        ({"birth_year": 1980.5}, "birth_year", "not_whole_number"),
        ({"birth_year": True}, "birth_year", "not_whole_number"),
        ({"birth_year": 2**80}, "birth_year", "out_of_range"),
        ({"minimum_pay_byn": "1000"}, "minimum_pay_byn", "not_number"),
        ({"minimum_pay_byn": 1e300}, "minimum_pay_byn", "out_of_range"),
        ({"minimum_pay_byn": 10**400}, "minimum_pay_byn", "not_number"),
        ({"birth_date": "1980-02-30"}, "birth_date", "not_day"),
        ({"birth_date": "19800230"}, "birth_date", "not_day"),
        ({"birth_date": "0001-01-01"}, "birth_date", "out_of_range"),
        ({"housing_needed": "yes"}, "housing_needed", "not_flag"),
        ({"housing_needed": 1}, "housing_needed", "not_flag"),
        ({"licences": "B"}, "licences", "not_list"),
        ({"licences": ["B", "Z"]}, "licences[1]", "unknown_code"),
        ({"licences": ["B"] * 1000}, "licences", "too_long"),
        ({"bans": [{"duty": "night_work"}, {"until": "2027-01-01"}]}, "bans[1].duty", "required"),
        ({"home_hours": {"from": "22:00", "until": "25:00"}}, "home_hours.until", "not_clock"),
        ({"home_hours": {"from": "22:00", "until": "22:00"}}, "home_hours", "empty_hours"),
        ({"reference": "a/b"}, "reference", "wrong_form"),
        ({"consent": None}, "consent", "null"),
    ],
)
def test_a_wrong_field_is_named_with_a_code(crowded: FlaskClient, wrong: dict[str, object], field: str, code: str) -> None:
    body = problem_of(crowded.post(CANDIDATES, json=WELDER | wrong), 422, "invalid_request")
    assert [(error["field"], error["code"]) for error in body["errors"]] == [(field, code)]
    assert body["field"] == field
    assert body["errors"][0]["detail"] not in ("", code)


def test_every_wrong_field_is_named_at_once(crowded: FlaskClient) -> None:
    body = problem_of(crowded.post(CANDIDATES, json={"surname": 1, "sex": "x", "colour": 1}), 422, "invalid_request")
    assert {error["field"] for error in body["errors"]} == {"surname", "sex", "colour"}


def test_a_text_with_too_many_phrases_is_refused(crowded: FlaskClient) -> None:
    body = problem_of(
        crowded.post(CANDIDATES, json={"skills": ";".join(f"навык {n}" for n in range(101))}), 422, "invalid_value.too_many_phrases"
    )
    assert body["field"] == "skills"


@pytest.mark.parametrize("reference", ["GOM-9999", "..", "%00", "%ff", "a" * 65, "я" * 64, "%F0%9F%98%80", "' OR 1=1 --", "%2e%2e%2f"])
def test_a_reference_that_nobody_has_is_not_found(crowded: FlaskClient, reference: str) -> None:
    response = crowded.get(f"{CANDIDATES}/{reference}")
    assert response.status_code == 404
    assert_is_problem(response)


@pytest.mark.parametrize(
    ("header", "title"), [("be", "Не знойдзена"), ("en-GB,en;q=0.8", "Not found"), ("de", "Не найдено"), ("", "Не найдено")]
)
def test_a_problem_speaks_the_language_asked_for(crowded: FlaskClient, header: str, title: str) -> None:
    response = crowded.get(f"{CANDIDATES}/none", headers={"Accept-Language": header})
    assert assert_is_problem(response)["title"] == title
    assert crowded.get(f"{CANDIDATES}/none?language=en", headers={"Accept-Language": header}).get_json()["title"] == "Not found"


def test_an_unknown_language_is_refused(crowded: FlaskClient) -> None:
    body = problem_of(crowded.get(f"{CANDIDATES}?language=de"), 422, "invalid_request")
    assert body["field"] == "language"


def test_every_sentence_stands_in_all_three_languages() -> None:
    folder = Path(api.__path__[0]) / "words" / "problems"
    tables = [tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")) for language in LANGUAGES]
    keys = [{(table, code) for table, sentences in each.items() for code in sentences} for each in tables]
    assert keys[0] == keys[1] == keys[2]


def test_answers_are_kept_by_nobody_and_shown_as_no_page(crowded: FlaskClient) -> None:
    for response in (crowded.get(CANDIDATES), crowded.get(f"{CANDIDATES}/none"), crowded.get("/api/v1/nothing")):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert answer_of(crowded.get(CANDIDATES))["total"] == 2
