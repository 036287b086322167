"""The document describes every route, the page shows it without anybody else's files."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from api.preconditions import MUST_MATCH
from api.schemas.problem import ProblemSchema
from tests.api.reading import PROBLEM

METHODS = {"get", "post", "patch"}


@pytest.fixture
def document(crowded: FlaskClient) -> dict[str, Any]:
    response = crowded.get("/api/openapi.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    found: dict[str, Any] = json.loads(response.data)
    return found


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document, cls=OpenAPIV31SpecValidator)


def test_every_route_of_the_api_is_in_the_document(crowded: FlaskClient, document: dict[str, Any]) -> None:
    routes = set()
    for rule in crowded.application.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            routes |= {(path, method.lower()) for method in (rule.methods or ()) if method.lower() in METHODS}
    described = {(path, method) for path, operations in document["paths"].items() for method in operations if method in METHODS}
    assert routes == described
    assert len(routes) == 149


def test_every_operation_has_words_tags_errors_and_an_id_of_its_own(document: dict[str, Any]) -> None:
    operations = [(path, method, one) for path, by in document["paths"].items() for method, one in by.items() if method in METHODS]
    assert len({one["operationId"] for _, _, one in operations}) == len(operations)
    tags = {tag["name"] for tag in document["tags"]}
    for path, method, one in operations:
        assert one["summary"], path
        assert set(one["tags"]) <= tags
        errors = {status for status in one["responses"] if not status.startswith(("2", "3"))}
        assert {"403", "405", "422", "429"} <= errors
        assert not errors or all("$ref" in one["responses"][status] for status in errors)
        if "requestBody" in one:
            assert {"400", "413", "415"} <= errors
            assert any("example" in content for content in one["requestBody"]["content"].values()), (path, method)


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for status, response in document["components"]["responses"].items():
        assert list(response["content"]) == [PROBLEM], status
        example = response["content"][PROBLEM]["example"]
        assert not ProblemSchema().validate(example)
        assert response["content"][PROBLEM]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_example_of_a_body_is_accepted(client: FlaskClient, document: dict[str, Any]) -> None:
    for path in ("/api/v1/candidates", "/api/v1/vacancies", "/api/v1/resolve", "/api/v1/aliases"):
        example = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        assert client.post(path, json=example).status_code in (200, 201), path
    for path in ("/api/v1/candidates/{reference}", "/api/v1/vacancies/{reference}"):
        address = path.format(reference="GOM-0001" if "candidates" in path else "VAC-0001")
        change = document["paths"][path]["patch"]["requestBody"]["content"]["application/json"]["example"]
        assert client.patch(address, json=change).status_code == 200, path
        close = document["paths"][f"{path}/close"]["post"]["requestBody"]["content"]["application/json"]["example"]
        assert client.post(f"{address}/close", json=close).status_code == 200, path


def test_the_page_lists_every_operation_from_our_own_files_alone(crowded: FlaskClient, document: dict[str, Any]) -> None:
    response = crowded.get("/api/docs")
    page = response.get_data(as_text=True)
    for path, operations in document["paths"].items():
        assert path in page
        for method in METHODS & operations.keys():
            assert f'id="{operations[method]["operationId"]}"' in page
    assert "<script" not in page
    assert not re.search(r"\s(?:style|on\w+)=", page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    stylesheet = re.search(r'rel="stylesheet" href="([^"]+)"', page)
    assert stylesheet
    with crowded.get(stylesheet[1]) as style:
        assert (style.status_code, style.mimetype) == (200, "text/css")


def test_the_type_of_a_problem_leads_to_a_place_on_the_page(crowded: FlaskClient) -> None:
    page = crowded.get("/api/docs").get_data(as_text=True)
    for address in ("/api/v1/nothing", "/api/v1/candidates/none", "/api/v1/candidates?limit=0"):
        anchor = crowded.get(address).get_json()["type"].partition("#")[2]
        assert f'id="{anchor}"' in page


def test_the_document_asks_for_if_match_exactly_where_the_application_does(crowded: FlaskClient, document: dict[str, Any]) -> None:
    asked = set()
    for path, operations in document["paths"].items():
        for method in METHODS & operations.keys():
            if any(parameter.get("name") == "If-Match" for parameter in operations[method].get("parameters", ())):
                asked.add((path, method))
    wanted = set()
    for rule in crowded.application.url_map.iter_rules():
        if rule.endpoint in MUST_MATCH:
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            wanted |= {(path, method.lower()) for method in (rule.methods or ()) if method.lower() in METHODS}
    assert asked == wanted
    assert set(document["components"]["securitySchemes"]) == {"session", "bearer"}
