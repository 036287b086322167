"""What a sent form says, as the schemas of the API want it: numbers as numbers, a tick as true, empty fields left out."""

from collections.abc import Iterable
from typing import Any

from web.forms import Form

YES, NO = "yes", "no"


def said(
    form: Form, names: Iterable[str], *, flags: Iterable[str] = (), numbers: Iterable[str] = (), lists: Iterable[str] = ()
) -> dict[str, Any]:
    """The named fields that say something. flags: "yes" is true, "no" false; numbers: whole ones; lists: every ticked value."""
    told: dict[str, Any] = {name: form.get(name) for name in names if form.get(name)}
    told |= {name: form.get(name) == YES for name in flags if form.get(name) in (YES, NO)}
    for name in numbers:
        if form.get(name):
            number = form.number(name)
            told[name] = form.get(name) if number is None else number
    return told | {name: list(form.ticked(name)) for name in lists if form.ticked(name)}
