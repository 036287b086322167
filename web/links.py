"""Addresses of this very page with something changed: filters stay in the address, so that a page can be sent to a colleague."""

from flask import request, url_for

from web.work import WORK


def here(**changes: str | int | None) -> str:
    """This page's address with some of its questions changed; None takes one out, `_anchor` names a place on the page."""
    anchor = changes.pop("_anchor", None)
    asked: dict[str, str | int | None] = {name: value for name, value in request.args.items() if value and name != WORK} | changes
    kept = {name: value for name, value in asked.items() if value is not None}
    if request.endpoint is None or request.url_rule is None or "GET" not in (request.url_rule.methods or ()):
        return url_for("web.vacancies", **kept)
    return url_for(request.endpoint, _anchor=anchor, **(kept | (request.view_args or {})))


def there(endpoint: str, **values: str | int | None) -> str:
    """Another page's address, judged by the same day as this one."""
    if (day := request.args.get("as_of")) and "as_of" not in values:
        values["as_of"] = day
    return url_for(f"web.{endpoint}", **{name: value for name, value in values.items() if value is not None})


def kept(*names: str) -> dict[str, str]:
    """What this address says of these questions: a button on a list carries them along, so that one comes back to the same list."""
    return {name: value for name in names if (value := request.args.get(name))}
