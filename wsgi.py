"""The composition root: settings, installation, API and pages put together. Everything a server needs to know stands on this screen."""

import os

from flask import Flask

from api.application import init_api
from services.installation import Installation
from web.application import init_web


def create_app(installation: Installation | None = None) -> Flask:
    """The application of one installation; without one given, of the one that the environment names."""
    place = installation or Installation.from_environment(os.environ)
    app = Flask("kladka", static_folder=None)
    app.config.update(
        SECRET_KEY=place.settings.secret_key(),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    init_api(app, place, place.settings.rate_limit)
    init_web(app, place)
    return app
