"""How requests are read: strict JSON, strict queries, and a blueprint that turns every error into a problem."""

import json
from typing import Any, NoReturn

import flask
import marshmallow
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser

from api.preconditions import put_tag, require_precondition
from api.problems import HARDENING, MalformedRequest, RefusedFields, answer_domain_error, answer_malformed, answer_refused_fields, read_body
from api.repetitions import answer_again, begin_keeping, keep, let_go
from services.errors import DomainError
from services.kept_answers import AnsweredBefore

LARGEST_BODY = 1024 * 1024
"""Bytes of a request to the API: a profile with every text at its longest is a tenth of this."""
LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of a file to import: about 100,000 people."""
NAME_PREFIX = "api-"
"""Before the names of blueprints, so that pages may have blueprints of the same nouns; the documentation leaves it out."""
JSON_TYPES = ("application/json",)
LOCATION = {"Location": {"schema": {"type": "string"}, "description": "Address of what was made."}}
"""Headers of an answer to what made a record."""
TAKES_FILES = frozenset({f"{NAME_PREFIX}imports"})


class StrictParser(FlaskParser):
    """Reads JSON as the standard has it (no NaN, no repeated keys, UTF-8) and refuses unknown parameters of a query."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {"query": marshmallow.RAISE, "querystring": marshmallow.RAISE}

    def load_json(self, req: flask.Request, schema: marshmallow.Schema) -> Any:  # noqa: ARG002
        """The body as plain values.

        Raises MalformedRequest: 415 for another media type, 400 for what is no JSON.
        """
        if req.mimetype not in JSON_TYPES and not req.mimetype.endswith("+json"):
            raise MalformedRequest(415, "unsupported_media_type", method=req.method)
        return parse_json(read_body())

    def handle_error(self, error: marshmallow.ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Tell which fields are refused."""
        messages = error.messages
        if isinstance(messages, dict) and len(messages) == 1 and (inner := next(iter(messages))) in ("json", "query"):
            messages = messages[inner]
        raise RefusedFields(messages) from error


def parse_json(body: bytes) -> Any:
    """Plain values from bytes. Raises MalformedRequest (`malformed_json`, `duplicate_key`, `too_deep`)."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_without_repeats)
    except RecursionError as error:
        raise MalformedRequest(400, "too_deep") from error
    except ValueError as error:  # also UnicodeDecodeError, and numbers of more digits than Python reads
        line = getattr(error, "lineno", 1)
        raise MalformedRequest(400, "malformed_json", line=line, column=getattr(error, "colno", 1)) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise MalformedRequest(400, "duplicate_key")
    return found


class ApiBlueprint(Blueprint):
    """A noun of the API: requests are read strictly, errors are problems, answers are hardened."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str, prefix: str) -> None:
        super().__init__(f"{NAME_PREFIX}{name}", __name__, url_prefix=f"/api/v1{prefix}", description=description)
        self.register_error_handler(DomainError, answer_domain_error)
        self.register_error_handler(MalformedRequest, answer_malformed)
        self.register_error_handler(RefusedFields, answer_refused_fields)
        self.register_error_handler(AnsweredBefore, answer_again)
        for step in (_limit_body, begin_keeping, require_precondition):
            self.before_request(step)
        self.after_request(_complete)
        self.teardown_request(let_go)


def _limit_body() -> None:
    flask.request.max_content_length = LARGEST_FILE if flask.request.blueprint in TAKES_FILES else LARGEST_BODY


def _complete(response: flask.Response) -> flask.Response:
    """Tag the answer, commit its effect with it, harden it. A refusal at the commit becomes the answer."""
    put_tag(response)
    try:
        keep(response)
    except DomainError as error:
        response = answer_domain_error(error)
    response.headers.update(HARDENING)
    response.headers.add("Vary", "Accept-Language")
    return response
