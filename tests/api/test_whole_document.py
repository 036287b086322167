"""Whatever the document allows, as every role: no answer that the document does not describe, and no fault of the program.

Addresses of records and If-Match are often replaced by ones that exist, so that the answers behind them are reached too.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from services.actors import Actor, Role
from tests.api.conftest import Template, application_over, populate

ROLES = (Role.DEMO, Role.EXPERT, Role.CASEWORKER, Role.EMPLOYER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
"""Whoever adds a role adds it here."""
KNOWN = {
    "reference": ["GOM-0001", "GOM-0002", "VAC-0001", "VAC-0002"],
    "vacancy": ["VAC-0001"],
    "candidate": ["GOM-0001"],
    "number": [1, 2, 3],
}
CHECKS = (
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
)


@pytest.fixture(scope="module")
def application(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with template.copy(tmp_path_factory.mktemp("whole_document")) as opened:
        app = application_over(opened)
        populate(app.test_client())
        yield app


@pytest.mark.parametrize(
    ("databases", "n_cases"),
    [("sqlite", 300), pytest.param("sqlite", 5_000, marks=pytest.mark.deep), pytest.param("postgresql", 300, marks=pytest.mark.deep)],
    indirect=["databases"],
)
def test_every_answer_is_one_that_the_document_describes(application: Flask, acting_as: Callable[..., Actor], n_cases: int) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 50
    statuses: Counter[int] = Counter()
    for operation in operations:
        statuses += check(operation, acting_as, -(-n_cases // len(operations)))
    assert statuses.total() >= n_cases
    assert {200, 201, 403, 404, 412, 422} <= statuses.keys(), statuses  # neither only refused, nor only let through


def check(operation: Any, acting_as: Callable[..., Actor], n_cases: int) -> Counter[int]:
    """Send so many cases of one operation, and count what was answered."""
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=n_cases, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), role=st.sampled_from(ROLES), draws=st.data())
    def send(case: Any, role: Role, draws: st.DataObject) -> None:
        acting_as(role)
        for name, known in KNOWN.items():
            if name in (case.path_parameters or {}) and draws.draw(st.booleans()):
                case.path_parameters[name] = draws.draw(st.sampled_from(known))
        if "If-Match" in (case.headers or {}) and draws.draw(st.booleans()):
            case.headers["If-Match"] = "*"
        response = case.call()
        case.validate_response(response, checks=list(CHECKS))
        statuses[response.status_code] += 1

    send()
    return statuses
