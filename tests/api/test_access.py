"""Every route × method × role × relation against one checked-in table (access.toml); a route missing from it fails."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.actors import Role
from tests.api.access_world import METHODS, RELATIONS, TABLE, AccessWorld, ask, examples_of
from tests.api.conftest import Template, application_over

ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)
REACHED = {"own": 1, "consented": 2, "any": 3, "yes": 3, "no": 0}
DISTANCE = {"own": 1, "consented": 2, "other": 3}
PROVES_BY_ITSELF = {"POST /api/v1/tokens"}
"""Whoever asks says in the request who they are; the example says it wrongly."""


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessWorld]:
    with template.copy(tmp_path_factory.mktemp("access")) as installation:
        yield AccessWorld(installation, application_over(installation).test_client())


@pytest.fixture(scope="module")
def examples(world: AccessWorld) -> dict[str, Any]:
    return examples_of(world.client)


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


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", sorted(TABLE))
def test_who_may(world: AccessWorld, examples: dict[str, Any], route: str, role: str) -> None:
    reach = REACHED[TABLE[route][role]]
    relations = RELATIONS if TABLE[route].get("record") in ("candidate", "placement", "check_in", "trial") else ("own", "other")
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
