"""Addresses of this very page with something changed: filters stay in the address, so that a page can be sent to a colleague."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from web.work import WORK


def here(**changes: str | int | None) -> str:
    """This page's address with some of its questions changed; None takes one out, `_anchor` names a place on the page."""
    anchor = changes.pop("_anchor", None)
    asked: dict[str, str | int | None] = {name: value for name, value in request.args.items() if value and name != WORK} | changes
    kept = {name: value for name, value in asked.items() if value is not None}
    endpoint, named = _this_page()
    return url_for(endpoint, _anchor=anchor, **(kept | named))


def _this_page() -> tuple[str, dict[str, Any]]:
    """What can be read here: the page of this address; after a form that has no page of its own, the page it stood on."""
    if request.endpoint is not None and request.url_rule is not None and "GET" in (request.url_rule.methods or ()):
        return request.endpoint, dict(request.view_args or {})
    routes = current_app.create_url_adapter(request)
    for path in (request.path, urlsplit(request.referrer or "").path):
        try:
            found = routes.match(path, method="GET") if routes is not None and path else None
        except HTTPException:
            continue
        if found is not None:
            return found[0], dict(found[1])
    return "web.vacancies", {}


def there(endpoint: str, **values: str | int | None) -> str:
    """Another page's address, judged by the same day as this one."""
    if (day := request.args.get("as_of")) and "as_of" not in values:
        values["as_of"] = day
    return url_for(f"web.{endpoint}", **{name: value for name, value in values.items() if value is not None})


def kept(*names: str) -> dict[str, str]:
    """What this address says of these questions: a button on a list carries them along, so that one comes back to the same list."""
    return {name: value for name in names if (value := request.args.get(name))}
