"""The OpenAPI document and a page that lists its operations, from our own files alone: no script, no foreign host."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from api.openapi import ERRORS, METHODS, finished
from api.problems import HARDENING, problem_words

documentation = Blueprint("api-documentation", "api", url_prefix="/api", template_folder="templates", static_folder="static")

PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@documentation.route("/openapi.json")
def show_openapi() -> Response:
    """The document, OpenAPI 3.1."""
    response = Response(json.dumps(_document(), ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers.update(HARDENING | {"Cache-Control": "no-cache"})
    return response


@documentation.route("/docs")
def show_documentation() -> Response:
    """The page for people who write programs; in English, like the names it explains."""
    document = _document()
    titles = problem_words("en").tables["title"]
    page = render_template(
        "api_documentation.html", document=document, tags=_by_tag(document), titles=titles, errors=ERRORS, example=_example, shape=_shape
    )
    response = Response(page, mimetype="text/html")
    response.headers.update(HARDENING | {"Cache-Control": "no-cache", "Content-Security-Policy": PAGE_POLICY})
    return response


def _document() -> dict[str, Any]:
    """The finished document, made once for an application."""
    held = current_app.extensions
    if "kladka-openapi-document" not in held:
        held["kladka-openapi-document"] = finished(held["kladka-openapi"].to_dict())
    document: dict[str, Any] = held["kladka-openapi-document"]
    return document


def _by_tag(document: dict[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each tag with its operations, in the order of registration."""
    found = [
        operations[method]
        | {"path": path, "method": method, "parameters": operations.get("parameters", []) + operations[method].get("parameters", [])}
        for path, operations in document["paths"].items()
        for method in METHODS
        if method in operations
    ]
    return [(tag, [one for one in found if tag["name"] in one["tags"]]) for tag in document["tags"]]


def _example(operation: dict[str, Any]) -> str:
    """The example of a request's body as JSON; empty where there is none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return json.dumps(content["example"], ensure_ascii=False, indent=2) if "example" in content else ""


def _shape(schema: dict[str, Any]) -> str:
    """A field's type in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_shape(one) for one in schema["anyOf"])
    kinds = schema.get("type", "any")
    named = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if named.startswith("array"):
        named = f"list of {_shape(schema.get('items', {}))}" + named.removeprefix("array")
    return f"{named} ({schema['format']})" if "format" in schema else named
