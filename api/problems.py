"""Errors of the API as application/problem+json (RFC 9457): every kind of error is mapped to HTTP here and nowhere else.

Pages outside /api/ are left alone: `answer_http_error` gives their errors back as they came.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal
from flask import Response, json, request
from werkzeug.exceptions import HTTPException

from api.i18n import Words, words
from api.language import asked_language
from api.logs import correlation_id
from api.messages_import import refusal_sentence, report_lines
from api.schemas.fields import Fault
from services.errors import (
    Conflict,
    DomainError,
    Forbidden,
    InvalidValue,
    NotFound,
    NotSignedIn,
    SecondFactorNeeded,
    SecondServer,
    StaleVersion,
    TooManyAttempts,
    Unavailable,
)
from services.importing.errors import TableRefused
from services.importing.report import ImportRefused
from services.place_answers import PlaceInQuestion

API_PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
_FOLDER = Path(__file__).parent / "words" / "problems"

STATUS_OF: tuple[tuple[type[DomainError], int], ...] = (
    (NotSignedIn, 401),
    (SecondFactorNeeded, 403),
    (NotFound, 404),
    (Forbidden, 403),
    (InvalidValue, 422),
    (SecondServer, 503),
    (Unavailable, 503),
    (ImportRefused, 422),
    (TooManyAttempts, 429),
    (StaleVersion, 412),
    (Conflict, 409),
)
"""Domain error → HTTP status, the first that fits."""

BUSY = "conflict.busy"
"""Somebody else is writing for too long: nothing is wrong with the request, so the caller is told to come back."""

CODE_OF_STATUS = {
    400: "malformed_request",
    404: "not_found.route",
    405: "method_not_allowed",
    406: "not_acceptable",
    408: "request_timeout",
    411: "length_required",
    413: "too_large",
    414: "address_too_long",
    415: "unsupported_media_type",
    422: "invalid_request",
    429: "too_many_requests",
    431: "headers_too_large",
    500: "internal_error",
    503: "unavailable",
}
KEPT_HEADERS = ("Allow", "Retry-After")
HARDENING = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
"""Headers of every answer of the API: it speaks of people, so nobody keeps it, and no browser shows it as a page."""


class MalformedRequest(Exception):  # noqa: N818
    """The request cannot be read at all: no JSON, another media type. code: of the table [problem]."""

    def __init__(self, status: int, code: str, **parameters: str | int) -> None:
        super().__init__(code)
        self.status, self.code, self.parameters = status, code, parameters


class RefusedFields(Exception):  # noqa: N818
    """The request was read, and fields of it are refused. messages: as marshmallow nests them."""

    def __init__(self, messages: Any) -> None:
        super().__init__("refused fields")
        self.messages = messages


def read_body() -> bytes:
    """The bytes sent. What the server cannot take apart (broken chunks) and werkzeug does not know is the caller's mistake as well."""
    try:
        return request.get_data(cache=True)
    except HTTPException:
        raise
    except Exception as error:
        raise MalformedRequest(400, "malformed_request", method=request.method) from error


@cache
def problem_words(language: str) -> Words:
    """The sentences of a language, those for errors of the API with them."""
    own = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    tables = dict(words(language).tables)
    for name, sentences in own.items():
        tables[name] = {**sentences, **tables.get(name, {})}
    return Words(language, tables)


def problem(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """An answer; members of `more` that are None or empty are left out."""
    speech = problem_words(asked_language())
    base = code.partition(".")[0]
    body = {"type": f"/api/docs#problem-{base}", "title": speech.of("title", base), "status": status, "code": code, "detail": detail}
    body |= {name: value for name, value in more.items() if value}
    response = Response(json.dumps(body), status, mimetype=MEDIA_TYPE, headers=dict(headers or {}))
    response.headers.update(HARDENING)
    response.headers["Content-Language"] = speech.language
    response.headers["Vary"] = "Accept-Language"
    return response


def answer_domain_error(error: DomainError) -> Response:
    """A domain error as a problem."""
    if error.code == BUSY:
        return problem(503, error.code, problem_words(asked_language()).error(error), {"Retry-After": "1"}, remedy=error.remedy)
    status = status_of(error)
    speech = problem_words(asked_language())
    detail = error_sentence(error, speech.language)
    report = list(report_lines(error.report, speech.language)) if isinstance(error, ImportRefused) else []
    choices = [{"province": c.province, "district": c.district, "town": c.town} for c in _choices(error)]
    headers = _waiting(error) if isinstance(error, TooManyAttempts) else None
    errors = [{"field": error.field, "code": error.code, "detail": detail}] if status == 422 and error.field else []
    return problem(
        status, error.code, detail, headers, field=error.field, remedy=error.remedy, errors=errors, choices=choices, report=report
    )


def answer_malformed(error: MalformedRequest) -> Response:
    """A request that cannot be read."""
    speech = problem_words(asked_language())
    return problem(error.status, error.code, speech.of("problem", error.code, **error.parameters), remedy="correct_request")


def answer_refused_fields(error: RefusedFields) -> Response:
    """Fields that are refused, every one of them."""
    speech = problem_words(asked_language())
    errors = [
        {"field": where, "code": fault.code, "detail": speech.of("fault", fault.code, **fault.parameters)}
        for where, fault in _faults("", error.messages)
    ]
    first = errors[0] if errors else {"field": "", "detail": ""}
    detail = f"{first['field']}: {first['detail']}" if first["field"] else first["detail"]
    return problem(422, "invalid_request", detail, field=first["field"], remedy="correct_value", errors=errors)


GROUPED_FROM = 10_000


def fault_sentences(messages: Any, language: str) -> dict[str, str]:
    """Field → what is wrong with it, for a page that stands behind the same schemas. messages: as marshmallow nests them."""
    speech = problem_words(language)
    return {where: speech.of("fault", fault.code, **_numbers(fault.parameters, language)) for where, fault in _faults("", messages)}


def _numbers(parameters: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Numbers as they are written in a language; a year has no gap after its first digit."""
    written = {}
    for name, value in parameters.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        written[name] = format_decimal(value, locale=language, group_separator=abs(value) >= GROUPED_FROM) if number else value
    return written


def answer_http_error(error: HTTPException) -> Response | HTTPException:
    """An error of HTTP itself as a problem below /api/; anywhere else the error as it came, for the pages to show."""
    if not request.path.startswith(API_PREFIX) and request.path != API_PREFIX.rstrip("/"):
        return error
    status = error.code or 500
    if status < 400:
        return error
    code = CODE_OF_STATUS.get(status, "internal_error" if status >= 500 else "malformed_request")
    kept = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    detail = problem_words(asked_language()).of("problem", code, method=request.method)
    number = correlation_id() if status >= 500 else None
    return problem(status, code, detail, kept, remedy="ask_operator" if number else "read_documentation", correlation_id=number)


def status_of(error: DomainError) -> int:
    """The HTTP status of a domain error; 500 for one that the table does not know."""
    return next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)


def error_sentence(error: DomainError, language: str) -> str:
    """A domain error in one or two sentences that say what to do."""
    speech = problem_words(language)
    if isinstance(error, TableRefused):
        return refusal_sentence(error, speech.language)
    return speech.error(_with_places_in_words(error, speech) if isinstance(error, PlaceInQuestion) else error)


def _waiting(error: TooManyAttempts) -> dict[str, str]:
    """When to try again, as headers."""
    seconds = str(error.parameters["seconds"])
    return {
        "Retry-After": seconds,
        "RateLimit-Limit": str(error.parameters["most"]),
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": seconds,
    }


def _with_places_in_words(error: PlaceInQuestion, speech: Words) -> DomainError:
    """The same question with the provinces in words; without anything near, a sentence of its own."""
    named = [", ".join(part for part in (c.town, c.district, speech.of("province", c.province)) if part) for c in error.choices]
    code = error.code if named else f"{error.code}.nothing_near"
    return DomainError(code, field=error.field, remedy=error.remedy, parameters=error.parameters | {"choices": "; ".join(named)})


def _choices(error: DomainError) -> Iterable[Any]:
    return error.choices if isinstance(error, PlaceInQuestion) else ()


def _faults(where: str, messages: Any) -> Iterator[tuple[str, Fault]]:
    """Every fault with the way to its field: "bans[0].duty"."""
    if isinstance(messages, Mapping):
        for name, nested in messages.items():
            yield from _faults(_inside(where, name), nested)
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from _faults(where, message)
    else:
        yield where, messages if isinstance(messages, Fault) else Fault(str(messages))


def _inside(where: str, name: Any) -> str:
    if name == "_schema":
        return where
    if isinstance(name, int):
        return f"{where}[{name}]"
    return f"{where}.{name}" if where else str(name)
