"""Putting the API onto an application: one function, called by the composition root."""

from flask import Flask
from werkzeug.routing import BaseConverter

from api.identity import IDENTIFY, INSTALLATION, Identify
from api.openapi import KladkaApi, configure
from api.requests import LARGEST_BODY
from api.routes.accounts import accounts
from api.routes.aliases import aliases
from api.routes.candidates import candidates
from api.routes.consents import consents
from api.routes.documentation import documentation
from api.routes.employer import employer
from api.routes.introductions import introductions
from api.routes.matchruns import match_runs
from api.routes.rankings import rankings
from api.routes.scorers import scorers
from api.routes.taxonomy import taxonomy
from api.routes.tokens import tokens
from api.routes.vacancies import vacancies
from services.installation import Installation

BLUEPRINTS = (taxonomy, aliases, candidates, vacancies, rankings, match_runs, scorers, accounts, tokens, consents, introductions, employer)


class ReferenceConverter(BaseConverter):
    """A reference in an address: up to 64 characters, none of them a slash or a control character."""

    regex = r"[^/\x00-\x1f\x7f]{1,64}"
    part_isolating = True


def init_api(app: Flask, installation: Installation, identify: Identify) -> None:
    """Register every route of the API, its errors and its documentation on the application. identify: who makes a request.

    Below /api/ every error is a problem; elsewhere errors of HTTP pass through `api.problems.answer_http_error` unchanged.
    """
    app.extensions[INSTALLATION], app.extensions[IDENTIFY] = installation, identify
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
