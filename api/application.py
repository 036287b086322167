"""Putting the API onto an application: one function, called by the composition root."""

from flask import Flask
from werkzeug.routing import BaseConverter

from api.identity import INSTALLATION
from api.openapi import KladkaApi, configure
from api.requests import LARGEST_BODY
from api.routes.aliases import aliases
from api.routes.candidates import candidates
from api.routes.documentation import documentation
from api.routes.matchruns import match_runs
from api.routes.rankings import rankings
from api.routes.scorers import scorers
from api.routes.subjects import subject_requests
from api.routes.taxonomy import taxonomy
from api.routes.vacancies import vacancies
from services.installation import Installation

BLUEPRINTS = (taxonomy, aliases, candidates, vacancies, rankings, match_runs, scorers, subject_requests)


class ReferenceConverter(BaseConverter):
    """A reference in an address: up to 64 characters, none of them a slash or a control character."""

    regex = r"[^/\x00-\x1f\x7f]{1,64}"
    part_isolating = True


def init_api(app: Flask, installation: Installation) -> None:
    """Register every route of the API, its errors and its documentation on the application.

    Below /api/ every error is a problem; elsewhere errors of HTTP pass through `api.problems.answer_http_error` unchanged.
    """
    app.extensions[INSTALLATION] = installation
    app.url_map.converters["reference"] = ReferenceConverter
    if app.config.get("MAX_CONTENT_LENGTH") is None:
        app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  (fields come in the order of their schema)
    configure(app)
    api = KladkaApi(app)
    api.register_converter(ReferenceConverter, lambda _converter: {"type": "string", "maxLength": 64})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.extensions["kladka-openapi"] = api.spec
    app.register_blueprint(documentation)
