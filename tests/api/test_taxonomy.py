"""Searching concepts and resolving text through the API."""

import pytest
from flask.testing import FlaskClient

from tests.api.reading import answer_of, problem_of

SEARCH = "/api/v1/taxonomy/search"


def test_part_of_a_label_finds_concepts_each_once(crowded: FlaskClient) -> None:
    found = answer_of(crowded.get(f"{SEARCH}?q=СВАР&language=en"))["concepts"]
    assert "welder" in {concept["concept"] for concept in found}
    assert len({concept["concept"] for concept in found}) == len(found)
    assert all("свар" in concept["matched"].casefold() for concept in found)
    assert all(concept["label"].isascii() for concept in found)


def test_a_search_may_be_narrowed(crowded: FlaskClient) -> None:
    found = answer_of(crowded.get(f"{SEARCH}?q=свар&kind=occupation&limit=2"))["concepts"]
    assert {concept["kind"] for concept in found} == {"occupation"}
    assert len(found) == 2
    assert found[0]["isco"]


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=a&kind=person", "q=a&limit=0", "q=a&limit=51", "q=a&limit=two", "q=a&q2=b"])
def test_a_search_for_nothing_is_refused(crowded: FlaskClient, query: str) -> None:
    problem_of(crowded.get(f"{SEARCH}?{query}"), 422, "invalid_request")


def test_texts_are_resolved_in_order(crowded: FlaskClient) -> None:
    body = {"texts": ["электрогазосварщик 4 разряда", "хрумобрызг"], "kind": "occupation", "language": "be"}
    known, unknown = answer_of(crowded.post("/api/v1/resolve", json=body))["resolutions"]
    assert (known["decision"], known["concept"], known["grade"], known["isco"]) == ("accepted", "welder", 4, "7212")
    assert known["alternatives"][0]["concept"] == "welder"
    assert (unknown["text"], unknown["decision"] == "unresolved") == ("хрумобрызг", unknown["concept"] is None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"texts": []} | {"kind": "skill"},
        {"texts": ["a"] * 101, "kind": "skill"},
        {"texts": ["a"], "kind": "x"},
        {"texts": "a", "kind": "skill"},
    ],
)
def test_a_resolution_of_nothing_is_refused(crowded: FlaskClient, body: object) -> None:
    problem_of(crowded.post("/api/v1/resolve", json=body), 422, "invalid_request")
