"""Who changes a record says which version they saw; no changing route forgets to ask."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from api.preconditions import MUST_MATCH, NEEDS_NONE
from services.actors import Actor, Role
from services.installation import Installation
from tests.api.conftest import WELDER, WELDING, application_over
from tests.api.reading import answer_of, problem_of

PERSON, WORK = "/api/v1/candidates/GOM-0001", "/api/v1/vacancies/VAC-0001"
CHANGES = (("PATCH", PERSON, {"transport": "car"}), ("POST", f"{PERSON}/close", {"reason": "other"}),
           ("PATCH", WORK, {"pay_to_byn": 3000}), ("POST", f"{WORK}/close", {"reason": "other"}))  # fmt: skip


@pytest.fixture
def careless(installation: Installation) -> FlaskClient:
    """A client that sends what it is told and nothing more."""
    app = application_over(installation)
    app.test_client_class = FlaskClient
    client = app.test_client()
    for address, body in (("/api/v1/candidates", WELDER), ("/api/v1/vacancies", WELDING)):
        answer_of(client.post(address, json=body), 201)
    return client


def test_every_route_that_is_no_get_stands_in_one_of_the_two_tables(careless: FlaskClient) -> None:
    changing = {
        rule.endpoint
        for rule in careless.application.url_map.iter_rules()
        if rule.rule.startswith("/api/") and (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert changing == MUST_MATCH.keys() | NEEDS_NONE.keys()
    assert not MUST_MATCH.keys() & NEEDS_NONE.keys()


def test_a_change_without_if_match_is_refused_and_changes_nothing(careless: FlaskClient) -> None:
    for method, address, body in CHANGES:
        problem_of(careless.open(address, method=method, json=body), 428, "precondition_required")
    for number in ("aliases/1/accept", "aliases/1/reject", "scorers/1/activate", "rules/1/activate", "exports/1/approve", "exports/1/take"):
        problem_of(careless.post(f"/api/v1/{number}"), 428, "precondition_required")
    assert answer_of(careless.get(PERSON))["version"] == answer_of(careless.get(WORK))["version"] == 1


def test_who_was_slower_learns_of_it(careless: FlaskClient) -> None:
    for method, address, body in CHANGES:
        record = address.removesuffix("/close")
        seen = careless.get(record).headers["ETag"]
        other = {"minimum_pay_byn": 1900} if record == PERSON else {"places": 3}
        answer_of(careless.patch(record, json=other | {"housing_needed": True} if record == PERSON else other | {"quota": True},
                                 headers={"If-Match": seen}))  # fmt: skip
        for stale in (
            seen,
            '"vacancy.1.0123456789abcdef"' if record == PERSON else '"candidate.1.0123456789abcdef"',
            "nonsense",
            f"W/{seen}",
        ):
            told = problem_of(careless.open(address, method=method, json=body, headers={"If-Match": stale}), 412, "stale_version")
            assert told["remedy"] == "read_again"
        answer_of(careless.patch(record, json={"minimum_pay_byn": 1800, "housing_needed": False} if record == PERSON
                                 else {"places": 2, "quota": False}, headers={"If-Match": "*"}))  # fmt: skip


def test_who_has_the_answer_already_is_told_so(careless: FlaskClient) -> None:
    first = careless.get(PERSON)
    again = careless.get(PERSON, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert careless.get(f"{PERSON}?language=en", headers={"If-None-Match": '"candidate.1.0000000000000000"'}).status_code == 200
    changed = careless.patch(PERSON, json={"transport": "car"}, headers={"If-Match": first.headers["ETag"]})
    assert changed.headers["ETag"] == careless.get(PERSON).headers["ETag"] != first.headers["ETag"]
    assert careless.get(PERSON, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_versions_that_decide_are_changed_by_who_saw_the_active_one(careless: FlaskClient, acting_as: Callable[..., Actor]) -> None:
    acting_as(Role.COORDINATOR)
    for noun in ("scorers", "rules"):
        seen = careless.get(f"/api/v1/{noun}/1").headers["ETag"]
        assert answer_of(careless.post(f"/api/v1/{noun}/1/activate", headers={"If-Match": seen}))["active"]
        kind = "scorer" if noun == "scorers" else "rules"
        stale = {"If-Match": f'"{kind}.7.0123456789abcdef"'}
        problem_of(careless.post(f"/api/v1/{noun}/1/activate", headers=stale), 412, "stale_version")
