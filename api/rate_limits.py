"""How often one may ask: ordinary routes, counted in each worker's memory by Flask-Limiter.

What must not be multiplied by the number of workers (signing in, codes) is counted in the database: services/guards.py.
"""

from math import ceil
from time import time

from flask import Flask, Response, request
from flask_limiter import Limiter
from limits import parse_many

from api.identity import current_actor
from services.errors import DomainError, InvalidValue

OFF = "off"
EXEMPT_ENDPOINTS = frozenset({"web.static", "bootstrap.static", "api-documentation.static"})


def init_rate_limits(app: Flask, limit: str) -> None:
    """Limit every route of the application but its files.

    limit: like "1200/minute"; `off` or empty for none.

    Raises InvalidValue (`invalid_value.rate_limit`).
    """
    if limit in ("", OFF):
        return
    try:
        parse_many(limit)
    except ValueError as error:
        raise InvalidValue("invalid_value.rate_limit", field="KLADKA_RATE_LIMIT", parameters={"limit": limit}) from error
    limiter = Limiter(_who_asks, app=app, default_limits=[limit], storage_uri="memory://", strategy="fixed-window")
    limiter.request_filter(lambda: request.endpoint in EXEMPT_ENDPOINTS)

    @app.after_request
    def tell(response: Response) -> Response:
        """Say what is allowed, what is left, and in how many seconds it begins anew; a guard's own answer stays as it is."""
        now = limiter.current_limit
        if now is not None and "RateLimit-Limit" not in response.headers:
            seconds = str(max(0, ceil(now.reset_at - time())))
            response.headers["RateLimit-Limit"] = str(now.limit.amount)
            response.headers["RateLimit-Remaining"] = str(now.remaining)
            response.headers["RateLimit-Reset"] = seconds
            if response.status_code == 429:
                response.headers["Retry-After"] = seconds
        return response


def _who_asks() -> str:
    """The actor; before somebody has said who they are, the address."""
    try:
        return f"actor:{current_actor().id}"
    except DomainError:
        return f"address:{request.remote_addr}"
