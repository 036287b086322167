"""Every route × method × role × relation against one checked-in table (access.toml); a route missing from it fails."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.actors import Actor, Role
from tests.api.access_world import RELATIONS, AccessWorld
from tests.api.conftest import Template, application_over
from tests.api.reading import act_as

TABLE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))
ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)
REACHED = {"own": 1, "consented": 2, "any": 3, "yes": 3, "no": 0}
DISTANCE = {"own": 1, "consented": 2, "other": 3}
QUERIES = {"GET /api/v1/places": "?q=Гомель", "GET /api/v1/taxonomy/search": "?q=сварка"}
QUERIES["GET /api/v1/candidates/{reference}/introduction-draft"] = "?vacancy={vacancy}"
PROVES_BY_ITSELF = {"POST /api/v1/tokens"}
"""Whoever asks says in the request who they are; the example says it wrongly."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessWorld]:
    with template.copy(tmp_path_factory.mktemp("access")) as installation:
        yield AccessWorld(installation, application_over(installation).test_client())


@pytest.fixture(scope="module")
def examples(world: AccessWorld) -> dict[str, Any]:
    """Route → the example of its body in the OpenAPI document."""
    document = world.client.get("/api/openapi.json").get_json()
    found = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}) if method.upper() in METHODS else {}
            for media_type, described in content.items():
                found[f"{method.upper()} {path}"] = (media_type, described.get("example"))
    return found


def routes_of(client: FlaskClient) -> set[str]:
    found = set()
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            path = re.sub(r"<(?:[^<>]*:)?([^<>:]+)>", r"{\1}", rule.rule)
            found |= {f"{method} {path}" for method in (rule.methods or ()) if method in METHODS}
    return found


def test_every_route_stands_in_the_table_and_nothing_else(world: AccessWorld) -> None:
    assert routes_of(world.client) == set(TABLE)
    assert [route for route, row in TABLE.items() if set(row) - {"record"} != set(ROLES)] == []


def ask(world: AccessWorld, actor: Actor, route: str, relation: str, example: tuple[str, Any] | None) -> TestResponse:
    """One request of the actor; an address that names a record names one of this relation."""
    method, path = route.split(" ")
    noun = TABLE[route].get("record", "")
    near = {"candidate": world.record("candidate", "own"), "vacancy": world.record("vacancy", "own")}
    if noun in near:
        near[noun] = world.record(noun, relation)
    path = path.replace("{candidate}", near["candidate"]).replace("{vacancy}", near["vacancy"])
    path = path.replace("{reference}", near["vacancy" if "/vacancies/" in path else "candidate"])
    path = re.sub(r"\{\w+\}", world.number(path, actor) if "{number}" in path else "1", path)
    path += QUERIES.get(route, "").replace("{vacancy}", near["vacancy"])
    act_as(world.client, actor)
    given: dict[str, Any] = {"headers": {"If-Match": "*"}}
    if example is not None:
        body = json.dumps(example[1], ensure_ascii=False)
        body = re.sub(r"GOM-0001", near["candidate"], re.sub(r"VAC-0001", near["vacancy"], body))
        given |= {"data": body.encode(), "content_type": example[0]}
    response = world.client.open(path, method=method, **given)
    if method != "GET" and response.status_code < 300:
        world.forget()
    return response


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", sorted(TABLE))
def test_who_may(world: AccessWorld, examples: dict[str, Any], route: str, role: str) -> None:
    reach = REACHED[TABLE[route][role]]
    relations = RELATIONS if TABLE[route].get("record") == "candidate" else ("own", "other")
    for relation in relations if "record" in TABLE[route] else ("own",):
        response = ask(world, world.actor(role), route, relation, examples.get(route))
        told = f"{route} as {role} for {relation}: {response.status_code} {response.text[:200]}"
        assert response.status_code < 500, told
        if reach == 0:
            assert response.status_code == 403, told
        elif DISTANCE[relation] > reach:
            assert response.status_code == 404, told
        else:
            assert response.status_code not in (401, 403) or route in PROVES_BY_ITSELF, told
            assert response.status_code != 404 or "{number}" in route, told
