"""Whatever the document allows, as every role: no answer that the document does not describe, no fault of the program, no open door.

Addresses of records and If-Match are often replaced by ones that exist, so that the answers behind them are reached too.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from services.actors import Actor, Role
from tests.api.access_world import TABLE, AccessWorld, ask, examples_of
from tests.api.conftest import Template, application_over, populate
from tests.api.reading import act_as

ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
KNOWN = {
    "reference": ["GOM-0001", "GOM-0002", "GOM-0003", "GOM-0004", "VAC-0001", "VAC-0002", "VAC-0003"],
    "vacancy": ["VAC-0001", "VAC-0003"],
    "candidate": ["GOM-0001", "GOM-0003"],
    "number": [1, 2, 3],
    "purpose": ["matching", "introduction"],
}
CHECKS = (
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
)


@pytest.fixture(scope="module")
def world(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessWorld]:
    """Two people of nobody's organisation, then one near, one far; every role may reach somebody and not everybody."""
    with template.copy(tmp_path_factory.mktemp("whole_document")) as opened:
        world = AccessWorld(opened, application_over(opened).test_client())
        populate(world.client)
        for relation in ("own", "other"):
            world.record("candidate", relation)
        world.record("vacancy", "own")
        yield world


@pytest.mark.parametrize(
    ("databases", "n_cases"),
    [("sqlite", 300), pytest.param("sqlite", 5_000, marks=pytest.mark.deep), pytest.param("postgresql", 300, marks=pytest.mark.deep)],
    indirect=["databases"],
)
def test_every_answer_is_one_that_the_document_describes(world: AccessWorld, n_cases: int) -> None:
    operations = operations_of(world)
    actors = [world.actor(role) for role in ROLES]
    statuses: Counter[int] = Counter()
    asked: Counter[str] = Counter()
    for operation in operations:
        check(operation, world, actors, -(-n_cases // len(operations)), statuses, asked)
    assert statuses.total() >= n_cases
    assert {200, 201, 403, 404, 422} <= statuses.keys(), statuses  # neither only refused, nor only let through
    assert asked.keys() == set(ROLES), asked


def operations_of(world: AccessWorld) -> list[Any]:
    """Every operation of the document: one for each route, so that none is left out here."""
    application = world.client.application
    found = [each.ok() for each in schemathesis.openapi.from_wsgi("/api/openapi.json", application).get_all_operations()]
    rules = [rule for rule in application.url_map.iter_rules() if rule.rule.startswith("/api/v1")]
    assert len(found) == sum(len((rule.methods or set()) - {"HEAD", "OPTIONS"}) for rule in rules)
    return found


def check(operation: Any, world: AccessWorld, actors: list[Actor], n_cases: int, statuses: Counter[int], asked: Counter[str]) -> None:
    """Send so many cases of one operation, and count what was answered and who asked."""

    @settings(
        max_examples=n_cases, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), actor=st.sampled_from(actors), draws=st.data())
    def send(case: Any, actor: Actor, draws: st.DataObject) -> None:
        act_as(world.client, actor)
        for name, known in KNOWN.items():
            if name in (case.path_parameters or {}) and draws.draw(st.booleans()):
                case.path_parameters[name] = draws.draw(st.sampled_from(known))
        if "If-Match" in (case.headers or {}) and draws.draw(st.booleans()):
            case.headers["If-Match"] = "*"
        response = case.call()
        case.validate_response(response, checks=list(CHECKS))
        statuses[response.status_code] += 1
        asked[actor.role] += 1

    send()


def test_whoever_is_not_signed_in_is_asked_to_everywhere(world: AccessWorld) -> None:
    examples, open_to_all = examples_of(world.client), set()
    for route in TABLE:
        response = ask(world, None, route, "own", examples.get(route))
        if response.status_code != 401:
            open_to_all.add(route)
    assert open_to_all == set()
