"""What the server writes down about itself: one JSON line per request, and failures by their kind and place.

Nothing that a person typed and no name may stand in a log, because logs are copied and kept by people who may not see cases: of an address
only the pattern of its route, of a failure only its kind and the lines of code it went through, never its text (a database quotes values in
it, a mail server the recipient).
"""

import logging
import secrets
import time
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import flask
import structlog
from sqlalchemy import inspect

from models.account import Account

REQUESTS = logging.getLogger("kladka.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
CORRELATION = "correlation_id"


def configure_logs(stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process to a stream (stderr if none is given), a JSON object per line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder({CORRELATION, "method", "route", "status", "milliseconds", "actor", "failure"}),
        tell_failure_without_text,
    ]
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    REQUESTS.setLevel(logging.INFO)


def tell_failure_without_text(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the kind of an exception and its way through the code where its text would have stood."""
    failure = event.pop("exc_info", None)
    if isinstance(failure, tuple) and failure[1] is not None:
        event["failure"] = told_failure(failure[1])
    record = event.get("_record")
    if record is not None:
        record.exc_info = record.exc_text = None
    return event


def told_failure(error: BaseException) -> dict[str, Any]:
    """The kind of a failure, of its cause, and where it went through: file, line, function."""
    cause = error.__cause__ or error.__context__
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return {"kind": type(error).__name__, "cause": type(cause).__name__ if cause else None, "at": frames[-12:]}


def correlation_id() -> str:
    """The number of this request, which an error page shows and every line of the log about it bears."""
    if CORRELATION not in flask.g:
        flask.g.correlation_id = secrets.token_hex(4)
    number: str = flask.g.correlation_id
    return number


def init_request_log(app: flask.Flask) -> None:
    """Log every request of an application. To be called before anything else hangs itself onto requests."""
    app.before_request(_begin)
    app.after_request(_write_down)
    app.log_exception = _log_failure  # type: ignore[method-assign]


def _begin() -> None:
    flask.g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation_id=correlation_id())


def _write_down(response: flask.Response) -> flask.Response:
    request = flask.request
    told = {
        "method": request.method if request.method in METHODS else "other",
        "route": request.url_rule.rule if request.url_rule is not None else None,
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - flask.g.get("began", time.perf_counter())) * 1000),
        CORRELATION: correlation_id(),
        "actor": _actor(),
    }
    REQUESTS.info("request", extra=told)
    return response


def _actor() -> str | None:
    """The number of the account behind the request, if it was asked for; read without touching the database."""
    account = flask.g.get("_login_user")
    if not isinstance(account, Account) or not (identity := inspect(account).identity):
        return None
    return str(identity[0])


def _log_failure(failure: Any) -> None:
    told = told_failure(failure[1]) if failure[1] is not None else None
    REQUESTS.error("request failed, correlation id %s", correlation_id(), extra={CORRELATION: correlation_id(), "failure": told})
