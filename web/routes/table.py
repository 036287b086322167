"""How a module of routes says which addresses it answers: a table of its own, put onto the blueprint in web/routes/__init__.py."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Route(NamedTuple):
    """One address. view: gives the page; methods: GET shows, POST does what a form asks and leads on."""

    rule: str
    endpoint: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = ("GET",)


POST = ("POST",)
BOTH = ("GET", "POST")
