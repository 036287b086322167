"""How often one may ask: ordinary routes, counted in each worker's memory by Flask-Limiter.

What must not be multiplied by the number of workers (signing in, codes) is counted in the database: services/guards.py.
"""

from flask import Flask, request
from flask_limiter import Limiter

from api.identity import current_actor
from services.errors import DomainError

OFF = "off"
EXEMPT_ENDPOINTS = frozenset({"web.static", "bootstrap.static", "api-documentation.static"})
HEADERS = {
    "RATELIMIT_HEADER_LIMIT": "RateLimit-Limit",
    "RATELIMIT_HEADER_REMAINING": "RateLimit-Remaining",
    "RATELIMIT_HEADER_RESET": "RateLimit-Reset",
}


def init_rate_limits(app: Flask, limit: str) -> None:
    """Limit every route of the application but its files. limit: like "1200/minute"; `off` or empty for none."""
    if limit in ("", OFF):
        return
    app.config.update(HEADERS)
    limiter = Limiter(
        _who_asks, app=app, default_limits=[limit], storage_uri="memory://", strategy="fixed-window",
        headers_enabled=True, retry_after="delta-seconds",
    )  # fmt: skip
    limiter.request_filter(lambda: request.endpoint in EXEMPT_ENDPOINTS)


def _who_asks() -> str:
    """The actor; before somebody has said who they are, the address."""
    try:
        return f"actor:{current_actor().id}"
    except DomainError:
        return f"address:{request.remote_addr}"
