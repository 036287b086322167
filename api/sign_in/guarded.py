"""Attempts to sign in, counted in the database before anything is compared: a table of what is counted, by whom, and where."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import flask

from api.identity import INSTALLATION
from api.problems import API_PREFIX, answer_domain_error
from services.errors import TooManyAttempts
from services.guards import CODE, INVITATION, RESET, SIGN_IN, SIGN_IN_ADDRESS, Guard, check_attempts

Subject = Callable[[], str]


def _address() -> str:
    return flask.request.remote_addr or "-"


def _said_email() -> str:
    said = flask.request.form.get("email") or ((flask.request.get_json(silent=True) or {}) if flask.request.is_json else {})
    return str(said.get("email", "") if isinstance(said, dict) else said).strip()[:255] or "-"


def _half_signed_in() -> str:
    return str(flask.session.get("tf_user_id") or flask.session.get("_user_id") or _address())


GUARDED: Mapping[str, tuple[tuple[Guard, Subject], ...]] = MappingProxyType(
    {
        "security.login": ((SIGN_IN, _said_email), (SIGN_IN_ADDRESS, _address)),
        "security.verify": ((SIGN_IN, _half_signed_in),),
        "security.change_password": ((SIGN_IN, _half_signed_in),),
        "security.two_factor_token_validation": ((CODE, _half_signed_in),),
        "security.mf_recovery": ((CODE, _half_signed_in),),
        "security.forgot_password": ((RESET, _said_email), (SIGN_IN_ADDRESS, _address)),
        "security.reset_password": ((SIGN_IN_ADDRESS, _address),),
        "web.invitation": ((INVITATION, _address),),
        "api-tokens.open_token": ((SIGN_IN, _said_email), (SIGN_IN_ADDRESS, _address)),
    }
)
"""Endpoint → what is counted of a POST to it, and of whom. An unknown address is counted like a known one."""


def refuse_guessing() -> flask.Response | None:
    """Count the attempt, or refuse it: with a problem below /api/, with a page elsewhere (the error goes on to the pages)."""
    if flask.request.method != "POST":
        return None
    try:
        for guard, subject in GUARDED.get(flask.request.endpoint or "", ()):
            check_attempts(flask.current_app.extensions[INSTALLATION], guard, subject())
    except TooManyAttempts as error:
        if not flask.request.path.startswith(API_PREFIX):
            raise
        return answer_domain_error(error)
    return None
