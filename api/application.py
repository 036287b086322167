"""Putting the API onto an application: one function, called by the composition root."""

from flask import Flask
from werkzeug.routing import BaseConverter

from api.identity import IDENTIFY, INSTALLATION, Identify
from api.openapi import KladkaApi, configure
from api.rate_limits import OFF, init_rate_limits
from api.requests import LARGEST_BODY
from api.routes.accounts import accounts
from api.routes.aliases import aliases
from api.routes.calendar_feeds import calendar_files, calendars
from api.routes.candidates import candidates
from api.routes.consents import consents
from api.routes.documentation import documentation
from api.routes.employer import employer
from api.routes.exports import exports
from api.routes.followup import followup
from api.routes.hand_overs import hand_overs
from api.routes.imports import imports
from api.routes.indicators import indicators
from api.routes.introductions import introductions
from api.routes.matchruns import match_runs
from api.routes.outcomes import outcomes
from api.routes.pilots import pilots
from api.routes.placements import placements
from api.routes.rankings import rankings
from api.routes.rules import rules
from api.routes.scorers import scorers
from api.routes.skills import skills
from api.routes.slips import slips
from api.routes.subjects import subject_requests
from api.routes.support import support
from api.routes.taxonomy import taxonomy
from api.routes.tokens import tokens
from api.routes.trail import trail
from api.routes.trials import trials
from api.routes.vacancies import vacancies
from api.routes.whatif import what_ifs
from services.installation import Installation

BLUEPRINTS = (
    taxonomy, aliases, candidates, consents, introductions, placements, slips, support, hand_overs, pilots, trials, followup, calendars,
    vacancies, employer,
    rankings, skills, indicators, match_runs, outcomes, scorers, rules, what_ifs, imports, exports, trail, accounts, tokens,
    subject_requests,
)  # fmt: skip


class ReferenceConverter(BaseConverter):
    """A reference in an address: up to 64 characters, none of them a slash or a control character."""

    regex = r"[^/\x00-\x1f\x7f]{1,64}"
    part_isolating = True


def init_api(app: Flask, installation: Installation, identify: Identify, rate_limit: str = OFF) -> None:
    """Register every route of the API, its errors and its documentation on the application. identify: who makes a request.

    rate_limit: how often one actor may ask one route of the whole application, like "1200/minute".

    Below /api/ every error is a problem; elsewhere errors of HTTP pass through `api.problems.answer_http_error` unchanged.
    """
    app.extensions[INSTALLATION], app.extensions[IDENTIFY] = installation, identify
    app.url_map.converters["reference"] = ReferenceConverter
    if app.config.get("MAX_CONTENT_LENGTH") is None:
        app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  (fields come in the order of their schema)
    init_rate_limits(app, rate_limit)
    configure(app)
    api = KladkaApi(app)
    api.register_converter(ReferenceConverter, lambda _converter: {"type": "string", "maxLength": 64})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.extensions["kladka-openapi"] = api.spec
    app.register_blueprint(documentation)
    app.register_blueprint(calendar_files)
