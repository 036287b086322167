"""The OpenAPI document: what flask-smorest derives from routes and schemas, completed with what holds for every route.

Errors are declared here, once, by what a route takes: no route can forget one.
"""

import re
from copy import deepcopy
from typing import Any

from flask import Flask
from flask_smorest import Api

from api.problems import MEDIA_TYPE, answer_http_error
from api.requests import NAME_PREFIX
from api.schemas.problem import ProblemSchema

METHODS = ("get", "post", "put", "patch", "delete")
WITHOUT_BODY = (
    "/replay", "/accept", "/reject", "/activate", "/approve", "/take", "/read-again", "/confirm", "/withdraw", "/grant", "/refuse",
    "/adopt", "/vacancy-changes/{number}/decline", "/reopen", "/seen", "/renew", "/revoke", "/accounts/{number}/invite",
    "/accounts/{number}/close",
)  # fmt: skip
"""Ends of addresses whose requests carry nothing but the address."""
NAMES_A_RECORD = (
    "/match-runs", "/placements", "/check-ins", "/outcomes", "/subject-requests", "/introductions", "/accounts", "/support-needs",
)  # fmt: skip
"""Ends of addresses whose query or body may name a record that does not exist."""
RECORDS = re.compile(r"/(candidates|vacancies|placements|trials|aliases|scorers|rules|exports)/\{\w+\}$")
"""Addresses of records with an ETag."""
CHANGES = re.compile(RECORDS.pattern.removesuffix("$") + r"/(close|reopen|accept|reject|activate|approve|take|move|correct|signature)$")
"""Addresses that change a record which somebody read before; so does every PATCH."""
SECURITY_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "The session of the pages."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of an account, for programs."},
}
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}, "example": "*",
    "description": "The ETag of the record as it was read; `*` changes whatever is there now.",
}  # fmt: skip
IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "schema": {"type": "string"}, "description": "An ETag: 304 if the answer is still the same.",
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$"},
    "description": "Your own name for this request. Sent again within 24 hours it has no second effect and gets the same answer.",
}  # fmt: skip
ETAG = {"schema": {"type": "string"}, "description": "Kind, version and digest of this answer; for If-Match and If-None-Match."}
TITLE, VERSION, OPENAPI_VERSION = "Kladka", "1", "3.1.0"
DESCRIPTION = (
    "Kladka ranks people leaving prison for vacancies, and vacancies for people, and says why. "
    "Bodies and answers are JSON in UTF-8; errors are application/problem+json (RFC 9457) with a stable `code`. "
    "Sentences come in Russian, Belarusian or English: `?language=ru|be|en`, else Accept-Language. "
    "Order is advice: nobody is shortlisted, refused or introduced without a named human and a reason."
)
ERRORS: dict[int, tuple[str, str, str]] = {
    400: ("The body is not JSON.", "malformed_json", "The body is not JSON (line 1, column 2)."),
    401: ("Nobody has signed in, or the session or token has ended.", "not_signed_in", "Sign in first."),
    403: ("The actor's role does not allow this.", "forbidden", "This action is closed to this role."),
    404: ("There is no such record, or nothing at this address.", "not_found.vacancy", "There is no vacancy VAC-999."),
    405: ("The method does not work at this address; the Allow header says what does.", "method_not_allowed", "PUT does not work here."),
    409: ("Contradicts what is stored: a reference is taken, or the state does not allow it.", "conflict.reference_taken",
          "The reference GOM-0001 is taken."),
    412: ("If-Match names another version: read the record again and look what changed.", "stale_version",
          "Somebody else changed the record meanwhile. Open the record anew and try again."),
    413: ("The body is larger than one megabyte.", "too_large", "The body is larger than one megabyte. Divide it."),
    415: ("The body is not declared as JSON.", "unsupported_media_type", "The body must be JSON: Content-Type: application/json."),
    422: ("Fields or parameters are refused; `errors` names each.", "invalid_request", "limit: From 1 to 200."),
    428: ("A change needs If-Match.", "precondition_required", "Read the record (GET) and send its ETag in the If-Match header."),
    429: ("Asked too often; Retry-After says when to try again, RateLimit headers what is allowed.", "too_many_requests",
          "Too many requests. Try again when the Retry-After header says."),
    503: ("Somebody else is writing for too long; Retry-After says when to try again.", "conflict.busy", "Try again."),
}  # fmt: skip
"""Status → when, and an example's code and detail."""


class KladkaApi(Api):
    """flask-smorest with our problems instead of its own errors; the document is served by our own route."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: Any) -> Any:
        """Problems below /api/; elsewhere the error as it came, with its headers (405 keeps Allow)."""
        return answer_http_error(error)


def configure(app: Flask) -> None:
    """What flask-smorest reads from the configuration."""
    app.config["API_TITLE"], app.config["API_VERSION"], app.config["OPENAPI_VERSION"] = TITLE, VERSION, OPENAPI_VERSION
    app.config["API_SPEC_OPTIONS"] = {
        "info": {"description": DESCRIPTION, "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}},
        "servers": [{"url": "/", "description": "This installation"}],
    }


def finished(derived: dict[str, Any]) -> dict[str, Any]:
    """The derived document with every error declared, plain tag names and an operation id for every operation."""
    document = deepcopy(derived)
    for tag in document.get("tags", ()):
        tag["name"] = tag["name"].removeprefix(NAME_PREFIX)
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                _finish_operation(operations[method], method, path)
    components = document.setdefault("components", {})
    components["securitySchemes"] = SECURITY_SCHEMES
    document["security"] = [{name: []} for name in SECURITY_SCHEMES]
    components["responses"] = {f"Problem{status}": _response(status) for status in ERRORS}
    return document


def _finish_operation(operation: dict[str, Any], method: str, path: str) -> None:
    operation["tags"] = [tag.removeprefix(NAME_PREFIX) for tag in operation["tags"]]
    operation["operationId"] = f"{method}_{path.removeprefix('/api/v1/').translate(str.maketrans('/-', '__', '{}'))}"
    headers = _headers(method, path)
    if headers:
        operation["parameters"] = [*operation.get("parameters", ()), *headers]
    succeeded = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    errors = {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in _possible(method, path)}
    if IF_NONE_MATCH in headers:
        succeeded["304"] = {"description": "The answer is still the one that If-None-Match names.", "headers": {"ETag": ETAG}}
        succeeded["200"].setdefault("headers", {})["ETag"] = ETAG
    operation["responses"] = succeeded | errors


def _headers(method: str, path: str) -> list[dict[str, Any]]:
    """The headers that guard a request."""
    wanted = [IF_MATCH] if _changes(method, path) else []
    if method == "post":
        wanted.append(IDEMPOTENCY_KEY)
    if method == "get" and RECORDS.search(path):
        wanted.append(IF_NONE_MATCH)
    return wanted


def _changes(method: str, path: str) -> bool:
    return method in ("patch", "put", "delete") or (method == "post" and CHANGES.search(path) is not None)


def _possible(method: str, path: str) -> list[int]:
    """The errors that a route may answer with, by what it takes."""
    statuses = {401, 403, 405, 422, 429, 503}
    if _changes(method, path):
        statuses |= {412, 428}
    if "{" in path or path.endswith(NAMES_A_RECORD):
        statuses.add(404)
    if method != "get" and not path.endswith(WITHOUT_BODY):
        statuses |= {400, 413, 415}
    if method != "get":
        statuses.add(409)
    return sorted(statuses)


def _response(status: int) -> dict[str, Any]:
    when, code, detail = ERRORS[status]
    example = {"type": f"/api/docs#problem-{code.partition('.')[0]}", "title": "…", "status": status, "code": code, "detail": detail}
    return {"description": when, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}}
