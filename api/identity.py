"""Who asks, and which installation answers. How somebody proves who they are is handed in where the application is put together."""

from collections.abc import Callable
from typing import cast

from flask import current_app

from services.actors import Actor
from services.installation import Installation

INSTALLATION, IDENTIFY = "kladka", "kladka-identify"
"""Keys among the application's extensions: the installation, and the function that says who makes this request."""

Identify = Callable[[], Actor]
"""Raises services.errors.NotSignedIn, or SecondFactorNeeded, for a request that nobody stands behind."""


def current_actor() -> Actor:
    """Who makes this request. Raises NotSignedIn, SecondFactorNeeded."""
    return cast("Identify", current_app.extensions[IDENTIFY])()


def current_installation() -> Installation:
    """The installation that this application serves."""
    return cast("Installation", current_app.extensions[INSTALLATION])
