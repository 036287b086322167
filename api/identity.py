"""Who asks, and which installation answers. How somebody proves who they are is handed in where the application is put together."""

from typing import Protocol, cast

from flask import current_app

from services.actors import Actor
from services.installation import Installation

INSTALLATION, IDENTIFY = "kladka", "kladka-identify"
"""Keys among the application's extensions: the installation, and the function that says who makes this request."""


class Identify(Protocol):
    """Says who makes a request."""

    def __call__(self, *, require_second_factor: bool = True) -> Actor:
        """The actor. Raises services.errors.NotSignedIn, SecondFactorNeeded (where it is required of the role and asked for here)."""
        ...


def current_actor(*, require_second_factor: bool = True) -> Actor:
    """Who makes this request. Raises NotSignedIn, SecondFactorNeeded."""
    return cast("Identify", current_app.extensions[IDENTIFY])(require_second_factor=require_second_factor)


def current_installation() -> Installation:
    """The installation that this application serves."""
    return cast("Installation", current_app.extensions[INSTALLATION])
