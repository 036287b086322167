"""What the tests of the API ask of any answer."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.identity import IDENTIFY
from services.actors import Actor

PROBLEM = "application/problem+json"


def act_as(client: FlaskClient, actor: Actor) -> None:
    """From now on the requests to this application are this actor's."""
    client.application.extensions[IDENTIFY] = lambda **_: actor


def problem_of(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The body of a problem, sound in itself, with this status and code."""
    body = assert_is_problem(response)
    assert (response.status_code, body["code"]) == (status, code), body
    return body


def assert_is_problem(response: TestResponse) -> dict[str, Any]:
    assert response.mimetype == PROBLEM, response.data[:300]
    body: dict[str, Any] = response.get_json()
    assert body["status"] == response.status_code
    assert body["type"].startswith("/api/docs#problem-")
    assert body["title"], body
    assert body["detail"], body
    assert body["detail"] != body["code"], f"no sentence for {body['code']}"
    return body


def answer_of(response: TestResponse, status: int = 200) -> Any:
    assert response.status_code == status, response.data.decode()[:500]
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    return response.get_json()
