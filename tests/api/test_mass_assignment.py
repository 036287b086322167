"""Nothing that a client must not set can be set: each column of each record, sent in each body and query, is refused by name.

The columns come from the records themselves, so that a new one is tried without a word here.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from models import Base
from models.codes import CANDIDATE_STATUSES
from services.actors import COMMAND_LINE_ACTOR, Role
from services.candidates import CHANGEABLE_STATUSES
from tests.api.access_world import TABLE, AccessWorld, examples_of
from tests.api.conftest import SEAMSTRESS, SEWING, Template, application_over
from tests.api.reading import act_as, answer_of

COLUMNS = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
WORDS = {"actor", "actor_role", "permissions", "is_admin", "approved", "__class__", "__proto__", "_sa_instance_state", "metadata", "query"}
"""No columns, and still worth a try."""
ENDINGS = ("_id", "_at", "_by", "_by_name", "_digest", "_key", "_folded", "_hash", "_counter", "_secret", "_uniquifier")
ALONE = {"id", "version", "status", "state", "active", "role", "password", "organisation", "employer", "reference", "consent", "confirmed"}
SETTABLE = {
    "POST /api/v1/accounts": {"role", "organisation", "employer"},
    "POST /api/v1/accounts/{number}/role": {"role"},
    "POST /api/v1/candidates": {"reference", "organisation", "consent"},
    "POST /api/v1/candidates/{reference}/consents": {"organisation"},
    "PATCH /api/v1/candidates/{reference}": {"status", "organisation", "consent"},
    "POST /api/v1/exports": {"status", "consent"},
    "POST /api/v1/pilots": {"organisation", "reference"},
    "POST /api/v1/pilots/{pilot}/status": {"status"},
    "POST /api/v1/placements/{number}/slips": {"appear_by", "return_by"},
    "POST /api/v1/quotas": {"employer"},
    "POST /api/v1/candidates/{reference}/hand-overs": {"organisation"},  # whom it is offered to, as far as a consent lets them see
    "POST /api/v1/support-needs/{number}/steps": {"organisation"},
    "POST /api/v1/tokens": {"password"},
    "POST /api/v1/vacancies": {"reference", "employer"},
    "PATCH /api/v1/vacancies/{reference}": {"employer"},
}
"""Route → what of the guarded names its body takes on purpose; the tests below say how far."""


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessWorld]:
    with template.copy(tmp_path_factory.mktemp("mass_assignment")) as installation:
        yield AccessWorld(installation, application_over(installation).test_client())


def is_guarded(name: str) -> bool:
    return name in ALONE or name.endswith(ENDINGS)


def bodies_of(world: AccessWorld) -> dict[str, tuple[dict[str, Any], set[str]]]:
    """Route → the example of its body, and the names that the document says it takes."""
    document, found = world.client.get("/api/openapi.json").get_json(), {}
    for route, (media_type, example) in examples_of(world.client).items():
        if media_type == "application/json":
            method, path = route.split(" ")
            schema = document["paths"][path][method.lower()]["requestBody"]["content"][media_type]["schema"]
            named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
            found[route] = (example or {}, set(named.get("properties", {})))
    return found


def refused_names(response: Any) -> set[str]:
    return {error["field"].rpartition(".")[2] for error in response.get_json().get("errors", ()) if error["code"] == "unknown_field"}


def test_every_column_in_every_body_is_refused_by_name(world: AccessWorld) -> None:
    act_as(world.client, COMMAND_LINE_ACTOR)
    bodies = bodies_of(world)
    assert len(bodies) >= 25
    for route, (example, takes) in bodies.items():
        method, path = route.split(" ")
        foreign = (COLUMNS | WORDS) - takes
        body = json.dumps(example | dict.fromkeys(foreign, 1))
        address = path.replace("{reference}", "GOM-0001").replace("{number}", "1").replace("{purpose}", "matching")
        response = world.client.open(address, method=method, data=body, content_type="application/json", headers={"If-Match": "*"})
        assert response.status_code == 422, (route, response.status_code, response.text[:200])
        assert foreign <= refused_names(response), (route, foreign - refused_names(response))


def test_the_parts_of_a_body_are_as_strict(world: AccessWorld) -> None:
    act_as(world.client, COMMAND_LINE_ACTOR)
    for noun, whole, part in (
        ("candidates", SEAMSTRESS, "place"), ("candidates", SEAMSTRESS, "home_hours"), ("vacancies", SEWING, "place"),
    ):  # fmt: skip
        own = {"from", "until", "start_minute", "end_minute", "province", "district", "town", "latitude", "longitude", "query"}
        foreign = (COLUMNS | WORDS) - own
        response = world.client.post(f"/api/v1/{noun}", json=whole | {part: whole[part] | dict.fromkeys(foreign, 1)})
        assert response.status_code == 422
        assert foreign <= refused_names(response), (noun, part, foreign - refused_names(response))
    ban = SEAMSTRESS["bans"][0] | {"entered_by": "me", "entered_at": "2020-01-01"}
    assert refused_names(world.client.post("/api/v1/candidates", json=SEAMSTRESS | {"bans": [ban]})) == {"entered_by", "entered_at"}
    lines = answer_of(world.client.post("/api/v1/candidates/batch", json={"candidates": [SEAMSTRESS | {"version": 9, "id": 1}]}))
    assert "unknown_field" in json.dumps(lines), lines
    assert "201" not in json.dumps(lines), lines


def test_every_column_in_every_query_is_refused(world: AccessWorld) -> None:
    act_as(world.client, COMMAND_LINE_ACTOR)
    guarded = sorted(name for name in COLUMNS | WORDS if is_guarded(name) and name not in ALONE)
    for route in sorted(TABLE):
        method, path = route.split(" ")
        address = path.replace("{purpose}", "matching").replace("{number}", "1").replace("{evidence}", "1")
        response = world.client.open(f"{address}?" + "&".join(f"{name}=1" for name in guarded), method=method)
        assert response.status_code in (400, 415, 422, 428), (route, response.status_code)
        assert response.status_code != 422 or set(guarded) <= refused_names(response) | {"concept_key"}, route


def test_what_a_body_takes_of_the_guarded_names_stands_in_the_table(world: AccessWorld) -> None:
    taken = {
        route: {name for name in takes if is_guarded(name)} - {"text_digest", "profile_digest"}
        for route, (_, takes) in bodies_of(world).items()
    }
    assert {route: names for route, names in taken.items() if names} == SETTABLE


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR])
def test_nobody_puts_a_person_into_another_organisation_or_takes_one_out(world: AccessWorld, role: Role) -> None:
    own = world.record("candidate", "own")
    act_as(world.client, world.actor(role))
    refused = world.client.post("/api/v1/candidates", json=SEAMSTRESS | {"organisation": "Organisation far"})
    assert refused.status_code in (403, 422), refused.text
    moved = world.client.patch(f"/api/v1/candidates/{own}", json={"organisation": "Organisation far"})
    assert moved.status_code in (403, 422), moved.text
    assert world.client.get(f"/api/v1/candidates/{own}").get_json()["organisation"] == "Organisation near"


def test_nobody_closes_a_case_or_reopens_it_by_a_plain_change(world: AccessWorld) -> None:
    own = world.record("candidate", "own")
    act_as(world.client, world.actor(Role.CASEWORKER))
    for status in set(CANDIDATE_STATUSES) - set(CHANGEABLE_STATUSES):
        refused = world.client.patch(f"/api/v1/candidates/{own}", json={"status": status})
        assert refused.status_code == 422, (status, refused.text)
    assert world.client.get(f"/api/v1/candidates/{own}").get_json()["status"] == "active"


def test_an_employer_posts_in_no_other_employers_name(world: AccessWorld) -> None:
    employer, own = world.actor(Role.EMPLOYER), world.record("vacancy", "own")
    act_as(world.client, COMMAND_LINE_ACTOR)
    answer_of(world.client.post("/api/v1/vacancies", json=SEWING | {"employer": "ООО «Другой»", "unp": None}), 201)
    act_as(world.client, employer)
    name = world.client.get(f"/api/v1/vacancies/{own}").get_json()["employer"]
    for response in (
        world.client.post("/api/v1/vacancies", json=SEWING | {"employer": "ООО «Другой»", "unp": None}),
        world.client.patch(f"/api/v1/vacancies/{own}", json={"employer": "ООО «Другой»"}),
    ):
        assert response.status_code in (403, 422) or response.get_json()["employer"] == name, response.text
    assert world.client.get(f"/api/v1/vacancies/{own}").get_json()["employer"] == name
