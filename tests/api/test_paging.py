"""Paging walks everybody once, in one order, whatever comes in meanwhile."""

import base64

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import WELDING
from tests.api.reading import answer_of, problem_of


def walk(client: FlaskClient, noun: str, limit: int) -> list[str]:
    found, after = [], ""
    while True:
        page = answer_of(client.get(f"/api/v1/{noun}?limit={limit}{after}"))
        assert len(page[noun]) <= limit
        found += [line["reference"] for line in page[noun]]
        if page["next"] is None:
            assert page["total"] == len(found)
            return found
        after = f"&after={page['next']}"


def test_every_walk_meets_everybody_once_in_the_same_order(client: FlaskClient) -> None:
    names = ["VAC-9", "VAC-10", "aaa", "VAC-1", "яяя"]
    for name in names:
        answer_of(client.post("/api/v1/vacancies", json=WELDING | {"reference": name}), 201)
        answer_of(client.post("/api/v1/candidates", json={"reference": name}), 201)
    for noun in ("vacancies", "candidates"):
        for limit in (1, 2, 3, 5, 200):
            assert walk(client, noun, limit) == names


def test_what_comes_in_during_a_walk_is_met_and_nobody_is_met_twice(client: FlaskClient) -> None:
    for name in ("a", "b", "c"):
        answer_of(client.post("/api/v1/candidates", json={"reference": name}), 201)
    first = answer_of(client.get("/api/v1/candidates?limit=2"))
    answer_of(client.post("/api/v1/candidates", json={"reference": "0"}), 201)
    rest = answer_of(client.get(f"/api/v1/candidates?limit=2&after={first['next']}"))
    assert [line["reference"] for line in rest["candidates"]] == ["c", "0"]


def test_a_cursor_is_opaque(crowded: FlaskClient) -> None:
    cursor = answer_of(crowded.get("/api/v1/vacancies?limit=1"))["next"]
    assert not cursor.isdigit()
    assert "=" not in cursor


@pytest.mark.parametrize(
    "cursor", ["1", "-", "я", "YWZ0ZXI6", "A" * 200, base64.urlsafe_b64encode(b"after:99999999999999999999").decode(), "a=b"]
)
@pytest.mark.parametrize("noun", ["vacancies", "candidates", "match-runs", "aliases"])
def test_a_cursor_we_never_gave_is_refused(crowded: FlaskClient, noun: str, cursor: str) -> None:
    body = problem_of(crowded.get(f"/api/v1/{noun}?after={cursor}"), 422, "invalid_value.cursor")
    assert body["field"] == "after"
