"""The composition root: settings, installation, API and pages put together. Everything a server needs to know stands on this screen."""

import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from api.application import init_api
from api.logs import init_request_log
from api.sign_in import identify, init_sign_in
from services.installation import Installation
from web.application import init_web
from web.catalogues import compile_catalogues


def create_app(installation: Installation | None = None) -> Flask:
    """The application of one installation; without one given, of the one that the environment names."""
    place = installation or Installation.from_environment(os.environ)
    app = Flask("kladka", static_folder=None)
    app.config.update(
        SECRET_KEY=place.settings.secret_key(),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
    )
    init_request_log(app)
    init_sign_in(app, place, compile_catalogues(place.settings.data_folder / "translations"), over_https=place.settings.over_https)
    if place.settings.over_https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    init_api(app, place, identify, place.settings.rate_limit)
    init_web(app, place)
    return app
