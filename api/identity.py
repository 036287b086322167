"""Who asks, and which installation answers. Until accounts exist everybody is the local demo actor; only this file has to change."""

from typing import cast

from flask import current_app

from services.actors import DEMO_ACTOR, Actor
from services.installation import Installation

INSTALLATION = "kladka"
"""Key of the installation among the application's extensions."""


def current_actor() -> Actor:
    """Who makes this request."""
    return DEMO_ACTOR


def current_installation() -> Installation:
    """The installation that this application serves."""
    return cast("Installation", current_app.extensions[INSTALLATION])
